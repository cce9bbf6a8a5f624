/* SPDX-License-Identifier: MIT */
/*
 * Lines of the Dovecot auth protocol: tab-separated fields, tab-escaped
 * (\001 followed by 0 1 t r n), LF at the end. Shared by auth and its clients.
 */
#pragma once

#include "account/account.h"

enum {
	ACCOUNT_WIRE_LINE_MAX = 16384,
	ACCOUNT_WIRE_FIELDS_MAX = 64
};

void account_wire_escape(struct buf *out, struct span text);
/* Unescaped copy appended to out. */
void account_wire_unescape(struct buf *out, struct span text);

/* The next field of a line (still escaped), false at the end. */
bool account_wire_field(struct span *line, struct span *out);
/* The value of "key=value" among the fields of line; false if missing. */
bool account_wire_value(struct span line, struct span key, struct span *out);

/*
 * A blocking userdb look-up over auth's userdb socket (for lmtp and admin).
 * ERR_NOTFOUND: no such user. ERR_TEMP: source or socket trouble, or more than
 * timeout_ms. The connection is made on first use and made anew after trouble.
 */
struct account_client {
	char path[108];
	int fd;
	uint32_t next_id;
	int timeout_ms;
	struct buf in;
};
void account_client_init(struct account_client *c, const char *socket_path,
			 int timeout_ms);
void account_client_release(struct account_client *c);
MUST_CHECK bool account_client_lookup(struct account_client *c,
				      const char *user, const char *service,
				      struct account *out, struct err *err);
