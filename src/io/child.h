/* SPDX-License-Identifier: MIT */
/*
 * Runs a program without a shell and waits for it, for a limited time: in a
 * process group of its own, with all signals as they are by default and no fd
 * of ours but those told here. Safe with threads. SIGPIPE must be ignored.
 *
 * A confined one also dies with the process that waits, gets no new privileges,
 * no core file, 1024 fds and no more CPU time than it has time, and what it
 * left running in its process group is killed at its end.
 */
#pragma once

#include <stdint.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"
#include "io/errand.h"

/* For programs that start others. */
#define CHILD_PATH                                                             \
	"PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"

struct child {
	const char *const *argv; /* [0] is an absolute path; ends in NULL */
	const char *const *env;  /* all there is; ends in NULL */
	const char *folder;      /* where it runs; NULL: where we are */
	/* What it is for a starter, who then runs it, confined, with input as
	 * bytes at 0 and output at 1. */
	enum errand_kind errand;
	bool is_confined;
	int input_at; /* its fd for what it is given: 0, or from 3 to 9 */
	/* What it reads there: a file, or (0) the bytes; ptr NULL: /dev/null.
	 * It need not read them. */
	int input_file;
	struct span input;
	int output_at; /* its fd for what it answers: 1, or from 3 to 9 */
	/* Takes it; its cap is the most that is taken. NULL: /dev/null. */
	struct buf *output;
	/* Takes the beginning of its stderr; NULL: that is ours. */
	struct buf *errors;
	uint64_t seconds; /* until its process group is killed */
	int asker; /* a socket whose other end it does not outlive; 0: none */
};

/* True with how it ended, as waitpid tells. ERR_LIMIT: it answered too much and
 * is killed. ERR_TEMP: it could not be started, or took too long and is killed;
 * the detail says which. ERR_GONE: the asker is gone. */
MUST_CHECK bool child_run(const struct child *child, int *out_status,
			  struct err *err);

/* In a new process: no signal is ignored, handled or blocked any more. */
void child_forget_signals(void);
