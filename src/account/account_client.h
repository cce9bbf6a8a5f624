/* SPDX-License-Identifier: MIT */
/*
 * A blocking userdb look-up over auth's userdb socket (for lmtp and admin).
 * ERR_NOTFOUND: no such user. ERR_TEMP: source or socket trouble, or more than
 * timeout_ms for the answer, or to be let in. The connection is made on first
 * use and made anew after trouble.
 */
#pragma once

#include "account/account.h"

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

/* How mail for that user is delivered, where the record has rules. */
struct account_rules;
MUST_CHECK bool account_client_rules(struct account_client *c, const char *user,
				     const char *service,
				     struct account_rules *out,
				     struct err *err);

/* New limits for the user of a session that has this grant. ERR_DENIED: it is
 * not good (any more); ERR_STATE: the user's source can't, as the text says. */
MUST_CHECK bool account_client_limits(const char *socket_path, int timeout_ms,
				      const char *user, const char *grant,
				      const struct account_limits *limits,
				      struct err *err);

/* One command of an administrator (CACHE-FLUSH, CACHE-STATUS) on a connection
 * of its own; user may be NULL. The fields behind OK and the id go to *answer,
 * still escaped. ERR_TEMP as above. */
MUST_CHECK bool account_client_command(const char *socket_path, int timeout_ms,
				       const char *verb, const char *user,
				       struct buf *answer, struct err *err);
