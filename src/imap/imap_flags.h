/* SPDX-License-Identifier: MIT */
/*
 * Flags on the wire: system flags, keywords, lists of both. $Forwarded is a
 * flag of the store (INDEX_FORWARDED, Maildir's P), not a keyword there.
 */
#pragma once

#include "imap/imap_command.h"

struct imap_flags {
	uint32_t flags;       /* INDEX_SEEN … */
	struct span *keyword; /* names, in the arena */
	unsigned keyword_count;
};

/* "(\Seen $Work)" or, with BARE, "\Seen $Work" too (STORE). \Recent is taken
 * and dropped. Leaves *rest unchanged on false. */
enum imap_flags_form {
	IMAP_FLAGS_LIST,
	IMAP_FLAGS_LIST_OR_BARE
};
bool imap_flags_take(struct span *rest, enum imap_flags_form form,
		     struct arena *arena, struct imap_flags *out);

/* The system flag of that name ("\Seen", "$Forwarded"), or 0. */
uint32_t imap_flags_by_name(struct span name);

/* "(\Seen $Work \Recent)" */
void imap_flags_add(struct buf *out, const struct store_keywords *keywords,
		    uint32_t flags, uint64_t bits, bool recent);
/* Every flag the mailbox knows, for FLAGS; open: and "\*" for new ones.
 * Not the system flags of `without`. */
enum imap_flags_known {
	IMAP_FLAGS_KNOWN,
	IMAP_FLAGS_KNOWN_OPEN
};
void imap_flags_add_known(struct buf *out,
			  const struct store_keywords *keywords,
			  enum imap_flags_known how, uint32_t without);
