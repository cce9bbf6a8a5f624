/* SPDX-License-Identifier: MIT */
/*
 * Courier's keywords: the folder courierimapkeywords. ":list" has the names
 * one a line, an empty line, and "BASENAME:n n…" lines with the numbers of
 * names; changes since are files BASENAME (the newest) or ".N.BASENAME" (of
 * these the largest N), names one a line, none = no keyword.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/check.h"
#include "base/err.h"

enum {
	MD_IMPORT_KEYWORDS = 64
};

struct md_import_tagged {
	struct span base;
	uint64_t bits; /* of name */
	size_t order;
};
struct md_import_keywords {
	struct arena arena;
	struct span name[MD_IMPORT_KEYWORDS]; /* each once, case ignored */
	unsigned count;
	unsigned beyond; /* names that found no room */
	bool found;      /* the folder has courierimapkeywords */
	struct md_import_tagged *message;
	size_t messages, space;
};

void md_import_keywords_init(struct md_import_keywords *k);
void md_import_keywords_release(struct md_import_keywords *k);
#define auto_md_import_keywords                                                \
	__attribute__((cleanup(md_import_keywords_release)))

/* The bytes of ":list", and of a change to one message. What is malformed in
 * them is passed over. */
void md_import_keywords_list(struct md_import_keywords *k, struct span text);
void md_import_keywords_update(struct md_import_keywords *k, struct span base,
			       struct span text);
/* After the last of these: what was said last of each message. */
void md_import_keywords_finish(struct md_import_keywords *k);
/* The bits of a message; 0 if nothing is said of it. */
uint64_t md_import_keywords_find(const struct md_import_keywords *k,
				 struct span base);

/* This ":list" instead of all that the folder has; durable on return. */
MUST_CHECK bool md_import_keywords_replace(const char *root, struct span dir,
					   struct span list, struct err *err);
/* All of a folder; no courierimapkeywords: none. */
MUST_CHECK bool md_import_keywords_read(const char *root, struct span dir,
					struct md_import_keywords *k,
					struct err *err);
