/* SPDX-License-Identifier: MIT */
/*
 * To which account mail for an address goes, for the questions of MTAs; as lmtp
 * finds it (account_address_next).
 */
#pragma once

#include "auth/auth_server.h"

enum auth_recipient {
	AUTH_RECIPIENT_TAKES,    /* also one that can't log in */
	AUTH_RECIPIENT_DISABLED, /* exists, but gets no mail now */
	AUTH_RECIPIENT_UNKNOWN,  /* also a deleted one */
	AUTH_RECIPIENT_TEMP,
};

/* entry: TAKES and DISABLED; valid until the function returns. */
typedef void auth_recipient_told(void *arg, enum auth_recipient verdict,
				 const struct account_entry *entry);

/* Answers exactly once, maybe before it returns. The address is copied. */
void auth_recipient_find(struct auth_server *server, struct span address,
			 auth_recipient_told *told, void *arg);
