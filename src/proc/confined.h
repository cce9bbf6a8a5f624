/* SPDX-License-Identifier: MIT */
/*
 * A piece of work for one user, done by a process that serves many: a child
 * does it, inside the walls of that user's sessions (isolation.h), starts no
 * process and signals nobody. With isolation = uid, or where no walls can be
 * had, this process does it itself.
 */
#pragma once

#include <stddef.h>

#include "account/account.h"
#include "base/check.h"
#include "base/err.h"
#include "config/config.h"

enum {
	CONFINED_ANSWER_MAX = 32 * 1024
};

struct confined {
	const struct config *config;
	const struct account *account;
	/* What is to be done. A child has all memory as it is now, but no fd
	 * except `fd`, stdin to stderr and the way to the starter; what it
	 * changes is lost, but for the answer and *out_fd, a file that it
	 * opened (-1: none). */
	void (*work)(void *context, void *answer, int *out_fd);
	void *context;
	int fd;              /* -1: it needs none */
	void *answer;        /* zeroed by the caller */
	size_t answer_bytes; /* at least 1, at most CONFINED_ANSWER_MAX */
};

/*
 * Waits for the end of the work, however long that takes; the child does not
 * outlive us. What a child answers has to be judged: hostile mail may have
 * taken it over. ERR_TEMP: it could not be started or confined, or died.
 */
MUST_CHECK bool confined_run(const struct confined *c, int *out_fd,
			     struct err *err);
