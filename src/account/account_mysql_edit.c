/* SPDX-License-Identifier: MIT */
/*
 * What PostfixAdmin itself would write: a mailbox comes with an alias to
 * itself, both are active or not together, and both go together with what
 * hangs on them. Columns are those of every PostfixAdmin since 2.3.
 */
#include "account/account_mysql_edit.h"

#include <mysqld_error.h>

#include "account/account_mysql.h"

bool account_mysql_edit_possible(const struct config_source *section)
{
	return span_eq(span_of(section->schema), SPAN("postfixadmin"));
}

static bool writable(struct account_mysql *m, struct err *err)
{
	return account_mysql_edit_possible(m->source.section) ||
	       err_set(err, ERR_STATE,
		       "the source %s is not in PostfixAdmin's tables",
		       m->source.section->name);
}

/* One statement; *out_changed may be NULL. */
static bool run(struct account_mysql *m, const char *text,
		const struct span *value, unsigned count, uint64_t *out_changed,
		struct err *err)
{
	struct account_mysql_question question = {
		.text = text,
		.value = value,
		.count = count,
		.writes = true,
	};

	if (!account_mysql_db_ask(&m->db, &question, err))
		return question.error == ER_DUP_ENTRY
			       ? err_set(err, ERR_EXISTS,
					 "the user exists already")
			       : false;
	if (out_changed)
		*out_changed = question.changed;
	return true;
}

static struct span flag_of(enum account_state state)
{
	return state < ACCOUNT_DISABLED ? SPAN("1") : SPAN("0");
}

/* ---- adding ---- */

static bool add_domain(struct account_mysql *m, struct span domain,
		       struct err *err)
{
	return run(m,
		   "INSERT IGNORE INTO domain (domain, description, aliases,"
		   " mailboxes, maxquota, quota, transport, backupmx, created,"
		   " modified, active) VALUES"
		   " (?, '', 0, 0, 0, 0, 'virtual', 0, NOW(), NOW(), 1)",
		   &domain, 1, NULL, err);
}

static bool add_mailbox(struct account_mysql *m,
			const struct account_entry *row, struct span local,
			struct span domain, struct err *err)
{
	const struct account *a = &row->account;
	char quota[24], maildir[sizeof(a->user) + 2];

	snprintf(quota, sizeof(quota), "%llu",
		 (unsigned long long)a->quota_bytes);
	snprintf(maildir, sizeof(maildir), "%.*s/%.*s/", SPAN_ARG(domain),
		 SPAN_ARG(local));
	const struct span value[] = {
		span_of(a->user),
		span_of(row->password),
		span_of(row->name),
		span_of(maildir),
		local,
		domain,
		span_of(quota),
		flag_of((enum account_state)a->state),
	};
	return run(m,
		   "INSERT INTO mailbox (username, password, name, maildir,"
		   " local_part, domain, quota, created, modified, active)"
		   " VALUES (?, ?, ?, ?, ?, ?, ?, NOW(), NOW(), ?)",
		   value, ARRAY_LEN(value), NULL, err);
}

static bool add_alias(struct account_mysql *m, const struct account *a,
		      struct span domain, struct err *err)
{
	const struct span value[] = {
		span_of(a->user),
		span_of(a->user),
		domain,
		flag_of((enum account_state)a->state),
	};

	return run(m,
		   "INSERT INTO alias (address, goto, domain, created,"
		   " modified, active) VALUES (?, ?, ?, NOW(), NOW(), ?)",
		   value, ARRAY_LEN(value), NULL, err);
}

/* What the tables have no place for must not get lost in silence. */
static bool representable(const struct account_entry *row, struct err *err)
{
	const struct account *a = &row->account;

	if (a->quota_messages || a->message_bytes || a->quota_rules[0] ||
	    a->quota_bytes > INT64_MAX)
		return err_set(
			err, ERR_STATE,
			"PostfixAdmin's tables hold no limit but a quota "
			"in bytes");
	if (a->state != ACCOUNT_ACTIVE && a->state != ACCOUNT_DISABLED)
		return err_set(err, ERR_STATE,
			       "PostfixAdmin's tables know active and disabled "
			       "accounts only");
	return true;
}

/* Either all of it is done or nothing. */
static bool conclude(struct account_mysql *m, bool done, struct err *err)
{
	if (done)
		return account_mysql_db_commit(&m->db, err);
	account_mysql_db_undo(&m->db);
	return false;
}

bool account_mysql_edit_add(struct account_source *source,
			    const struct account_entry *row, struct err *err)
{
	struct account_mysql *m = (struct account_mysql *)source;
	struct span local, domain;

	account_split(row->account.user, &local, &domain);
	if (!writable(m, err) || !representable(row, err))
		return false;
	if (domain.len == 0)
		return err_set(err, ERR_SYNTAX,
			       "a user of PostfixAdmin has a domain");
	if (!account_mysql_db_begin(&m->db, err))
		return false;
	return conclude(m,
			add_domain(m, domain, err) &&
				add_mailbox(m, row, local, domain, err) &&
				add_alias(m, &row->account, domain, err),
			err);
}

/* ---- changing ---- */

/* Once it is known that the tables can say it of that user. */
static bool begin_change(struct account_mysql *m, const char *user,
			 const struct account_entry *row, struct err *err)
{
	const struct account_query query = { user, "", "", "" };
	struct account_entry present;

	return writable(m, err) && representable(row, err) &&
	       m->source.kind->lookup(&m->source, &query, &present, err) &&
	       account_mysql_db_begin(&m->db, err);
}

/* The alias of a disabled mailbox is off too, as PostfixAdmin has it. */
bool account_mysql_edit_state(struct account_source *source, const char *user,
			      enum account_state state, struct err *err)
{
	struct account_mysql *m = (struct account_mysql *)source;
	const struct account_entry row = { .account.state = state };
	const struct span value[] = { flag_of(state), span_of(user) };

	if (!begin_change(m, user, &row, err))
		return false;
	return conclude(m,
			run(m,
			    "UPDATE mailbox SET active = ?, modified = NOW()"
			    " WHERE username = ?",
			    value, 2, NULL, err) &&
				run(m,
				    "UPDATE alias SET active = ?, modified ="
				    " NOW() WHERE address = ?",
				    value, 2, NULL, err),
			err);
}

bool account_mysql_edit_limits(struct account_source *source, const char *user,
			       uint64_t bytes, uint32_t messages,
			       struct err *err)
{
	struct account_mysql *m = (struct account_mysql *)source;
	const struct account_entry row = {
		.account = { .state = ACCOUNT_ACTIVE,
			     .quota_bytes = bytes,
			     .quota_messages = messages },
	};
	char quota[24];

	snprintf(quota, sizeof(quota), "%llu", (unsigned long long)bytes);
	const struct span value[] = { span_of(quota), span_of(user) };

	if (!begin_change(m, user, &row, err))
		return false;
	return conclude(m,
			run(m,
			    "UPDATE mailbox SET quota = ?, modified = NOW()"
			    " WHERE username = ?",
			    value, 2, NULL, err),
			err);
}

bool account_mysql_edit_remove(struct account_source *source, const char *user,
			       struct err *err)
{
	static const char *const deletes[] = {
		"DELETE FROM vacation WHERE email = ?",
		"DELETE FROM quota2 WHERE username = ?",
		"DELETE FROM alias WHERE address = ?",
		"DELETE FROM mailbox WHERE username = ?",
	};
	struct account_mysql *m = (struct account_mysql *)source;
	const struct span value = span_of(user);
	uint64_t changed = 0;
	bool done = true;

	if (!writable(m, err) || !account_mysql_db_begin(&m->db, err))
		return false;
	for (size_t i = 0; done && i < ARRAY_LEN(deletes); i++)
		done = run(m, deletes[i], &value, 1, &changed, err);
	if (!conclude(m, done, err))
		return false;
	return changed || err_set(err, ERR_NOTFOUND, "no such user");
}
