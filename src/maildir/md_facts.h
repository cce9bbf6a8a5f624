/* SPDX-License-Identifier: MIT */
/*
 * fumikura-facts: what file names cannot carry, one file per folder
 * (doc/format/maildir.md). It is durable and no part of the index: keywords
 * beyond the 26 letters, POP3 UIDLs of another server, metadata of the mailbox
 * (RFC 5464) and of messages (RFC 5257).
 *
 * An append-only text: one fact a line, each with a sum; the last line about
 * something holds, a damaged or torn line is passed over. Written anew when
 * most of it is dead (md_known_compact). UIDs are those of the mailbox whose
 * mark (md_name_mark) stands in the line; facts about messages of another one
 * are passed over. Callers hold the user's write lock for all writes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/err.h"
#include "base/ranges.h"
#include "base/span.h"

enum md_fact_kind {
	MD_FACT_KEYWORD, /* the messages `uids` have (or not) keyword `key` */
	MD_FACT_MESSAGE, /* each of `uids` has `value` for `key` */
	MD_FACT_MAILBOX, /* the mailbox has `value` for the entry `key` */
	MD_FACT_SERVER,  /* the user has; in the root's file only */
	MD_FACT_NUMBER,  /* `value` is the keyword of number `key`, decimal */
};

#define MD_FACTS_FILE "fumikura-facts"

/* Keys of MD_FACT_MESSAGE that are no annotations. */
#define MD_FACT_UIDL  "uidl"  /* POP3 UIDL that another server gave */
#define MD_FACT_ORDER "order" /* POP3 order likewise, decimal */
/* Entry of MD_FACT_MAILBOX: special-use attributes, blank between
 * (RFC 6154 5.4). */
#define MD_FACT_SPECIAL_USE "/private/specialuse"

struct md_fact {
	enum md_fact_kind kind;
	struct span key;           /* any bytes, 1 to 1024 */
	struct span value;         /* any bytes; of a keyword empty */
	bool removed;              /* the opposite: no longer there */
	const struct ranges *uids; /* KEYWORD and MESSAGE, else NULL */
};

enum {
	MD_FACT_KEY_MAX = 1024,
	MD_FACT_VALUE_MAX = 1u << 20
};

/* Each whole line of the text in order; spans and uids are valid during the
 * call. Facts about messages with another mark than that are left out. */
typedef void (*md_fact_found)(void *arg, const struct md_fact *fact);
void md_facts_parse(struct span text, uint64_t mark, md_fact_found found,
		    void *arg);
/* The same of the folder's file; none is no error. dir: "" for the root. */
MUST_CHECK bool md_facts_read(const char *root, struct span dir, uint64_t mark,
			      md_fact_found found, void *arg, struct err *err);
/* Appends its line to out; sets out->full if key or value are too long. */
void md_facts_write(struct buf *out, uint64_t mark, const struct md_fact *fact);
/* Appends them with one write, durably (file, and folder if it is new).
 * *out_worn: it has doubled since this was last said, time for
 * md_known_compact. What fails leaves at most a torn line. */
MUST_CHECK bool md_facts_add(const char *root, struct span dir, uint64_t mark,
			     const struct md_fact *facts, size_t count,
			     bool *out_worn, struct err *err);
/* These lines instead of all that was there; durable on return. */
MUST_CHECK bool md_facts_replace(const char *root, struct span dir,
				 struct span text, struct err *err);
/* Size in bytes; 0 if there is none. */
size_t md_facts_size(const char *root, struct span dir);
