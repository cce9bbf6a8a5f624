/* SPDX-License-Identifier: MIT */
/*
 * What of a delivery touches a user's files or takes the message apart for
 * that user, each a room of its own: a process that can open nothing of others
 * (proc/confined.h). With isolation = uid this process does it.
 *
 * Where a room breaks down it is ERR_TEMP, and as if a delivery had been killed
 * in the midst.
 */
#pragma once

#include "base/check.h"
#include "base/err.h"
#include "base/span.h"
#include "deliver/deliver_mail.h"

struct account;
struct config;
struct lmtp_recipient;
struct lmtp_session;

/* deliver_check, for the transaction that runs. */
MUST_CHECK bool lmtp_room_check(struct lmtp_session *s,
				const struct account *account,
				struct span mailbox, struct err *err);
/* struct deliver_file for that session (the context): in the tmp/ of the first
 * recipient who has one. */
MUST_CHECK bool lmtp_room_open_file(void *session, int *out_fd,
				    struct err *err);
/* deliver_mail_store; the texts of *out lie in the transaction's arena. */
MUST_CHECK bool lmtp_room_store(struct lmtp_session *s,
				const struct lmtp_recipient *r,
				struct deliver_stored *out, struct err *err);
/* deliver_mail_report */
void lmtp_room_report(struct lmtp_session *s, const struct lmtp_recipient *r,
		      enum deliver_dsn_report report);
/* account_apop_check */
MUST_CHECK bool lmtp_room_apop(const struct config *config,
			       const struct account *account,
			       struct span challenge, struct span digest,
			       struct err *err);
