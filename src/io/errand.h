/* SPDX-License-Identifier: MIT */
/*
 * Programs that another process starts for this one, which itself may start
 * none: a session's worker asks the starter of its zygote (proc/starter.h).
 *
 * The desk is a SOCK_SEQPACKET socket that all who ask share. A request is one
 * message on it, with one end of a stream: over that goes what the program
 * reads (a file, as an fd) and then the answer. When the asker's end closes,
 * the program is killed.
 */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"

struct child;

/* Which of the configured programs; the one who starts it knows where. */
enum errand_kind {
	ERRAND_NONE,    /* none of those: nobody runs it for us */
	ERRAND_PIPE,    /* NAME in sieve_pipe_bin_dir */
	ERRAND_FILTER,  /* NAME in sieve_filter_bin_dir */
	ERRAND_EXECUTE, /* NAME in sieve_execute_bin_dir */
	ERRAND_SECOND,  /* our fumikura-libsieve */
	ERRAND_WARNING, /* quota_warning_command; nobody waits for it */
	ERRAND_KINDS
};

enum {
	ERRAND_REQUEST_MAX = 128 * 1024,
	ERRAND_STRINGS_MAX = 1024,
	ERRAND_ANSWER_MAX = 64 << 20 /* what a program may answer */
};

/* A request as it was read; the strings lie in the arena. */
struct errand {
	enum errand_kind kind;
	uint32_t seconds;
	uint32_t output_max; /* 0: its output is not wanted */
	uint32_t errors_max; /* 0: its stderr is the starter's */
	const char *name;
	const char *folder; /* "": where the starter is */
	const char **argv;  /* [0] is not set; ends in NULL */
	const char **env;
};

/* From here on child_run and detach_run ask there for what has a kind. -1:
 * they run it themselves, as at the start. The fd stays the caller's. */
void errand_ask_at(int desk);
bool errand_is_asked(void);
/* For who closes all other fds; -1: none. */
int errand_desk(void);
/* What child_run promises. */
MUST_CHECK bool errand_run(const struct child *child, int *out_status,
			   struct err *err);

/* ---- for who starts them ---- */

void errand_write(const struct child *child, struct buf *out);
/* Every byte is checked; false: it is none. */
MUST_CHECK bool errand_read(struct span bytes, struct arena *arena,
			    struct errand *out);
/* Waits some seconds for what the program reads. *out_input: -1 if there is
 * nothing. */
MUST_CHECK bool errand_take_input(int stream, int *out_input, struct err *err);
/* done: as child_run ended. An asker that is gone hears nothing. */
void errand_answer(int stream, bool done, int status, const struct child *child,
		   const struct err *err);
