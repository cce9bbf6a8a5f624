/* SPDX-License-Identifier: MIT */
#include "account/account_seen.h"

#include <errno.h>
#include <unistd.h>

#include "account/account_sqlite_file.h"

static const char schema_sql[] = "CREATE TABLE IF NOT EXISTS last_login ("
				 " username TEXT PRIMARY KEY,"
				 " time INTEGER NOT NULL,"
				 " ip TEXT NOT NULL,"
				 " service TEXT NOT NULL) WITHOUT ROWID";

static bool write_row(sqlite3_stmt *stmt, const struct account_seen *row)
{
	sqlite3_bind_text(stmt, 1, row->user, -1, SQLITE_STATIC);
	sqlite3_bind_int64(stmt, 2, row->time);
	sqlite3_bind_text(stmt, 3, row->ip, -1, SQLITE_STATIC);
	sqlite3_bind_text(stmt, 4, row->service, -1, SQLITE_STATIC);
	return account_sqlite_file_step(stmt);
}

static bool write_rows(sqlite3 *db, const struct account_seen *rows,
		       size_t count)
{
	auto_sqlite_stmt sqlite3_stmt *stmt = NULL;

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
	auto_sqlite sqlite3 *db = NULL;

	if (!account_sqlite_file_open(path, SQLITE_OPEN_CREATE, &db, err))
		return false;
	/* What a crash takes is the last few logins: no flush is waited for. */
	return (account_sqlite_file_run(db, "PRAGMA journal_mode = WAL") &&
		account_sqlite_file_run(db, "PRAGMA synchronous = OFF") &&
		account_sqlite_file_run(db, schema_sql) &&
		account_sqlite_file_run(db, "BEGIN IMMEDIATE") &&
		write_rows(db, rows, count) &&
		account_sqlite_file_run(db, "COMMIT")) ||
	       account_sqlite_file_error(db, path, err);
}

static void take_text(sqlite3_stmt *stmt, int column, char *out, size_t size)
{
	const unsigned char *text = sqlite3_column_text(stmt, column);

	snprintf(out, size, "%s", text ? (const char *)text : "");
}

bool account_seen_read(const char *path, const char *user,
		       struct account_seen *out, struct err *err)
{
	auto_sqlite sqlite3 *db = NULL;
	auto_sqlite_stmt sqlite3_stmt *stmt = NULL;
	int result;

	*out = (struct account_seen){ .time = 0 };
	if (access(path, F_OK) < 0 && errno == ENOENT)
		return err_set(err, ERR_NOTFOUND, "never");
	if (!account_sqlite_file_open(path, 0, &db, err))
		return false;
	if (sqlite3_prepare_v2(db,
			       "SELECT time, ip, service FROM last_login"
			       " WHERE username = ?1",
			       -1, &stmt, NULL) != SQLITE_OK)
		return account_sqlite_file_error(db, path, err);
	sqlite3_bind_text(stmt, 1, user, -1, SQLITE_STATIC);
	result = sqlite3_step(stmt);
	if (result == SQLITE_DONE)
		return err_set(err, ERR_NOTFOUND, "never");
	if (result != SQLITE_ROW)
		return account_sqlite_file_error(db, path, err);
	snprintf(out->user, sizeof(out->user), "%s", user);
	out->time = sqlite3_column_int64(stmt, 0);
	take_text(stmt, 1, out->ip, sizeof(out->ip));
	take_text(stmt, 2, out->service, sizeof(out->service));
	return true;
}
