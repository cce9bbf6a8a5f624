/* SPDX-License-Identifier: MIT */
/*
 * One POP3 session in the TRANSACTION state (RFC 1939 5): who, which messages,
 * the stream. Blocking and linear. Where the stream came from and how the
 * account was found is the caller's business.
 */
#pragma once

#include "base/buf.h"
#include "config/config.h"
#include "io/stream.h"
#include "pop3/pop3_drop.h"
#include "pop3/pop3_uidl.h"

/* For the line at the end of the session. */
struct pop3_sent {
	unsigned count;
	uint64_t bytes;
};

struct pop3_session {
	const struct config *config;
	struct stream stream;
	struct store_user *user;
	struct pop3_drop drop;
	struct pop3_uidl *uidl; /* made at the first UIDL */
	unsigned bad_in_row;
	int64_t begin_ms; /* clock_mono_ms */
	struct pop3_sent top, retr;
	unsigned removed;
	struct buf out; /* the piece of an answer that is being made */
};

/* The client's stream; the fds may be equal. */
struct pop3_client {
	int fd_in;
	int fd_out;
	struct span input; /* sent behind the login already */
};

/* The whole session: opens the maildrop, answers the login, runs commands until
 * the client is gone. Closes the fds; returns an exit code. */
int pop3_session_run(const struct config *config, const struct account *account,
		     const struct pop3_client *client);
