/* SPDX-License-Identifier: MIT */
#include "account/account_sqlite_file.h"

enum {
	BUSY_MS = 5000
};

bool account_sqlite_file_open(const char *path, int flags, sqlite3 **out,
			      struct err *err)
{
	if (sqlite3_open_v2(path, out,
			    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | flags,
			    NULL) != SQLITE_OK)
		return account_sqlite_file_error(*out, path, err);
	sqlite3_busy_timeout(*out, BUSY_MS);
	return true;
}

bool account_sqlite_file_run(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

bool account_sqlite_file_step(sqlite3_stmt *stmt)
{
	return sqlite3_step(stmt) == SQLITE_DONE &&
	       sqlite3_reset(stmt) == SQLITE_OK;
}

bool account_sqlite_file_error(sqlite3 *db, const char *path, struct err *err)
{
	err_set(err, ERR_TEMP, "Temporary failure");
	return err_detail(err, "%s: %s", path, sqlite3_errmsg(db));
}
