/* SPDX-License-Identifier: MIT */
/* courierpop3dsizelist: the UIDLs that Courier's POP3 server gave. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/check.h"
#include "base/err.h"

struct md_import_uidl {
	struct span base; /* as in struct md_name */
	struct span uidl;
	size_t order; /* line of the file, from 0 */
};
struct md_import_pop {
	struct arena arena;
	uint64_t next, uidv;          /* for the next new message */
	struct md_import_uidl *entry; /* by base, each once */
	size_t count;
	bool found, malformed;
};
void md_import_pop_init(struct md_import_pop *pop);
void md_import_pop_release(struct md_import_pop *pop);
#define auto_md_import_pop __attribute__((cleanup(md_import_pop_release)))

/*
 * "/3 <next> <uidv>" or "/2 …", then "<file> <size> <n>:<uidv>[:<utf8>]"
 * lines. The UIDL is UID<n>-<uidv>, UID<n> where uidv is 0, and where n is 0
 * the base with +XX for what is no letter of a UIDL. Malformed lines, and one
 * without LF at the end, are passed over. false: not such a file.
 */
bool md_import_pop_parse(struct md_import_pop *pop, struct span text);
/* The root's; none is no error. */
MUST_CHECK bool md_import_pop_read(const char *root, struct md_import_pop *pop,
				   struct err *err);
/* Of the message with that base, or NULL. */
const struct md_import_uidl *md_import_pop_find(const struct md_import_pop *pop,
						struct span base);
