/* SPDX-License-Identifier: MIT */
#include "account/account_mysql.h"

#include <mysqld_error.h>
#include <stdlib.h>
#include <string.h>

#include "account/account_mysql_edit.h"
#include "account/account_sql_answer.h"
#include "account/account_sql_pair.h"
#include "base/auto.h"
#include "base/log.h"
#include "base/utf8.h"
#include "base/x.h"

static bool check_section(const struct config_source *section, struct err *err)
{
	static const char *const words[] = { "no", "yes", "verify" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (span_eq(span_of(section->tls), span_of(words[i])))
			return true;
	return err_set(err, ERR_SYNTAX, "tls is no, yes or verify");
}

static void source_close(struct account_source *source)
{
	struct account_mysql *m = (struct account_mysql *)source;

	account_mysql_db_release(&m->db);
	account_sql_schema_release(&m->schema);
	account_names_release(&m->names);
	free(m);
}

static bool source_open(const struct config *config,
			const struct config_source *section,
			struct account_source **out, struct err *err)
{
	struct account_mysql *m = x_calloc(1, sizeof(*m));
	struct err why;

	m->source.kind = &account_mysql_kind;
	m->source.section = section;
	m->base = account_sql_place_base(config, section);
	*out = &m->source;
	if (account_mysql_db_init(&m->db, section, &why) &&
	    check_section(section, &why)) {
		if (account_sql_schema_of(config, section, &m->schema, err))
			return true;
	} else {
		err_set(err, ERR_SYNTAX, "%s:%u: %s",
			config->file ? config->file : "", section->line,
			why.text);
	}
	source_close(*out);
	*out = NULL;
	return false;
}

/* ---- one user ---- */

static bool take_row(void *arg, const struct account_sql_cell *cells,
		     size_t count, struct err *err)
{
	return account_sql_answer_row(arg, cells, count, err);
}

/* A name with letters that the column's character set does not have can't be
 * compared with it. Plain names always can, so that a query that mixes
 * collations itself is still trouble. */
static bool is_foreign(unsigned error, const char *user)
{
	if (error != ER_CANT_AGGREGATE_2COLLATIONS &&
	    error != ER_CANT_AGGREGATE_3COLLATIONS &&
	    error != ER_CANT_AGGREGATE_NCOLLATIONS)
		return false;
	for (; *user; user++)
		if ((unsigned char)*user >= 0x80)
			return true;
	return false;
}

static bool ask_text(struct account_mysql *m, const struct account_query *query,
		     const struct account_sql_query *sql, const char *text,
		     struct account_sql_answer *answer, struct err *err)
{
	const struct account_sql_values values = { .query = query };
	struct span value[ACCOUNT_SQL_PLACES_MAX];
	struct account_mysql_question question = {
		.text = text,
		.value = value,
		.count = sql->count,
		.row = take_row,
		.arg = answer,
	};

	for (unsigned i = 0; i < question.count; i++)
		value[i] = account_sql_value(&values, sql->place[i]);
	if (account_mysql_db_ask(&m->db, &question, err))
		return account_sql_answer_end(answer, err);
	if (m->schema.table_per_domain && question.error == ER_NO_SUCH_TABLE)
		return err_set(err, ERR_NOTFOUND, "no such domain");
	if (is_foreign(question.error, query->user))
		return err_set(err, ERR_NOTFOUND, "no such user");
	return false;
}

/* ERR_CORRUPT for a row that can't be used. */
static bool ask(void *source, const struct account_sql_query *sql,
		const struct account_query *query, struct account_entry *out,
		struct err *err)
{
	struct account_mysql *m = source;
	struct account_sql_answer answer;
	char table[256];
	auto_free char *text = NULL;

	account_sql_answer_begin(&answer, &m->base, query->user, out);
	if (!m->schema.table_per_domain || sql != &m->schema.user)
		return ask_text(m, query, sql, sql->text, &answer, err);
	if (!account_sql_schema_table(query->user, table, sizeof(table)))
		return err_set(err, ERR_NOTFOUND, "no such user");
	text = account_sql_schema_with_table(&m->schema, table);
	return ask_text(m, query, sql, text, &answer, err);
}

static bool look_up(void *source, const struct account_query *query,
		    struct account_entry *out, struct err *err)
{
	struct account_mysql *m = source;

	/* The connection speaks UTF-8, and no name is anything else. */
	if (!utf8_is_valid(span_of(query->user)))
		return err_set(err, ERR_NOTFOUND, "no such user");
	return account_sql_pair_lookup(&m->schema, ask, m, query, out, err);
}

static bool source_lookup(struct account_source *source,
			  const struct account_query *query,
			  struct account_entry *out, struct err *err)
{
	struct account_mysql *m = (struct account_mysql *)source;

	return look_up(m, query, out, err) ||
	       account_sql_answer_temp(query->user, err);
}

/* ---- all users ---- */

static bool take_name(void *arg, const struct account_sql_cell *cells,
		      size_t count, struct err *err)
{
	struct account_mysql *m = arg;

	(void)count;
	(void)err;
	account_names_add(&m->names, cells[0].text);
	return true;
}

static bool fetch_names(struct account_mysql *m, struct err *err)
{
	struct account_mysql_question question = {
		.text = m->schema.list.text,
		.row = take_name,
		.arg = m,
	};

	account_names_release(&m->names);
	if (!question.text)
		return err_set(err, ERR_STATE, "no query lists the users");
	if (!account_mysql_db_ask(&m->db, &question, err)) {
		account_names_release(&m->names);
		return false;
	}
	account_names_sort(&m->names);
	return true;
}

static bool source_next(struct account_source *source, const char *after,
			struct account_entry *out, struct err *err)
{
	struct account_mysql *m = (struct account_mysql *)source;

	if (!account_names_serves(&m->names, after) && !fetch_names(m, err))
		return false;
	return account_names_next(&m->names, after, look_up, m, out, err);
}

/* ---- changes ---- */

static bool change(struct account_mysql *m, const struct account_sql_query *sql,
		   const struct account_sql_values *values, uint64_t *changed,
		   struct err *err)
{
	struct span value[ACCOUNT_SQL_PLACES_MAX];
	struct account_mysql_question question = {
		.text = sql->text,
		.value = value,
		.count = sql->count,
		.writes = true,
	};
	bool done;

	for (unsigned i = 0; i < question.count; i++)
		value[i] = account_sql_value(values, sql->place[i]);
	done = account_mysql_db_ask(&m->db, &question, err);
	*changed = question.changed;
	return done;
}

static bool update(struct account_mysql *m,
		   const struct account_sql_values *values, struct err *err)
{
	uint64_t changed;

	if (!change(m, &m->schema.password, values, &changed, err))
		return false;
	return changed > 0 ||
	       err_set(err, ERR_NOTFOUND, "the password is another one now");
}

static bool source_set_password(struct account_source *source, const char *user,
				const char *old, const char *hash,
				struct err *err)
{
	struct account_mysql *m = (struct account_mysql *)source;
	const struct account_query query = { user, "", "", "" };
	struct account_sql_values values = { .query = &query,
					     .old = old,
					     .new = hash };

	if (!m->schema.password.text)
		return err_set(err, ERR_STATE, "no query stores a password");
	if (update(m, &values, err))
		return true;
	values.old = account_sql_bare_password(m->base.scheme, old);
	return err->kind == ERR_NOTFOUND && values.old &&
	       update(m, &values, err);
}

static bool source_relay(struct account_source *source,
			 const struct account_relay *relay, int64_t now,
			 struct err *err)
{
	struct account_mysql *m = (struct account_mysql *)source;
	const struct account_sql_query *sql =
		relay ? &m->schema.relay : &m->schema.purge;
	struct account_sql_relay space;
	uint64_t changed;

	return !sql->text ||
	       change(m, sql, account_sql_relay(relay, now, &space), &changed,
		      err);
}

const struct account_source_kind account_mysql_kind = {
	.type = "mysql",
	.open = source_open,
	.close = source_close,
	.lookup = source_lookup,
	.next = source_next,
	.set_password = source_set_password,
	.relay = source_relay,
	.varies = account_sql_schema_varies,
	.writable = account_mysql_edit_possible,
	.add = account_mysql_edit_add,
	.set_state = account_mysql_edit_state,
	.set_limits = account_mysql_edit_limits,
	.remove = account_mysql_edit_remove,
};
