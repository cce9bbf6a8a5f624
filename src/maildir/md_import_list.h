/* SPDX-License-Identifier: MIT */
/* The UIDs that another server kept for the files of a folder. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum {
	/* UIDs above it are no accident: the list counts as malformed. */
	MD_IMPORT_UID_MAX = 0x7fffffff,
	/* Longer ones are no UIDL (RFC 1939 7 says 70; Dovecot gave more). */
	MD_IMPORT_UIDL_MAX = 255
};

struct md_import_entry {
	uint32_t uid;
	struct span base;   /* as in struct md_name */
	struct span fields; /* " Kvalue…" of a dovecot-uidlist, all of them */
	struct span uidl;   /* for POP3; empty: none of its own */
	uint32_t order;     /* for POP3; 0: none */
};
struct md_import_list {
	uint32_t uidvalidity;
	uint32_t uidnext;              /* above all UIDs of the list */
	struct span guid;              /* of the mailbox; may be empty */
	struct md_import_entry *entry; /* UIDs ascending */
	size_t count;
};

/* The next line that ends in LF, which the span does not hold. */
bool md_import_list_line(struct span *text, struct span *out);
/* Room for the lines of text. false if the numbers can't be. */
bool md_import_list_begin(struct md_import_list *list, struct arena *arena,
			  struct span text, uint64_t uidvalidity,
			  uint64_t uidnext);
/* false: not above the last UID, or not the name of a message. */
bool md_import_list_add(struct md_import_list *list, uint64_t uid,
			struct span name);
