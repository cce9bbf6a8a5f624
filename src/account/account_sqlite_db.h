/* SPDX-License-Identifier: MIT */
/*
 * The connection behind account_sqlite.h; for its files only.
 *
 * A handle holds at most one connection with two prepared queries. Any error
 * closes it, so that the next call starts anew: a file that was missing, locked
 * or damaged may have been put right. No transaction stays open between calls.
 */
#pragma once

#include <sqlite3.h>
#include <sys/types.h>

#include "account/account_names.h"
#include "account/account_sql_schema.h"
#include "account/account_sqlite.h"

struct account_sqlite {
	struct account_source source; /* first */
	char *path;
	char *mail_home;
	char *mail_dir;
	bool create;
	bool hurried; /* a writer is not waited for */
	uid_t owner_uid;
	gid_t owner_gid;
	struct account_sql_base base;
	/* A section with queries of its own: then the tables are not ours. */
	struct account_sql_schema schema;
	struct account_names names;
	sqlite3 *sql; /* NULL: closed */
	dev_t dev;    /* what is open */
	ino_t ino;
	sqlite3_stmt *by_name;
	sqlite3_stmt *login; /* password_query */
	sqlite3_stmt *behind;
};

/* Open with the current file and the current tables, made if asked for. */
MUST_CHECK bool account_sqlite_db_ready(struct account_sqlite *db,
					struct err *err);
void account_sqlite_db_close(struct account_sqlite *db);
MUST_CHECK bool account_sqlite_db_execute(struct account_sqlite *db,
					  const char *sql, const char *what,
					  struct err *err);
/* ERR_TEMP with SQLite's own words; closes. Returns false. */
bool account_sqlite_db_error(struct account_sqlite *db, const char *what,
			     struct err *err);
/* ERR_TEMP with these words. Returns false. */
bool account_sqlite_db_temp(struct err *err, const char *what, const char *why);
