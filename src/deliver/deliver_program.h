/* SPDX-License-Identifier: MIT */
/*
 * The admin's programs that Sieve scripts run by name (vnd.dovecot.pipe,
 * filter, execute; spec-bosch-sieve-extprograms), each kind from a folder of
 * its own: NAME there must be a plain file that can be executed, and it and the
 * folder root's, or the server's if it does not run as root, and nobody else's
 * to write.
 *
 * It runs as this process does, in the user's home, with lines that end in CRLF
 * on its stdin, and knows of us PATH, HOME, USER, HOST, SENDER, RECIPIENT,
 * ORIG_RECIPIENT.
 */
#pragma once

#include "account/account.h"
#include "config/config.h"

enum deliver_program_kind {
	DELIVER_PROGRAM_PIPE,
	DELIVER_PROGRAM_FILTER,
	DELIVER_PROGRAM_EXECUTE
};

struct deliver_program {
	const struct config *config;
	const struct account *account;
	struct span sender, recipient, origin; /* of the envelope */
	enum deliver_program_kind kind;
	struct span name;
	const struct span *argument;
	size_t argument_count;
	const struct span *input; /* in pieces; count 0: nothing is given */
	size_t input_count;
	struct buf *output; /* NULL: nobody wants it */
};

enum {
	DELIVER_PROGRAM_DONE = 0 /* its exit code; else sysexits.h */
};

/* True with its exit code. ERR_NOTFOUND: there is no such program; ERR_LIMIT:
 * it was killed because it wrote more than output has room for. ERR_TEMP: it
 * can't be started, took too long, or died of a signal. All but a good end
 * without a word on stderr is logged. */
MUST_CHECK bool deliver_program_run(const struct deliver_program *program,
				    int *out_code, struct err *err);
