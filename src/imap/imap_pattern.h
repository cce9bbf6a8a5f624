/* SPDX-License-Identifier: MIT */
/* Mailbox patterns of LIST and LSUB (RFC 3501 6.3.8). Pure. */
#pragma once

#include "base/arena.h"
#include "base/span.h"

enum {
	IMAP_DELIMITER = '.'
};

/* Names and patterns are modified UTF-7, or both UTF-8. INBOX, alone or as the
 * first level of the pattern, matches in any case. Costs pattern × name,
 * whatever the wildcards. */
struct imap_pattern {
	struct span text; /* runs of wildcards made one */
	size_t literals;  /* bytes in it that are no wildcard */
};
void imap_pattern_init(struct imap_pattern *pattern, struct arena *arena,
		       struct span reference, struct span text);
/* INBOX in any case, alone or as the first level of a name or pattern, becomes
 * upper case (RFC 3501 5.1): it is one mailbox, so its children are one tree.
 */
void imap_pattern_upper_inbox(char *text, size_t len);
bool imap_pattern_matches(const struct imap_pattern *pattern, struct span name);
