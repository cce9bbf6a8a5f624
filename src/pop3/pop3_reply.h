/* SPDX-License-Identifier: MIT */
/* Answers. Only here does an error kind become a response code (RFC 2449 8,
 * RFC 3206). */
#pragma once

#include "pop3/pop3_command.h"

/* "+OK <text>" */
enum pop3_result pop3_reply_ok(struct pop3_session *session, const char *text);
/* "-ERR <text>"; text may begin with a code in brackets. */
enum pop3_result pop3_reply_no(struct pop3_session *session, const char *text);
/* The same, counted. */
enum pop3_result pop3_reply_bad(struct pop3_session *session, const char *text);
/* -ERR with the code of the kind; logs what the administrator should see. */
enum pop3_result pop3_reply_err(struct pop3_session *session, const char *event,
				const struct err *err);
