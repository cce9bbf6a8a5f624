/* SPDX-License-Identifier: MIT */
/*
 * What the lines of fumikura-facts add up to: of each thing the last word.
 * Owns all that it points to. Nothing here is about another mailbox's messages.
 */
#pragma once

#include "base/arena.h"
#include "maildir/md_facts.h"

struct md_known_keyword {
	struct span name; /* as first written; names compare without case */
	struct ranges uids;
};
struct md_known_entry {
	enum md_fact_kind kind; /* MAILBOX, SERVER, NUMBER */
	struct span key, value;
};
struct md_known_message {
	struct span key, value;
	uint32_t uid;
	size_t order; /* private */
};

struct md_known {
	struct md_known_keyword *keyword; /* some without a message */
	struct md_known_entry *entry;     /* in the order they were made */
	struct md_known_message *message; /* by key, then by UID */
	size_t keyword_count, entry_count, message_count;
	size_t keyword_space, entry_space, message_space; /* private */
	struct arena arena;                               /* private */
	const struct ranges *live;                        /* private */
};
#define auto_md_known __attribute__((cleanup(md_known_release)))

void md_known_init(struct md_known *known);
void md_known_release(struct md_known *known);
/* Of a text, and of the folder's file. live: messages that still exist, facts
 * about others are left out; NULL: not known, then keywords are those of all,
 * and there are no MD_FACT_MESSAGE. */
void md_known_parse(struct md_known *known, struct span text, uint64_t mark,
		    const struct ranges *live);
MUST_CHECK bool md_known_read(struct md_known *known, const char *root,
			      struct span dir, uint64_t mark,
			      const struct ranges *live, struct err *err);
/* The value of key for that message; false: none. */
bool md_known_find(const struct md_known *known, struct span key, uint32_t uid,
		   struct span *out);
/* All of it as lines. */
void md_known_write(const struct md_known *known, uint64_t mark,
		    struct buf *out);
/* Writes the folder's file anew, durably, if that makes it half as long. */
MUST_CHECK bool md_known_compact(const char *root, struct span dir,
				 uint64_t mark, const struct ranges *live,
				 struct err *err);
