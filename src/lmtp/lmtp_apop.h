/* SPDX-License-Identifier: MIT */
/*
 * XAPOP, auth's question whether a login by the setting apop_file is right: who
 * delivers mail may read in the user's Maildir, auth may not.
 *
 *   XAPOP <user> SP <challenge in base64> SP <hex of MD5(challenge, secret)>
 *
 * 250 right; 535 wrong; 454 temporary trouble.
 */
#pragma once

#include "config/config.h"
#include "deliver/deliver.h"

enum lmtp_apop {
	LMTP_APOP_RIGHT,
	LMTP_APOP_WRONG,
	LMTP_APOP_TEMP, /* said in the log */
	LMTP_APOP_BAD,  /* no such question */
};

enum lmtp_apop lmtp_apop(const struct config *config, struct deliver *deliver,
			 struct span argument);
