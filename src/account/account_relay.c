/* SPDX-License-Identifier: MIT */
/* No WAL: who reads one has to be able to write beside it. */
#include "account/account_relay.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "account/account_sqlite_file.h"
#include "base/auto.h"

static const char schema_sql[] = "CREATE TABLE IF NOT EXISTS relay ("
				 " ip TEXT NOT NULL PRIMARY KEY,"
				 " expires INTEGER NOT NULL) WITHOUT ROWID";
static const char update_sql[] =
	"INSERT OR REPLACE INTO relay (ip, expires) VALUES (?1, ?2)";
static const char purge_sql[] = "DELETE FROM relay WHERE expires <= ?2";

static bool run(sqlite3_stmt *stmt, const char *ip, int64_t time)
{
	sqlite3_bind_text(stmt, 1, ip, -1, SQLITE_STATIC);
	sqlite3_bind_int64(stmt, 2, time);
	return account_sqlite_file_step(stmt);
}

static bool write_rows(sqlite3 *db, const struct account_relay *rows,
		       size_t count, int64_t now)
{
	auto_sqlite_stmt sqlite3_stmt *update = NULL;
	auto_sqlite_stmt sqlite3_stmt *purge = NULL;

	if (sqlite3_prepare_v2(db, update_sql, -1, &update, NULL) !=
		    SQLITE_OK ||
	    sqlite3_prepare_v2(db, purge_sql, -1, &purge, NULL) != SQLITE_OK)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!run(update, rows[i].ip, rows[i].until))
			return false;
	return run(purge, NULL, now);
}

/* Whatever the umask is. */
static bool create(const char *path, struct err *err)
{
	auto_fd int fd =
		open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

	if (fd < 0)
		return errno == EEXIST || err_sys(err, "create %s", path);
	return fchmod(fd, 0644) == 0 || err_sys(err, "chmod %s", path);
}

bool account_relay_write(const char *path, const struct account_relay *rows,
			 size_t count, int64_t now, struct err *err)
{
	auto_sqlite sqlite3 *db = NULL;

	if (!create(path, err))
		return false;
	if (!account_sqlite_file_open(path, 0, &db, err))
		return false;
	/* After a power cut users log in again: no flush is waited for. */
	return (account_sqlite_file_run(db, "PRAGMA synchronous = OFF") &&
		account_sqlite_file_run(db, "BEGIN IMMEDIATE") &&
		account_sqlite_file_run(db, schema_sql) &&
		write_rows(db, rows, count, now) &&
		account_sqlite_file_run(db, "COMMIT")) ||
	       account_sqlite_file_error(db, path, err);
}
