/* SPDX-License-Identifier: MIT */
/*
 * Which system calls a process may still make (seccomp(2)). Everything else
 * fails with EPERM: a library that tries an odd call takes no connection down,
 * and who was taken over gains nothing by it.
 *
 * It holds for good, for the process, what it forks and what it executes.
 */
#pragma once

#include "base/check.h"
#include "base/err.h"

enum sandbox_calls {
	SANDBOX_CALLS_ALL, /* no filter */
	/* What it has open, memory and time: no file or socket is opened, no
	 * process started, nobody signalled. Sockets come from master. */
	SANDBOX_CALLS_GATE,
	SANDBOX_CALLS_KEYS, /* the same */
	/* Account sources are databases, directories and programs: all but
	 * what changes the system or looks into other processes. */
	SANDBOX_CALLS_AUTH,
	/* A zygote of sessions: what GATE has, files, sockets of this machine,
	 * fork and signals; code is what lies in files. No program is executed.
	 */
	SANDBOX_CALLS_ZYGOTE,
	/* The same, and makes symbolic links. The others make none, so that one
	 * in wrong hands leads nobody who has no walls out of a Maildir. */
	SANDBOX_CALLS_LINKING_ZYGOTE,
	/* Speaks to servers elsewhere: what GATE has, sockets to them, files to
	 * be read, and fork. */
	SANDBOX_CALLS_SENDER,
	/* Beside that of its zygote: starts no process, and signals nobody but
	 * itself. */
	SANDBOX_CALLS_WORKER,
};

/* Further calls are a further filter. No new privileges from here on either.
 * Where the kernel has no filters it logs a warning and is true. */
MUST_CHECK bool sandbox_calls_enter(enum sandbox_calls calls, struct err *err);
