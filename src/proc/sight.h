/* SPDX-License-Identifier: MIT */
/*
 * What is seen of a session from outside while its worker works, for
 * `fumikura session list`: nobody has to ask a worker, which may be busy.
 *
 * A zygote has one file in memory: a directory, which says whose each page is,
 * and the pages. A worker writes into its own page and has no other; only the
 * zygote writes the directory. Master reads. What is in a page is the worker's
 * word.
 */
#pragma once

#include <stdint.h>

#include "base/check.h"
#include "base/err.h"
#include "base/span.h"

enum {
	SIGHT_COMMAND = 24,
	SIGHT_MAILBOX = 200,
};

/* A page. Both texts may be cut; they end in NUL when master has read them. */
struct sight {
	uint64_t bytes_in; /* of the session, over all its workers */
	uint64_t bytes_out;
	int64_t command_us; /* clock_now_us of the last command; 0: none yet */
	char command[SIGHT_COMMAND];
	char mailbox[SIGHT_MAILBOX]; /* "": none is selected */
};

/* ---- the zygote ---- */

struct sight_book;

/* NULL: the system has no room for one; then nothing is seen. */
struct sight_book *sight_book_new(unsigned pages);
void sight_book_free(struct sight_book **book);
/* For master; -1 if there is no book. It stays the book's. */
int sight_book_fd(const struct sight_book *book);
/* An empty page, which is that session's from now on. SIGHT_NO_PAGE: none is
 * left, or no book. */
#define SIGHT_NO_PAGE UINT32_MAX
uint32_t sight_book_take(struct sight_book *book, uint32_t session);
/* Its worker has ended. What it wrote can be read until the page is taken. */
void sight_book_give(struct sight_book *book, uint32_t page);
/* Its worker goes on with that session, to which it is empty, or with none (0);
 * then it can be read until there is one. */
void sight_book_pass(struct sight_book *book, uint32_t page, uint32_t session);

/* ---- a worker ---- */

/* After the fork: this page stays, the book is not to be used any more. Before
 * it, and where there is no page, what follows writes where nobody looks. */
void sight_enter(const struct sight_book *book, uint32_t page);
/* A command begins. */
void sight_command(struct span verb);
/* The mailbox that is selected; "": none. */
void sight_mailbox(const char *name);
/* What earlier workers of the session moved, then what goes through now. */
void sight_resume(uint64_t bytes_in, uint64_t bytes_out);
void sight_read(size_t bytes);
void sight_written(size_t bytes);

/* ---- master ---- */

/* How many pages have ever been in use, as the directory says. 0 if it can't be
 * read. */
uint32_t sight_pages(int fd);
enum {
	SIGHT_AT_ONCE = 512
};
/* Whose they are, from `first` on, 0: nobody's. How many were read. */
uint32_t sight_owners(int fd, uint32_t first, uint32_t out[SIGHT_AT_ONCE]);
/* false: it can't be read, or is, or has become meanwhile, another's than that
 * session's. */
MUST_CHECK bool sight_get(int fd, uint32_t page, uint32_t session,
			  struct sight *out);
