/* SPDX-License-Identifier: MIT */
#include "account/account_sqlite_query.h"

#include "account/account_sql_answer.h"
#include "account/account_sql_pair.h"
#include "base/log.h"

static void bind(sqlite3_stmt *stmt, const struct account_sql_query *query,
		 const struct account_sql_values *values)
{
	for (unsigned i = 0; i < query->count; i++) {
		struct span text = account_sql_value(values, query->place[i]);

		sqlite3_bind_text(stmt, (int)i + 1, text.len ? text.ptr : "",
				  (int)text.len, SQLITE_TRANSIENT);
	}
}

static bool take_row(sqlite3_stmt *stmt, struct account_sql_answer *answer,
		     struct err *err)
{
	struct account_sql_cell cell[ACCOUNT_SQL_COLUMNS_MAX];
	int count = sqlite3_column_count(stmt);

	if (count > ACCOUNT_SQL_COLUMNS_MAX)
		return err_set(err, ERR_CORRUPT, "too many columns");
	for (int i = 0; i < count; i++) {
		const char *text = (const char *)sqlite3_column_text(stmt, i);
		int len = sqlite3_column_bytes(stmt, i);

		cell[i].name = sqlite3_column_name(stmt, i);
		cell[i].text =
			text ? span_make(text, (size_t)len) : span_of(NULL);
	}
	return account_sql_answer_row(answer, cell, (size_t)count, err);
}

/* ERR_CORRUPT for a row that can't be used. */
static bool ask(void *source, const struct account_sql_query *sql,
		const struct account_query *query, struct account_entry *out,
		struct err *err)
{
	struct account_sqlite *db = source;
	const struct account_sql_values values = { .query = query };
	struct account_sql_answer answer;
	sqlite3_stmt *stmt;
	int result;
	bool good = true;

	if (!account_sqlite_db_ready(db, err))
		return false;
	stmt = sql == &db->schema.login ? db->login : db->by_name;
	account_sql_answer_begin(&answer, &db->base, query->user, out);
	bind(stmt, sql, &values);
	while (good && (result = sqlite3_step(stmt)) == SQLITE_ROW)
		good = take_row(stmt, &answer, err);
	if (good && result != SQLITE_DONE)
		return account_sqlite_db_error(db, "look-up", err);
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
	return good && account_sql_answer_end(&answer, err);
}

static bool look_up(void *source, const struct account_query *query,
		    struct account_entry *out, struct err *err)
{
	struct account_sqlite *db = source;

	return account_sql_pair_lookup(&db->schema, ask, db, query, out, err);
}

bool account_sqlite_query_lookup(struct account_sqlite *db,
				 const struct account_query *query,
				 struct account_entry *out, struct err *err)
{
	return look_up(db, query, out, err) ||
	       account_sql_answer_temp(query->user, err);
}

static bool fetch_names(struct account_sqlite *db, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int result;

	account_names_release(&db->names);
	if (!db->schema.list.text)
		return err_set(err, ERR_STATE, "no query lists the users");
	if (!account_sqlite_db_ready(db, err))
		return false;
	if (sqlite3_prepare_v2(db->sql, db->schema.list.text, -1, &stmt,
			       NULL) != SQLITE_OK)
		return account_sqlite_db_error(db, "list", err);
	while ((result = sqlite3_step(stmt)) == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_text(stmt, 0);
		int len = sqlite3_column_bytes(stmt, 0);

		account_names_add(&db->names, span_make(text, (size_t)len));
	}
	sqlite3_finalize(stmt);
	if (result != SQLITE_DONE)
		return account_sqlite_db_error(db, "list", err);
	account_names_sort(&db->names);
	return true;
}

bool account_sqlite_query_next(struct account_sqlite *db, const char *after,
			       struct account_entry *out, struct err *err)
{

	if (!account_names_serves(&db->names, after) && !fetch_names(db, err))
		return false;
	return account_names_next(&db->names, after, look_up, db, out, err);
}

static bool change(struct account_sqlite *db,
		   const struct account_sql_query *sql, const char *what,
		   const struct account_sql_values *values, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int result;

	if (!account_sqlite_db_ready(db, err))
		return false;
	if (sqlite3_prepare_v2(db->sql, sql->text, -1, &stmt, NULL) !=
	    SQLITE_OK)
		return account_sqlite_db_error(db, what, err);
	bind(stmt, sql, values);
	result = sqlite3_step(stmt);
	sqlite3_finalize(stmt);
	return result == SQLITE_DONE || account_sqlite_db_error(db, what, err);
}

bool account_sqlite_query_password(struct account_sqlite *db, const char *user,
				   const char *old, const char *hash,
				   struct err *err)
{
	const struct account_query query = { user, "", "", "" };
	const struct account_sql_values values = { .query = &query,
						   .old = old,
						   .new = hash };

	if (!db->schema.password.text)
		return err_set(err, ERR_STATE, "no query stores a password");
	return change(db, &db->schema.password, "password", &values, err) &&
	       (sqlite3_changes(db->sql) > 0 ||
		err_set(err, ERR_NOTFOUND, "the password is another one now"));
}

bool account_sqlite_query_relay(struct account_sqlite *db,
				const struct account_relay *relay, int64_t now,
				struct err *err)
{
	const struct account_sql_query *sql =
		relay ? &db->schema.relay : &db->schema.purge;
	struct account_sql_relay space;

	return !sql->text || change(db, sql, "relay",
				    account_sql_relay(relay, now, &space), err);
}
