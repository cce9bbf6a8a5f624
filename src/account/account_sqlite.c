/* SPDX-License-Identifier: MIT */
/*
 * Queries and changes. A row is taken whole or not at all: text that does not
 * fit, an unknown state or a negative limit makes it unusable, never half used.
 */
#include "account/account_sqlite.h"

#include <stdlib.h>
#include <string.h>

#include "account/account_field.h"
#include "account/account_sqlite_db.h"
#include "base/log.h"
#include "base/x.h"

/* As account_sqlite_db.c selects them. */
enum column {
	COLUMN_USERNAME,
	COLUMN_PASSWORD,
	COLUMN_NAME,
	COLUMN_MAILDIR,
	COLUMN_STATE,
	COLUMN_RULES,
	COLUMN_QUOTA,
	COLUMN_MESSAGES,
	COLUMN_MESSAGE_BYTES,
	COLUMN_ACTIVE,
	COLUMN_APOP,
};

struct account_sqlite *
account_sqlite_new(const struct account_sqlite_options *options)
{
	struct account_sqlite *db = x_calloc(1, sizeof(*db));

	db->path = x_strdup(options->path);
	db->mail_home = x_strdup(options->mail_home);
	db->mail_dir = x_strdup(options->mail_dir);
	db->base = (struct account_sql_base){ db->mail_home, db->mail_dir, "",
					      "CRYPT" };
	db->create = options->create;
	db->owner_uid = options->owner_uid;
	db->owner_gid = options->owner_gid;
	return db;
}

void account_sqlite_free(struct account_sqlite **db)
{
	if (!*db)
		return;
	account_sqlite_db_close(*db);
	account_sql_schema_release(&(*db)->schema);
	account_names_release(&(*db)->names);
	free((*db)->path);
	free((*db)->mail_home);
	free((*db)->mail_dir);
	free(*db);
	*db = NULL;
}

/* ---- reading ---- */

static bool take_text(sqlite3_stmt *stmt, enum column column, char *out,
		      size_t size)
{
	const unsigned char *text = sqlite3_column_text(stmt, column);
	size_t len = (size_t)sqlite3_column_bytes(stmt, column);

	if (!text)
		return true; /* NULL is empty; out is zeroed */
	if (len >= size || memchr(text, '\0', len))
		return false;
	memcpy(out, text, len + 1);
	return true;
}

static bool take_number(sqlite3_stmt *stmt, enum column column, uint64_t max,
			uint64_t *out)
{
	sqlite3_int64 n = sqlite3_column_int64(stmt, column);

	*out = (uint64_t)n;
	return n >= 0 && *out <= max;
}

static bool take_state(sqlite3_stmt *stmt, uint32_t *out)
{
	char word[16] = "";
	enum account_state state;

	if (!take_text(stmt, COLUMN_STATE, word, sizeof(word)) ||
	    !account_state_parse(span_of(word), &state))
		return false;
	if (!sqlite3_column_int(stmt, COLUMN_ACTIVE) &&
	    state < ACCOUNT_DISABLED)
		state = ACCOUNT_DISABLED;
	*out = state;
	return true;
}

/* ERR_TEMP for a row that nobody can use: it is there, so that neither "no
 * such user" nor a guess would be right. */
static bool take_row(struct account_sqlite *db, sqlite3_stmt *stmt,
		     struct account_entry *out, struct err *err)
{
	struct account *a = &out->account;
	char user[sizeof(a->user)] = "";
	char maildir[sizeof(a->mail)] = "";
	char stored[sizeof(out->password)] = "";
	char apop[sizeof(out->apop_secret)] = "";
	uint64_t messages;

	*out = (struct account_entry){ .account = { .uid = UINT32_MAX,
						    .gid = UINT32_MAX } };
	if (!take_text(stmt, COLUMN_USERNAME, user, sizeof(user)) ||
	    !account_normalize(span_of(user), a->user, sizeof(a->user)) ||
	    !span_eq(span_of(user), span_of(a->user)))
		return account_sqlite_db_temp(err, user, "not a user name");
	if (!take_text(stmt, COLUMN_PASSWORD, stored, sizeof(stored)) ||
	    !account_field_password(out, span_of(stored), db->base.scheme,
				    err) ||
	    !take_text(stmt, COLUMN_APOP, apop, sizeof(apop)) ||
	    !account_field_apop(out, span_of(apop), err) ||
	    !take_text(stmt, COLUMN_NAME, out->name, sizeof(out->name)) ||
	    !take_text(stmt, COLUMN_RULES, a->quota_rules,
		       sizeof(a->quota_rules)) ||
	    !take_number(stmt, COLUMN_QUOTA, INT64_MAX, &a->quota_bytes) ||
	    !take_number(stmt, COLUMN_MESSAGES, UINT32_MAX, &messages) ||
	    !take_number(stmt, COLUMN_MESSAGE_BYTES, INT64_MAX,
			 &a->message_bytes) ||
	    !take_text(stmt, COLUMN_MAILDIR, maildir, sizeof(maildir)) ||
	    !take_state(stmt, &a->state))
		return account_sqlite_db_temp(err, user, "unusable row");
	a->quota_messages = (uint32_t)messages;
	if (account_sql_place(&db->base, "", "", maildir, a, err))
		return true;
	return account_sqlite_db_temp(err, user, err->text);
}

static void finish(sqlite3_stmt *stmt)
{
	sqlite3_reset(stmt); /* repeats the error of the step */
	sqlite3_clear_bindings(stmt);
}

bool account_sqlite_lookup(struct account_sqlite *db, const char *user,
			   struct account_entry *out, struct err *err)
{
	int result;
	bool found;

	if (!account_sqlite_db_ready(db, err))
		return false;
	sqlite3_bind_text(db->by_name, 1, user, -1, SQLITE_STATIC);
	result = sqlite3_step(db->by_name);
	if (result != SQLITE_ROW && result != SQLITE_DONE)
		return account_sqlite_db_error(db, "look-up", err);
	found = result == SQLITE_ROW
			? take_row(db, db->by_name, out, err)
			: err_set(err, ERR_NOTFOUND, "no such user");
	finish(db->by_name);
	return found;
}

bool account_sqlite_next(struct account_sqlite *db, const char *after,
			 struct account_entry *out, struct err *err)
{
	int result;
	bool found = false;

	if (!account_sqlite_db_ready(db, err))
		return false;
	sqlite3_bind_text(db->behind, 1, after, -1, SQLITE_STATIC);
	while (!found && (result = sqlite3_step(db->behind)) == SQLITE_ROW) {
		found = take_row(db, db->behind, out, err);
		if (!found) /* one bad row must not hide those behind it */
			log_err(LOG_LEVEL_WARN, "account", err, "%s", "");
	}
	if (!found && result != SQLITE_DONE)
		return account_sqlite_db_error(db, "list", err);
	finish(db->behind);
	return found || err_set(err, ERR_NOTFOUND, "no more users");
}

/* ---- changing ---- */

static bool normalized(const char *user, struct err *err)
{
	char name[256];

	return (account_normalize(span_of(user), name, sizeof(name)) &&
		span_eq(span_of(user), span_of(name))) ||
	       err_set(err, ERR_SYNTAX, "not a possible user name");
}

static void bind_text(sqlite3_stmt *stmt, int at, const char *text)
{
	sqlite3_bind_text(stmt, at, text, -1, SQLITE_STATIC);
}

static void bind_span(sqlite3_stmt *stmt, int at, struct span text)
{
	sqlite3_bind_text(stmt, at, text.len ? text.ptr : "", (int)text.len,
			  SQLITE_STATIC);
}

/* Runs and frees a change. */
static bool run(struct account_sqlite *db, sqlite3_stmt *stmt, struct err *err)
{
	int result = sqlite3_step(stmt);

	sqlite3_finalize(stmt);
	if (result == SQLITE_DONE)
		return true;
	if (result != SQLITE_CONSTRAINT)
		return account_sqlite_db_error(db, "change", err);
	sqlite3_exec(db->sql, "ROLLBACK", NULL, NULL, NULL);
	return err_set(err, ERR_EXISTS, "the user exists already");
}

static bool prepare(struct account_sqlite *db, const char *sql,
		    sqlite3_stmt **out, struct err *err)
{
	return sqlite3_prepare_v2(db->sql, sql, -1, out, NULL) == SQLITE_OK ||
	       account_sqlite_db_error(db, "change", err);
}

static bool insert_domain(struct account_sqlite *db, struct span domain,
			  struct err *err)
{
	sqlite3_stmt *stmt;

	if (domain.len == 0)
		return true;
	if (!prepare(db, "INSERT OR IGNORE INTO domain (domain) VALUES (?1)",
		     &stmt, err))
		return false;
	bind_span(stmt, 1, domain);
	return run(db, stmt, err);
}

static bool insert_user(struct account_sqlite *db,
			const struct account_entry *row, const char *maildir,
			struct err *err)
{
	const struct account *a = &row->account;
	struct span local, domain;
	sqlite3_stmt *stmt;

	if (!prepare(db,
		     "INSERT INTO mailbox (username, password, name, maildir,"
		     " local_part, domain, state, active, quota,"
		     " quota_messages, message_bytes, quota_rules)"
		     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
		     " ?12)",
		     &stmt, err))
		return false;
	account_split(a->user, &local, &domain);
	bind_text(stmt, 1, a->user);
	bind_text(stmt, 2, row->password);
	bind_text(stmt, 3, row->name);
	bind_text(stmt, 4, maildir ? maildir : "");
	bind_span(stmt, 5, local);
	bind_span(stmt, 6, domain);
	bind_text(stmt, 7, account_state_name((enum account_state)a->state));
	sqlite3_bind_int(stmt, 8, a->state < ACCOUNT_DISABLED);
	sqlite3_bind_int64(stmt, 9, (sqlite3_int64)a->quota_bytes);
	sqlite3_bind_int64(stmt, 10, a->quota_messages);
	sqlite3_bind_int64(stmt, 11, (sqlite3_int64)a->message_bytes);
	bind_text(stmt, 12, a->quota_rules);
	return run(db, stmt, err);
}

bool account_sqlite_add(struct account_sqlite *db,
			const struct account_entry *row, const char *maildir,
			struct err *err)
{
	struct span local, domain;

	if (row->account.quota_bytes > INT64_MAX ||
	    row->account.message_bytes > INT64_MAX)
		return err_set(err, ERR_LIMIT, "limit too large");
	account_split(row->account.user, &local, &domain);
	return normalized(row->account.user, err) &&
	       account_sqlite_db_ready(db, err) &&
	       account_sqlite_db_execute(db, "BEGIN IMMEDIATE", "add", err) &&
	       insert_domain(db, domain, err) &&
	       insert_user(db, row, maildir, err) &&
	       account_sqlite_db_execute(db, "COMMIT", "add", err);
}

/* Runs what changes one user's row. */
static bool changed(struct account_sqlite *db, sqlite3_stmt *stmt,
		    struct err *err)
{
	if (!run(db, stmt, err))
		return false;
	return sqlite3_changes(db->sql) > 0 ||
	       err_set(err, ERR_NOTFOUND, "no such user");
}

/* sql changes the row of ?1 to ?2, ?3. */
static bool change(struct account_sqlite *db, const char *sql, const char *user,
		   const char *value, int number, struct err *err)
{
	sqlite3_stmt *stmt;

	if (!account_sqlite_db_ready(db, err) || !prepare(db, sql, &stmt, err))
		return false;
	bind_text(stmt, 1, user);
	if (value)
		bind_text(stmt, 2, value);
	if (number >= 0)
		sqlite3_bind_int(stmt, 3, number);
	return changed(db, stmt, err);
}

bool account_sqlite_replace_password(struct account_sqlite *db,
				     const char *user, const char *old,
				     const char *hash, struct err *err)
{
	sqlite3_stmt *stmt;

	if (!account_sqlite_db_ready(db, err) ||
	    !prepare(db,
		     "UPDATE mailbox SET password = ?3,"
		     " modified = CURRENT_TIMESTAMP"
		     " WHERE username = ?1 AND password = ?2",
		     &stmt, err))
		return false;
	bind_text(stmt, 1, user);
	bind_text(stmt, 2, old);
	bind_text(stmt, 3, hash);
	if (!run(db, stmt, err))
		return false;
	return sqlite3_changes(db->sql) > 0 ||
	       err_set(err, ERR_NOTFOUND, "the password is another one now");
}

bool account_sqlite_set_state(struct account_sqlite *db, const char *user,
			      enum account_state state, struct err *err)
{
	return change(db,
		      "UPDATE mailbox SET state = ?2, active = ?3,"
		      " modified = CURRENT_TIMESTAMP WHERE username = ?1",
		      user, account_state_name(state), state < ACCOUNT_DISABLED,
		      err);
}

bool account_sqlite_set_apop(struct account_sqlite *db, const char *user,
			     const char *secret, struct err *err)
{
	return change(db,
		      "UPDATE mailbox SET apop_secret = ?2,"
		      " modified = CURRENT_TIMESTAMP WHERE username = ?1",
		      user, secret, -1, err);
}

bool account_sqlite_set_limits(struct account_sqlite *db, const char *user,
			       uint64_t bytes, uint32_t messages,
			       struct err *err)
{
	sqlite3_stmt *stmt;

	if (bytes > INT64_MAX)
		return err_set(err, ERR_LIMIT, "the limit is too large");
	if (!account_sqlite_db_ready(db, err) ||
	    !prepare(db,
		     "UPDATE mailbox SET quota = ?2, quota_messages = ?3,"
		     " modified = CURRENT_TIMESTAMP WHERE username = ?1",
		     &stmt, err))
		return false;
	bind_text(stmt, 1, user);
	sqlite3_bind_int64(stmt, 2, (sqlite3_int64)bytes);
	sqlite3_bind_int64(stmt, 3, messages);
	return changed(db, stmt, err);
}

bool account_sqlite_delete(struct account_sqlite *db, const char *user,
			   struct err *err)
{
	return change(db, "DELETE FROM mailbox WHERE username = ?1", user, NULL,
		      -1, err);
}
