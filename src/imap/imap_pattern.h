/* SPDX-License-Identifier: MIT */
/* Mailbox patterns of LIST and LSUB (RFC 3501 6.3.8). Pure. */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"

enum {
	IMAP_DELIMITER = '.'
};

/* INBOX, alone or as the first level of the pattern, matches in any case.
 * Costs the length of the name times that of the pattern / 64, whatever the
 * wildcards. */
struct imap_pattern {
	struct span text; /* runs of wildcards made one */
	size_t prefix;    /* bytes before the first wildcard */
	size_t literals;  /* bytes in it that are no wildcard */
	/* Sets of positions in the text, one bit each: where each byte stands,
	 * then the wildcards, then only the "%". Sizes in words. */
	uint64_t *sets;
	size_t words;
};
void imap_pattern_init(struct imap_pattern *pattern, struct arena *arena,
		       struct span reference, struct span text);
/* INBOX in any case, alone or as the first level of a name or pattern, becomes
 * upper case (RFC 3501 5.1): it is one mailbox, so its children are one tree.
 */
void imap_pattern_upper_inbox(char *text, size_t len);
/* The same in the arena. */
struct span imap_pattern_inbox(struct arena *arena, struct span name);
/* name: in the same encoding as the pattern. */
bool imap_pattern_matches(const struct imap_pattern *pattern, struct span name);
/* Does one of them? */
bool imap_pattern_any(const struct imap_pattern *pattern, size_t count,
		      struct span name);
