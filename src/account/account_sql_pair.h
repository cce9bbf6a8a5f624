/* SPDX-License-Identifier: MIT */
/* A look-up by one query, or by two: password_query for what concerns logins,
 * user_query for the rest, as Dovecot's passdb and userdb. */
#pragma once

#include "account/account_sql_schema.h"

/* Asks one of the schema's queries; ERR_NOTFOUND, ERR_CORRUPT and so on. */
typedef bool account_sql_pair_ask(void *source,
				  const struct account_sql_query *sql,
				  const struct account_query *query,
				  struct account_entry *out, struct err *err);
MUST_CHECK bool account_sql_pair_lookup(const struct account_sql_schema *schema,
					account_sql_pair_ask *ask, void *source,
					const struct account_query *query,
					struct account_entry *out,
					struct err *err);
