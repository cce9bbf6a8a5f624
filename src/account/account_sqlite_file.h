/* SPDX-License-Identifier: MIT */
/*
 * SQLite files that we write beside the accounts: what there is to open them,
 * to run statements and to tell of trouble.
 */
#pragma once

#include <sqlite3.h>

#include "base/check.h"
#include "base/err.h"

static inline void account_sqlite_file_close(sqlite3 **db)
{
	sqlite3_close_v2(*db);
}
#define auto_sqlite __attribute__((cleanup(account_sqlite_file_close)))

static inline void account_sqlite_file_finalize(sqlite3_stmt **stmt)
{
	sqlite3_finalize(*stmt);
}
#define auto_sqlite_stmt __attribute__((cleanup(account_sqlite_file_finalize)))

/* For reading and writing; waits for others who write. flags: what else
 * sqlite3_open_v2 is told. *out is to be closed also after false. */
MUST_CHECK bool account_sqlite_file_open(const char *path, int flags,
					 sqlite3 **out, struct err *err);
/* Statements without results. */
MUST_CHECK bool account_sqlite_file_run(sqlite3 *db, const char *sql);
/* One execution of a statement without results, which can be bound anew. */
MUST_CHECK bool account_sqlite_file_step(sqlite3_stmt *stmt);
/* ERR_TEMP with SQLite's own words. Returns false. */
bool account_sqlite_file_error(sqlite3 *db, const char *path, struct err *err);
