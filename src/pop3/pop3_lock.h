/* SPDX-License-Identifier: MIT */
/*
 * The file fumikura-pop3.lock in the Maildir, there if pop3_lock_session or
 * pop3_login_delay is set: locked by the one session that may be, and its mtime
 * is when the last one began. The lock ends with the process.
 */
#pragma once

#include "account/account.h"
#include "base/check.h"
#include "config/config.h"

enum pop3_lock_result {
	POP3_LOCK_TAKEN, /* or not wanted */
	POP3_LOCK_BUSY,
	POP3_LOCK_TOO_SOON,
	POP3_LOCK_FAILED,
};

/* *out_fd keeps the lock, -1: there is none. FAILED: err; that the delay could
 * not be noted is only logged. */
enum pop3_lock_result pop3_lock_take(const struct config *config,
				     const struct account *account, int *out_fd,
				     struct err *err);
