/* SPDX-License-Identifier: MIT */
/*
 * Runs a program that checks a login, and waits for it, for a limited time:
 * what it asks for comes on its fd 3, what it answers is read from its fd 4.
 * It gets no other fd but stderr, a process group of its own, and nothing of
 * our environment. Safe with threads.
 */
#pragma once

#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"

struct account_child {
	const char *const *argv; /* [0] is an absolute path; ends in NULL */
	const char *const *env;  /* ends in NULL */
	struct span input;
	struct buf *output; /* its cap is the most that is taken */
	uint64_t seconds;   /* until its process group is killed */
};

/* True with its exit status. ERR_TEMP: it could not be run, took too long, died
 * of a signal, or answered more than output takes. */
MUST_CHECK bool account_child_run(const struct account_child *child,
				  int *out_status, struct err *err);
/* The path of one of our own programs that lie beside auth. NULL: not found.
 * The caller frees it. */
char *account_child_own(const char *name);
