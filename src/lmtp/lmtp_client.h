/* SPDX-License-Identifier: MIT */
/*
 * For whom our client acts, as it tells by XCLIENT or XFORWARD (Postfix'
 * XCLIENT_README, XFORWARD_README).
 *
 * Pure. Values are decoded (xtext), without control characters, and "" where
 * the client says [UNAVAILABLE] or [TEMPUNAVAIL].
 */
#pragma once

#include <stdbool.h>

#include "base/network.h"
#include "base/span.h"

enum {
	LMTP_CLIENT_TEXT = 256
};

struct lmtp_client {
	char name[LMTP_CLIENT_TEXT];
	char addr[NETWORK_TEXT];
	char helo[LMTP_CLIENT_TEXT];
	char ident[LMTP_CLIENT_TEXT]; /* the MTA's queue id */
};

/* Whom a message comes from: of whom XFORWARD told, else XCLIENT, else the
 * peer. Empty: not known. */
struct span lmtp_client_address(const struct lmtp_client *forwarded,
				const struct lmtp_client *client,
				const char *peer);
struct span lmtp_client_name(const struct lmtp_client *forwarded,
			     const struct lmtp_client *client);

enum lmtp_client_command {
	LMTP_CLIENT_XCLIENT,
	LMTP_CLIENT_XFORWARD,
};

/* The attributes that the command takes, as LHLO lists them. */
const char *lmtp_client_attributes(enum lmtp_client_command command);

/* "NAME=value ADDR=value …" behind the verb; what is not in it stays as it is.
 * false: malformed, or an attribute that the command does not take; then *io is
 * untouched. */
bool lmtp_client_read(enum lmtp_client_command command, struct span arguments,
		      struct lmtp_client *io);
