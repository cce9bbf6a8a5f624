/* SPDX-License-Identifier: MIT */
/*
 * What goes wrong with a user's scripts, where the user can read it:
 * ~/.dovecot.sieve.log, the newest sieve_user_log_max bytes of it. And the same
 * in one line of the server's log.
 */
#pragma once

#include "account/account.h"
#include "config/config.h"
#include "sieve/sieve.h"
#include "sieve/sieve_host.h"

struct deliver_sieve_log {
	const struct config *config;
	const struct account *account;
	const char *message_id; /* of the message, may be "" */
	/* Gets errors and warnings of the user's scripts too: "script: text",
	 * CRLF between; NULL: nobody is there to be told. */
	struct buf *told;
};

/* Trouble in a script: for the server's log too. notes: what the compiler said
 * of it, NULL if it is about a run. */
void deliver_sieve_log_error(const struct deliver_sieve_log *log,
			     const char *script, const struct sieve_note *notes,
			     const struct err *err);
/* The same; what the user can't mend is not in the user's log. */
void deliver_sieve_log_script(const struct deliver_sieve_log *log,
			      enum sieve_place place, const char *script,
			      const struct sieve_note *notes,
			      const struct err *err);
/* What the compiler said of a script of the user's that it has compiled: for
 * `told` alone. */
void deliver_sieve_log_warnings(const struct deliver_sieve_log *log,
				enum sieve_place place, const char *script,
				const struct sieve_note *notes);
/* For the user alone. */
void deliver_sieve_log_line(const struct deliver_sieve_log *log,
			    const char *level, const char *script,
			    const char *text);
