/* SPDX-License-Identifier: MIT */
/*
 * One name and password against the account source: the slow part of a login,
 * run by a worker thread. Takes as long for an unknown user as for a wrong
 * password.
 */
#pragma once

#include "account/account_sqlite.h"
#include "base/err.h"

enum auth_verdict {
	AUTH_VERDICT_OK,
	AUTH_VERDICT_UNKNOWN, /* no such user */
	AUTH_VERDICT_WRONG,
	AUTH_VERDICT_DISABLED,  /* the password is right */
	AUTH_VERDICT_FORBIDDEN, /* not this service, or not from there */
	AUTH_VERDICT_AUTHORIZE, /* asks to be somebody else */
	AUTH_VERDICT_UNUSABLE,  /* what is stored is no password hash */
	AUTH_VERDICT_TEMP,      /* the source failed, err says why */
	AUTH_VERDICT_JUDGE,     /* found: the caller compares (auth_chain.h) */
};

struct auth_check {
	const char *user; /* as the client spelled it */
	const char *authorize;
	const char *password;
	const char *dummy; /* a stored hash nobody knows the password of */
	enum auth_verdict verdict;
	struct account account; /* OK; user also else if it is possible */
	struct err err;
};

void auth_check_run(struct auth_check *check, struct account_sqlite *source);
/* One word for the log. */
const char *auth_check_verdict_name(enum auth_verdict verdict);
