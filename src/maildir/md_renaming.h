/* SPDX-License-Identifier: MIT */
/*
 * fumikura-renaming: which mailbox is just being renamed, with its children,
 * so that what a crash has left half done can be finished
 * (doc/format/maildir.md). Called with the user's lock held.
 */
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"

struct md_renaming {
	struct buf from, to; /* mailbox names */
};
void md_renaming_init(struct md_renaming *r);
void md_renaming_release(struct md_renaming *r);

/* The bytes of the file; false if they are malformed or the sum is wrong. */
bool md_renaming_parse(struct span text, struct md_renaming *out);

/* Is there one? root_fd: the Maildir. */
bool md_renaming_is_open(int root_fd);
/* Durable on return. */
MUST_CHECK bool md_renaming_begin(int root_fd, struct span from, struct span to,
				  struct err *err);
/* ERR_NOTFOUND; ERR_CORRUPT. */
MUST_CHECK bool md_renaming_read(int root_fd, struct md_renaming *out,
				 struct err *err);
/* Not durable by itself: a file that comes back finds nothing to do. */
void md_renaming_end(int root_fd);
