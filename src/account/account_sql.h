/* SPDX-License-Identifier: MIT */
/*
 * What the SQL sources share: queries with named placeholders, and rows with
 * named columns that make an account. Knows no database library.
 *
 * A placeholder "%{user}" becomes "?" and its value is bound: nothing that a
 * client sends is ever part of a statement.
 */
#pragma once

#include "account/account_source.h"
#include "account/account_sql_place.h"

enum {
	ACCOUNT_SQL_PLACES_MAX = 16, /* placeholders of one query */
	ACCOUNT_SQL_COLUMNS_MAX = 32,
	ACCOUNT_SQL_CELL_MAX = ACCOUNT_SIEVE_MAX, /* bytes of one value */
	ACCOUNT_SQL_ROWS_MAX = 16, /* rows that are looked at for one user */
};

enum account_sql_place {
	ACCOUNT_SQL_USER,
	ACCOUNT_SQL_LOCAL,
	ACCOUNT_SQL_DOMAIN,
	ACCOUNT_SQL_SERVICE,
	ACCOUNT_SQL_LOCAL_IP,
	ACCOUNT_SQL_REMOTE_IP,
	ACCOUNT_SQL_OLD, /* only in password_update: the stored password */
	ACCOUNT_SQL_NEW, /* … and the one to store */
	/* only in relay_update and relay_purge; seconds */
	ACCOUNT_SQL_EXPIRES,
	ACCOUNT_SQL_NOW,
};

struct account_sql_query {
	char *text; /* with "?"; NULL: there is none */
	unsigned count;
	enum account_sql_place place[ACCOUNT_SQL_PLACES_MAX];
};

/* Empty text is none. ERR_SYNTAX for an unknown placeholder, one in quotes, or
 * too many. */
MUST_CHECK bool account_sql_parse(const char *text,
				  struct account_sql_query *out,
				  struct err *err);
void account_sql_query_release(struct account_sql_query *query);

/* What placeholders stand for; all but the query may be NULL. */
struct account_sql_values {
	const struct account_query *query;
	const char *old;
	const char *new;
	const char *expires;
	const char *now;
};
struct span account_sql_value(const struct account_sql_values *values,
			      enum account_sql_place place);

struct account_sql_cell {
	const char *name;
	struct span text; /* ptr NULL: the value is NULL */
};

/*
 * One row for who was asked as `asked`. The columns, all optional:
 *
 *   username       must be the name that was asked for (ASCII case aside),
 *                  else ERR_NOTFOUND: the collation found somebody else
 *   local_part     the same for the part before the @
 *   real_user      the user that the asked name stands for
 *   apop_secret    of APOP, see account_field_apop
 *   password name home mail maildir uid gid state active host services
 *   allow_nets forward reply sieve settings
 *   quota          bytes, or as vpopmail writes it
 *   quota_bytes quota_messages quota_rules message_bytes
 *   vpopmail_flags vpopmail's pw_gid
 *
 * NULL and empty say nothing. ERR_CORRUPT for a row that can't be used, also
 * for a column of any other name.
 */
MUST_CHECK bool account_sql_entry(const struct account_sql_base *base,
				  const char *asked,
				  const struct account_sql_cell *cells,
				  size_t count, struct account_entry *out,
				  struct err *err);

/* What relay_update (relay NULL: relay_purge) has placeholders for; it points
 * into *space and *relay. */
struct account_sql_relay {
	struct account_query query;
	char expires[24];
	char now[24];
	struct account_sql_values values;
};
const struct account_sql_values *
account_sql_relay(const struct account_relay *relay, int64_t now,
		  struct account_sql_relay *space);

/* The stored password without the scheme that account_sql_entry put before it
 * because it named none; NULL: it can't have done so. */
const char *account_sql_bare_password(const char *scheme, const char *stored);

/* ERR_TEMP with what failed and why for the log. Returns false. */
bool account_sql_temp(struct err *err, const char *what, const char *why);
