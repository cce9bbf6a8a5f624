/* SPDX-License-Identifier: MIT */
/*
 * One ManageSieve session after the login (RFC 5804): who, the scripts, the
 * stream. Blocking and linear.
 */
#pragma once

#include "base/buf.h"
#include "config/config.h"
#include "io/stream.h"
#include "proc/control.h"
#include "sieve/sieve.h"
#include "store/store_script.h"

struct ms_session {
	const struct config *config;
	const struct account *account;
	struct stream stream;
	struct store_scripts *scripts;
	struct sieve_settings sieve;
	struct arena arena;   /* of the session: lists of `sieve` */
	struct arena command; /* of one command */
	struct buf line;      /* the command, with its literals */
	unsigned bad_in_row;
	int64_t begin_ms; /* clock_mono_ms */
	unsigned stored, deleted;
	bool given_back; /* gate has the client */
};

/* The whole session: answers the login, runs commands until the client is
 * gone. Closes the fd; returns an exit code. */
int ms_session_run(const struct config *config, const struct control_msg *msg,
		   int fd);
