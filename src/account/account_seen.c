/* SPDX-License-Identifier: MIT */
#include "account/account_seen.h"

#include <errno.h>
#include <sqlite3.h>
#include <unistd.h>

enum {
	BUSY_MS = 5000
};

static const char schema_sql[] = "CREATE TABLE IF NOT EXISTS last_login ("
				 " username TEXT PRIMARY KEY,"
				 " time INTEGER NOT NULL,"
				 " ip TEXT NOT NULL,"
				 " service TEXT NOT NULL) WITHOUT ROWID";

static void close_db(sqlite3 **db)
{
	sqlite3_close_v2(*db);
}
#define auto_sql __attribute__((cleanup(close_db)))

static void finalize(sqlite3_stmt **stmt)
{
	sqlite3_finalize(*stmt);
}
#define auto_stmt __attribute__((cleanup(finalize)))

static bool trouble(struct err *err, const char *path, sqlite3 *db)
{
	err_set(err, ERR_TEMP, "Temporary failure");
	return err_detail(err, "%s: %s", path, sqlite3_errmsg(db));
}

static bool execute(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool write_row(sqlite3_stmt *stmt, const struct account_seen *row)
{
	sqlite3_bind_text(stmt, 1, row->user, -1, SQLITE_STATIC);
	sqlite3_bind_int64(stmt, 2, row->time);
	sqlite3_bind_text(stmt, 3, row->ip, -1, SQLITE_STATIC);
	sqlite3_bind_text(stmt, 4, row->service, -1, SQLITE_STATIC);
	return sqlite3_step(stmt) == SQLITE_DONE &&
	       sqlite3_reset(stmt) == SQLITE_OK;
}

static bool write_rows(sqlite3 *db, const struct account_seen *rows,
		       size_t count)
{
	auto_stmt sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(db,
			       "INSERT OR REPLACE INTO last_login"
			       " (username, time, ip, service)"
			       " VALUES (?1, ?2, ?3, ?4)",
			       -1, &stmt, NULL) != SQLITE_OK)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!write_row(stmt, &rows[i]))
			return false;
	return true;
}

bool account_seen_write(const char *path, const struct account_seen *rows,
			size_t count, struct err *err)
{
	auto_sql sqlite3 *db = NULL;

	if (sqlite3_open_v2(path, &db,
			    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
				    SQLITE_OPEN_NOMUTEX,
			    NULL) != SQLITE_OK)
		return trouble(err, path, db);
	sqlite3_busy_timeout(db, BUSY_MS);
	/* What a crash takes is the last few logins: no flush is waited for. */
	return (execute(db, "PRAGMA journal_mode = WAL") &&
		execute(db, "PRAGMA synchronous = OFF") &&
		execute(db, schema_sql) && execute(db, "BEGIN IMMEDIATE") &&
		write_rows(db, rows, count) && execute(db, "COMMIT")) ||
	       trouble(err, path, db);
}

static void take_text(sqlite3_stmt *stmt, int column, char *out, size_t size)
{
	const unsigned char *text = sqlite3_column_text(stmt, column);

	snprintf(out, size, "%s", text ? (const char *)text : "");
}

bool account_seen_read(const char *path, const char *user,
		       struct account_seen *out, struct err *err)
{
	auto_sql sqlite3 *db = NULL;
	auto_stmt sqlite3_stmt *stmt = NULL;
	int result;

	*out = (struct account_seen){ .time = 0 };
	if (access(path, F_OK) < 0 && errno == ENOENT)
		return err_set(err, ERR_NOTFOUND, "never");
	if (sqlite3_open_v2(path, &db,
			    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
			    NULL) != SQLITE_OK)
		return trouble(err, path, db);
	sqlite3_busy_timeout(db, BUSY_MS);
	if (sqlite3_prepare_v2(db,
			       "SELECT time, ip, service FROM last_login"
			       " WHERE username = ?1",
			       -1, &stmt, NULL) != SQLITE_OK)
		return trouble(err, path, db);
	sqlite3_bind_text(stmt, 1, user, -1, SQLITE_STATIC);
	result = sqlite3_step(stmt);
	if (result == SQLITE_DONE)
		return err_set(err, ERR_NOTFOUND, "never");
	if (result != SQLITE_ROW)
		return trouble(err, path, db);
	snprintf(out->user, sizeof(out->user), "%s", user);
	out->time = sqlite3_column_int64(stmt, 0);
	take_text(stmt, 1, out->ip, sizeof(out->ip));
	take_text(stmt, 2, out->service, sizeof(out->service));
	return true;
}
