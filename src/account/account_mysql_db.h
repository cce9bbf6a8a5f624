/* SPDX-License-Identifier: MIT */
/*
 * A connection to one of several MariaDB (or MySQL) servers; for the
 * account_mysql files only.
 *
 * The first server of the section's `hosts` that can be reached is used until
 * the connection breaks. One that failed is not asked again for `retry`
 * seconds. A question that finds its connection broken is asked once more on a
 * new one, unless it changes something. Everything that goes wrong is ERR_TEMP.
 */
#pragma once

#include "account/account_sql.h"

struct st_mysql;      /* MYSQL of mysql.h, which has no tags of its own */
struct st_mysql_stmt; /* MYSQL_STMT */

struct account_mysql_server {
	char *host; /* NULL: path */
	char *path; /* of a Unix socket */
	unsigned port;
	int64_t held_until_ms; /* of clock_mono_ms */
};

struct account_mysql_db {
	const struct config_source *section;
	struct account_mysql_server *server;
	size_t count;
	size_t at;            /* the server in use */
	struct st_mysql *sql; /* NULL: closed */
	/* The statement of the last question, for the next with its text. */
	struct st_mysql_stmt *stmt;
	char *stmt_text;
	bool in_transaction; /* a lost connection is not made anew */
};

/* ERR_SYNTAX for a malformed host. Touches no network. */
MUST_CHECK bool account_mysql_db_init(struct account_mysql_db *db,
				      const struct config_source *section,
				      struct err *err);
void account_mysql_db_release(struct account_mysql_db *db);

struct account_mysql_question {
	const char *text; /* with count times "?" */
	const struct span *value;
	unsigned count;
	bool writes; /* is not asked a second time */
	/* Each row; false and err end it. NULL: there are none. */
	bool (*row)(void *arg, const struct account_sql_cell *cells,
		    size_t count, struct err *err);
	void *arg;
	/* ---- answer ---- */
	uint64_t changed; /* rows */
	unsigned error;   /* the server's or client's number, 0: none */
};

/* ERR_TEMP, or what row said. */
MUST_CHECK bool account_mysql_db_ask(struct account_mysql_db *db,
				     struct account_mysql_question *question,
				     struct err *err);
/* Any failure between the two undoes it all. */
MUST_CHECK bool account_mysql_db_begin(struct account_mysql_db *db,
				       struct err *err);
MUST_CHECK bool account_mysql_db_commit(struct account_mysql_db *db,
					struct err *err);
void account_mysql_db_undo(struct account_mysql_db *db);
