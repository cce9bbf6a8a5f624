/* SPDX-License-Identifier: MIT */
/*
 * Prepared statements only. Values go in, and come out, as text. A result is
 * fetched whole before its rows are looked at, so that no connection is left
 * with half an answer.
 */
#include "account/account_mysql_db.h"

#include <errmsg.h>
#include <mysql.h>
#include <mysqld_error.h>
#include <stdlib.h>
#include <string.h>

#include "account/account_mysql_connect.h"
#include "base/clock.h"
#include "base/x.h"
#include "crypto/crypto_secret.h"

enum {
	DEADLOCKS_MAX = 3,
};

bool account_mysql_db_init(struct account_mysql_db *db,
			   const struct config_source *section, struct err *err)
{
	*db = (struct account_mysql_db){ .section = section };
	return account_mysql_connect_hosts(db, err);
}

static void forget_statement(struct account_mysql_db *db)
{
	if (db->stmt)
		mysql_stmt_close(db->stmt);
	db->stmt = NULL;
	free(db->stmt_text);
	db->stmt_text = NULL;
}

static void disconnect(struct account_mysql_db *db)
{
	forget_statement(db);
	if (db->sql)
		mysql_close(db->sql);
	db->sql = NULL;
	db->in_transaction = false;
}

void account_mysql_db_release(struct account_mysql_db *db)
{
	disconnect(db);
	for (size_t i = 0; i < db->count; i++) {
		free(db->server[i].host);
		free(db->server[i].path);
	}
	free(db->server);
	*db = (struct account_mysql_db){ .sql = NULL };
}

static bool failed(struct account_mysql_db *db,
		   struct account_mysql_question *question, struct err *err)
{
	question->error = mysql_stmt_errno(db->stmt);
	return account_sql_temp(err, db->section->name,
				mysql_stmt_error(db->stmt));
}

static bool prepare(struct account_mysql_db *db,
		    struct account_mysql_question *question, struct err *err)
{
	if (db->stmt &&
	    span_eq(span_of(db->stmt_text), span_of(question->text)))
		return true;
	forget_statement(db);
	db->stmt = mysql_stmt_init(db->sql);
	ASSERT(db->stmt);
	if (mysql_stmt_prepare(db->stmt, question->text,
			       strlen(question->text)) != 0)
		return failed(db, question, err);
	if (mysql_stmt_param_count(db->stmt) != question->count)
		return account_sql_temp(err, db->section->name,
					"a placeholder is in quotes, or a "
					"question mark is not");
	db->stmt_text = x_strdup(question->text);
	return true;
}

static bool execute(struct account_mysql_db *db,
		    struct account_mysql_question *question, struct err *err)
{
	MYSQL_BIND bind[ACCOUNT_SQL_PLACES_MAX] = { 0 };
	unsigned long length[ACCOUNT_SQL_PLACES_MAX];

	ASSERT(question->count <= ACCOUNT_SQL_PLACES_MAX);
	for (unsigned i = 0; i < question->count; i++) {
		struct span value = question->value[i];

		length[i] = value.len;
		bind[i].buffer_type = MYSQL_TYPE_STRING;
		/* It is only read from. */
		bind[i].buffer =
			(void *)(uintptr_t)(value.len ? value.ptr : "");
		bind[i].buffer_length = value.len;
		bind[i].length = &length[i];
	}
	if (mysql_stmt_bind_param(db->stmt, bind) != 0 ||
	    mysql_stmt_execute(db->stmt) != 0 ||
	    mysql_stmt_store_result(db->stmt) != 0)
		return failed(db, question, err);
	question->changed = mysql_stmt_affected_rows(db->stmt);
	return true;
}

/* ---- rows ---- */

struct fetch {
	unsigned columns;
	MYSQL_BIND bind[ACCOUNT_SQL_COLUMNS_MAX];
	unsigned long length[ACCOUNT_SQL_COLUMNS_MAX];
	my_bool null[ACCOUNT_SQL_COLUMNS_MAX];
	struct account_sql_cell cell[ACCOUNT_SQL_COLUMNS_MAX];
	char *bytes;
};

static void bind_columns(struct fetch *f, const MYSQL_FIELD *field)
{
	f->bytes = x_calloc(f->columns, ACCOUNT_SQL_CELL_MAX);
	for (unsigned i = 0; i < f->columns; i++) {
		f->cell[i].name = field[i].name;
		f->bind[i].buffer_type = MYSQL_TYPE_STRING;
		f->bind[i].buffer = f->bytes + (size_t)i * ACCOUNT_SQL_CELL_MAX;
		f->bind[i].buffer_length = ACCOUNT_SQL_CELL_MAX;
		f->bind[i].length = &f->length[i];
		f->bind[i].is_null = &f->null[i];
	}
}

static void take_cells(struct fetch *f)
{
	for (unsigned i = 0; i < f->columns; i++)
		f->cell[i].text =
			f->null[i] ? span_of(NULL)
				   : span_make(f->bind[i].buffer, f->length[i]);
}

static bool fetch_rows(struct account_mysql_db *db, struct fetch *f,
		       struct account_mysql_question *question, struct err *err)
{
	int result;

	if (mysql_stmt_bind_result(db->stmt, f->bind) != 0)
		return failed(db, question, err);
	while ((result = mysql_stmt_fetch(db->stmt)) == 0) {
		take_cells(f);
		if (!question->row(question->arg, f->cell, f->columns, err))
			return false;
	}
	if (result == MYSQL_NO_DATA)
		return true;
	if (result == MYSQL_DATA_TRUNCATED)
		return account_sql_temp(err, db->section->name,
					"a value is too long");
	return failed(db, question, err);
}

static bool take_rows(struct account_mysql_db *db,
		      struct account_mysql_question *question, struct err *err)
{
	struct fetch f = { .columns = mysql_stmt_field_count(db->stmt) };
	MYSQL_RES *meta;
	bool done;

	if (!question->row)
		return true;
	if (f.columns == 0 || f.columns > ACCOUNT_SQL_COLUMNS_MAX)
		return account_sql_temp(err, db->section->name,
					"the query gives no rows, or too wide "
					"ones");
	meta = mysql_stmt_result_metadata(db->stmt);
	ASSERT(meta);
	bind_columns(&f, mysql_fetch_fields(meta));
	done = fetch_rows(db, &f, question, err);
	crypto_secret_wipe(f.bytes, (size_t)f.columns * ACCOUNT_SQL_CELL_MAX);
	free(f.bytes);
	mysql_free_result(meta);
	return done;
}

/* ---- questions ---- */

static bool ask_once(struct account_mysql_db *db,
		     struct account_mysql_question *question, struct err *err)
{
	bool done;

	question->error = 0;
	done = prepare(db, question, err) && execute(db, question, err) &&
	       take_rows(db, question, err);
	if (db->stmt)
		mysql_stmt_free_result(db->stmt);
	return done;
}

/* The connection is no good, whatever the question was. */
static bool is_lost(unsigned error)
{
	return (error >= CR_MIN_ERROR && error <= CR_MAX_ERROR) ||
	       error == ER_SERVER_SHUTDOWN || error == ER_CONNECTION_KILLED ||
	       error == ER_NORMAL_SHUTDOWN || error == ER_SHUTDOWN_COMPLETE;
}

static bool is_deadlock(unsigned error)
{
	return error == ER_LOCK_DEADLOCK || error == ER_NEED_REPREPARE;
}

bool account_mysql_db_ask(struct account_mysql_db *db,
			  struct account_mysql_question *question,
			  struct err *err)
{
	int64_t deadline =
		clock_mono_ms() + 1000 * (int64_t)db->section->timeout;

	for (unsigned deadlocks = 0;;) {
		bool inside = db->in_transaction;
		bool fresh = !db->sql;

		if (fresh && !account_mysql_connect(db, deadline, err))
			return false;
		if (ask_once(db, question, err))
			return true;
		if (question->error == 0) {
			forget_statement(db);
			return false;
		}
		if (is_deadlock(question->error) && !inside &&
		    ++deadlocks < DEADLOCKS_MAX) {
			forget_statement(db);
			continue;
		}
		/* Names make some errors: they must not cost a connection. */
		if (!is_lost(question->error) && !inside) {
			forget_statement(db);
			return false;
		}
		disconnect(db);
		if (!is_lost(question->error))
			return false;
		/* An old connection may just have been closed. */
		if (fresh || clock_mono_ms() >= deadline)
			account_mysql_connect_hold(db);
		if (inside || question->writes || clock_mono_ms() >= deadline)
			return false;
	}
}

static bool command(struct account_mysql_db *db, const char *text,
		    struct err *err)
{
	struct account_mysql_question question = {
		.text = text,
		.writes = true,
	};

	return account_mysql_db_ask(db, &question, err);
}

bool account_mysql_db_begin(struct account_mysql_db *db, struct err *err)
{
	/* On a connection that works. */
	struct account_mysql_question first = { .text = "DO 0" };

	if (!account_mysql_db_ask(db, &first, err) ||
	    !command(db, "START TRANSACTION", err))
		return false;
	db->in_transaction = true;
	return true;
}

bool account_mysql_db_commit(struct account_mysql_db *db, struct err *err)
{
	bool done = command(db, "COMMIT", err);

	db->in_transaction = false;
	return done;
}

void account_mysql_db_undo(struct account_mysql_db *db)
{
	/* The server undoes what a closed connection has begun. */
	disconnect(db);
}
