/* SPDX-License-Identifier: MIT */
/*
 * Text files of accounts, an account a line, held in memory and read again when
 * they change. Shared by all handles of one section, from any thread.
 *
 * A file that is being written, or can't be understood, does not replace what
 * was understood before. A lookup costs a stat and a binary search.
 */
#pragma once

#include <stdint.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"

/* A line without its LF. *out_key points into it, empty: the line says nothing
 * (a comment). false: no such line can be, the file is damaged. */
typedef bool account_lines_key(struct span line, struct span *out_key);

struct account_lines_form {
	account_lines_key *key;
	uint64_t bytes_max; /* of a file */
};

struct account_lines;

/* Those with the same owner (a section, a form of it) share what they read. */
struct account_lines *account_lines_join(const void *owner,
					 const struct account_lines_form *form);
/* The last one forgets, and wipes, what was read. NULL is none. */
void account_lines_leave(struct account_lines **lines);

/* The line of that key (ASCII case aside) is put into *out. ERR_NOTFOUND: not
 * in the file; ERR_GONE: there is no such file; ERR_TEMP: else, also for two
 * lines with that key. */
MUST_CHECK bool account_lines_find(struct account_lines *lines,
				   const char *path, struct span key,
				   struct buf *out, struct err *err);
/* The first line whose key, in lower case, comes bytewise behind `key`.
 * ERR_NOTFOUND: none. */
MUST_CHECK bool account_lines_next(struct account_lines *lines,
				   const char *path, struct span key,
				   struct buf *out, struct err *err);
