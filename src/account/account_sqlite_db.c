/* SPDX-License-Identifier: MIT */
#include "account/account_sqlite_db.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"

enum {
	SCHEMA_VERSION = 2,
	BUSY_MS = 5000
};

static const char schema_sql[] =
	"CREATE TABLE domain ("
	" domain TEXT NOT NULL PRIMARY KEY,"
	" description TEXT NOT NULL DEFAULT '',"
	" created TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,"
	" modified TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,"
	" active INTEGER NOT NULL DEFAULT 1);"
	"CREATE TABLE mailbox ("
	" username TEXT NOT NULL PRIMARY KEY,"
	" password TEXT NOT NULL,"
	" name TEXT NOT NULL DEFAULT '',"
	" maildir TEXT NOT NULL DEFAULT '',"
	" quota INTEGER NOT NULL DEFAULT 0,"
	" quota_messages INTEGER NOT NULL DEFAULT 0,"
	" quota_rules TEXT NOT NULL DEFAULT '',"
	" message_bytes INTEGER NOT NULL DEFAULT 0,"
	" local_part TEXT NOT NULL,"
	" domain TEXT NOT NULL,"
	" created TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,"
	" modified TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,"
	" active INTEGER NOT NULL DEFAULT 1,"
	" state TEXT NOT NULL DEFAULT 'active',"
	" apop_secret TEXT NOT NULL DEFAULT '');"
	"CREATE INDEX mailbox_domain ON mailbox (domain);"
	"PRAGMA user_version = 2;";
static const char from_1_sql[] =
	"ALTER TABLE mailbox ADD COLUMN apop_secret TEXT NOT NULL DEFAULT '';"
	"PRAGMA user_version = 2;";

#define COLUMNS                                                                \
	"SELECT m.username, m.password, m.name, m.maildir, m.state,"           \
	" m.quota_rules, m.quota, m.quota_messages, m.message_bytes,"          \
	" m.active AND coalesce(d.active, 1), m.apop_secret"                   \
	" FROM mailbox AS m LEFT JOIN domain AS d ON d.domain = m.domain"
static const char by_name_sql[] = COLUMNS " WHERE m.username = ?1";
static const char behind_sql[] =
	COLUMNS " WHERE m.username > ?1 ORDER BY m.username";

void account_sqlite_db_close(struct account_sqlite *db)
{
	sqlite3_finalize(db->by_name);
	sqlite3_finalize(db->login);
	sqlite3_finalize(db->behind);
	sqlite3_close_v2(db->sql);
	db->by_name = NULL;
	db->login = NULL;
	db->behind = NULL;
	db->sql = NULL;
}

bool account_sqlite_db_temp(struct err *err, const char *what, const char *why)
{
	err_set(err, ERR_TEMP, "Temporary failure");
	return err_detail(err, "accounts: %s: %s", what, why);
}

/* Closes the connection: see above. */
bool account_sqlite_db_error(struct account_sqlite *db, const char *what,
			     struct err *err)
{
	account_sqlite_db_temp(err, what, sqlite3_errmsg(db->sql));
	account_sqlite_db_close(db);
	return false;
}

/* Made before SQLite opens it, so that it is never readable by others. */
static bool create_file(struct account_sqlite *db, struct err *err)
{
	auto_fd int fd =
		open(db->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return errno == EEXIST || err_sys(err, "create %s", db->path);
	if (geteuid() == 0 && fchown(fd, db->owner_uid, db->owner_gid) < 0)
		return err_sys(err, "chown %s", db->path);
	return true;
}

bool account_sqlite_db_execute(struct account_sqlite *db, const char *sql,
			       const char *what, struct err *err)
{
	return sqlite3_exec(db->sql, sql, NULL, NULL, NULL) == SQLITE_OK ||
	       account_sqlite_db_error(db, what, err);
}

static bool read_version(struct account_sqlite *db, int *out, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	bool known = sqlite3_prepare_v2(db->sql, "PRAGMA user_version", -1,
					&stmt, NULL) == SQLITE_OK &&
		     sqlite3_step(stmt) == SQLITE_ROW;

	*out = known ? sqlite3_column_int(stmt, 0) : 0;
	sqlite3_finalize(stmt);
	return known || account_sqlite_db_error(db, "open", err);
}

/* Two may come here at once; the second finds it done. */
static bool make_schema(struct account_sqlite *db, int *version,
			struct err *err)
{
	const char *sql = NULL;

	if ((*version == 0 &&
	     !account_sqlite_db_execute(db, "PRAGMA journal_mode = WAL",
					"create", err)) ||
	    !account_sqlite_db_execute(db, "BEGIN IMMEDIATE", "create", err) ||
	    !read_version(db, version, err))
		return false;
	if (*version < SCHEMA_VERSION)
		sql = *version == 0 ? schema_sql : from_1_sql;
	return (!sql || account_sqlite_db_execute(db, sql, "create", err)) &&
	       account_sqlite_db_execute(db, "COMMIT", "create", err) &&
	       read_version(db, version, err);
}

static bool check_version(struct account_sqlite *db, struct err *err)
{
	int version;

	if (!read_version(db, &version, err))
		return false;
	if ((version == 0 && db->create) ||
	    (version > 0 && version < SCHEMA_VERSION))
		if (!make_schema(db, &version, err))
			return false;
	if (version == SCHEMA_VERSION)
		return true;
	account_sqlite_db_close(db);
	return account_sqlite_db_temp(err, db->path,
				      version ? "made by a newer version"
					      : "no tables");
}

static bool prepare(struct account_sqlite *db, const char *sql,
		    sqlite3_stmt **out, struct err *err)
{
	return sqlite3_prepare_v3(db->sql, sql, -1, SQLITE_PREPARE_PERSISTENT,
				  out, NULL) == SQLITE_OK ||
	       account_sqlite_db_error(db, "prepare", err);
}

static bool prepare_query(struct account_sqlite *db,
			  const struct account_sql_query *query,
			  sqlite3_stmt **out, struct err *err)
{
	if (!prepare(db, query->text, out, err))
		return false;
	if (sqlite3_bind_parameter_count(*out) == (int)query->count)
		return true;
	account_sqlite_db_close(db);
	return account_sqlite_db_temp(err, db->path,
				      "a placeholder is in quotes, or a "
				      "question mark is not");
}

static bool prepare_foreign(struct account_sqlite *db, struct err *err)
{
	return prepare_query(db, &db->schema.user, &db->by_name, err) &&
	       (!db->schema.login.text ||
		prepare_query(db, &db->schema.login, &db->login, err));
}

static bool open_db(struct account_sqlite *db, const struct stat *st,
		    struct err *err)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;

	if (sqlite3_open_v2(db->path, &db->sql, flags, NULL) != SQLITE_OK)
		return account_sqlite_db_error(db, db->path, err);
	db->dev = st->st_dev;
	db->ino = st->st_ino;
	sqlite3_busy_timeout(db->sql, db->hurried ? 0 : BUSY_MS);
	if (db->schema.user.text)
		return prepare_foreign(db, err);
	return check_version(db, err) &&
	       account_sqlite_db_execute(db, "PRAGMA synchronous = FULL",
					 "open", err) &&
	       prepare(db, by_name_sql, &db->by_name, err) &&
	       prepare(db, behind_sql, &db->behind, err);
}

bool account_sqlite_db_ready(struct account_sqlite *db, struct err *err)
{
	struct stat st;

	if (db->create && !db->sql && !create_file(db, err))
		return false;
	if (stat(db->path, &st) < 0) {
		err_sys(err, "%s", db->path);
		account_sqlite_db_close(db);
		return false;
	}
	if (db->sql && db->dev == st.st_dev && db->ino == st.st_ino)
		return true;
	account_sqlite_db_close(db);
	return open_db(db, &st, err);
}
