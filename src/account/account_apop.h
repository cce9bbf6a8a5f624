/* SPDX-License-Identifier: MIT */
/*
 * APOP by the file .password in a user's Maildir, by checkapoppw's rules: its
 * first line is the secret, in clear; it has to be the user's own, and closed
 * to group and others.
 */
#pragma once

#include "account/account.h"

/* name: of the file, in the account's Maildir. digest: hex of MD5(challenge,
 * secret). ERR_DENIED: wrong, no such file, or somebody else's; ERR_TEMP: open
 * to others, or it can't be read. Blocks. */
MUST_CHECK bool account_apop_check(const struct account *account,
				   const char *name, struct span challenge,
				   struct span digest, struct err *err);
