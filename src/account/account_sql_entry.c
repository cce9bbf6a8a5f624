/* SPDX-License-Identifier: MIT */
/*
 * A row is taken whole or not at all: text that does not fit, an unknown word
 * or column makes it unusable, never half used. A misspelt "active" that was
 * passed over would open every closed account.
 */
#include <stddef.h>
#include <string.h>

#include "account/account_field.h"
#include "account/account_rules.h"
#include "account/account_sql.h"
#include "base/num.h"
#include "crypto/crypto_secret.h"

/* What is put together when all columns are known. */
struct row {
	struct account_entry entry;
	const char *scheme;
	char username[256];
	char local_part[256];
	char real_user[256];
	char home[512];
	char mail[512];
	char maildir[512];
	bool inactive;
};

struct column {
	const char *name;
	bool (*take)(struct row *row, const struct column *column,
		     struct span text);
	size_t at; /* of text or number, in struct row */
	size_t size;
};

static bool copy(struct span text, char *out, size_t size)
{
	if (text.len >= size || memchr(text.ptr, '\0', text.len))
		return false;
	memset(out, 0, size);
	memcpy(out, text.ptr, text.len);
	return true;
}

static bool take_text(struct row *row, const struct column *column,
		      struct span text)
{
	return copy(text, (char *)row + column->at, column->size);
}

static bool take_number(struct row *row, const struct column *column,
			struct span text)
{
	char *at = (char *)row + column->at;
	uint64_t n;

	if (!num_parse_u64(text, 0,
			   column->size == sizeof(uint32_t) ? UINT32_MAX
							    : INT64_MAX,
			   &n))
		return false;
	if (column->size == sizeof(uint32_t))
		memcpy(at, &(uint32_t){ (uint32_t)n }, sizeof(uint32_t));
	else
		memcpy(at, &n, sizeof(n));
	return true;
}

static bool take_password(struct row *row, const struct column *column,
			  struct span text)
{
	struct err err;

	(void)column;
	return account_field_password(&row->entry, text, row->scheme, &err);
}

static bool take_apop(struct row *row, const struct column *column,
		      struct span text)
{
	struct err err;

	(void)column;
	return account_field_apop(&row->entry, text, &err);
}

static bool take_quota(struct row *row, const struct column *column,
		       struct span text)
{
	struct err err;

	(void)column;
	return account_field_maildirquota(&row->entry, text, &err);
}

static bool take_state(struct row *row, const struct column *column,
		       struct span text)
{
	enum account_state state;

	(void)column;
	if (!account_state_parse(text, &state))
		return false;
	row->entry.account.state = state;
	return true;
}

/* Of MariaDB, SQLite, and what people write into CHAR(1). */
static bool take_active(struct row *row, const struct column *column,
			struct span text)
{
	static const char *const yes[] = { "1", "t", "true", "y", "yes" };
	static const char *const no[] = { "0", "f", "false", "n", "no" };

	(void)column;
	for (size_t i = 0; i < ARRAY_LEN(yes); i++)
		if (span_eq_nocase(text, span_of(yes[i])))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(no); i++)
		if (span_eq_nocase(text, span_of(no[i])))
			return row->inactive = true;
	return false;
}

static const struct {
	const char *name;
	uint32_t bit;
} services[] = {
	{ "imap", ACCOUNT_IMAP }, { "pop3", ACCOUNT_POP3 },
	{ "smtp", ACCOUNT_SMTP }, { "sieve", ACCOUNT_SIEVE },
	{ "lmtp", ACCOUNT_LMTP },
};

static bool open_service(uint32_t *closed, struct span word)
{
	for (size_t i = 0; i < ARRAY_LEN(services); i++) {
		if (!span_eq_nocase(word, span_of(services[i].name)))
			continue;
		*closed &= ~services[i].bit;
		return true;
	}
	return false;
}

/* "imap, smtp": every other one is closed. */
static bool take_services(struct row *row, const struct column *column,
			  struct span text)
{
	uint32_t closed = 0;
	struct span word;

	(void)column;
	for (size_t i = 0; i < ARRAY_LEN(services); i++)
		closed |= services[i].bit;
	while (span_cut(&text, ',', &word))
		if (!open_service(&closed, span_trim(word)))
			return false;
	row->entry.closed_services |= closed;
	return true;
}

static bool take_delivery(struct row *row, const struct column *column,
			  struct span text)
{
	(void)column;
	return account_rules_modes(text, &row->entry.delivery);
}

/* vpopmail.h: NO_POP, NO_IMAP, BOUNCE_MAIL, NO_SMTP. */
static bool take_vpopmail_flags(struct row *row, const struct column *column,
				struct span text)
{
	static const struct {
		uint32_t flag;
		uint32_t closes;
	} flags[] = {
		{ 0x02, ACCOUNT_POP3 },
		{ 0x08, ACCOUNT_IMAP },
		{ 0x10, ACCOUNT_LMTP },
		{ 0x800, ACCOUNT_SMTP },
	};
	uint32_t set;

	(void)column;
	if (!num_parse_u32(text, 0, UINT32_MAX, &set))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(flags); i++)
		if (set & flags[i].flag)
			row->entry.closed_services |= flags[i].closes;
	return true;
}

#define COLUMN(name, take, member)                                             \
	{                                                                      \
		name, take, offsetof(struct row, member),                      \
			sizeof(((struct row *)0)->member)                      \
	}
#define COLUMN_WORD(name, take)                                                \
	{                                                                      \
		name, take, 0, 0                                               \
	}
static const struct column columns[] = {
	COLUMN("username", take_text, username),
	COLUMN("local_part", take_text, local_part),
	COLUMN("real_user", take_text, real_user),
	COLUMN_WORD("password", take_password),
	COLUMN_WORD("apop_secret", take_apop),
	COLUMN("name", take_text, entry.name),
	COLUMN("home", take_text, home),
	COLUMN("mail", take_text, mail),
	COLUMN("maildir", take_text, maildir),
	COLUMN("uid", take_number, entry.account.uid),
	COLUMN("gid", take_number, entry.account.gid),
	COLUMN_WORD("state", take_state),
	COLUMN_WORD("active", take_active),
	COLUMN_WORD("quota", take_quota),
	COLUMN("quota_bytes", take_number, entry.account.quota_bytes),
	COLUMN("quota_messages", take_number, entry.account.quota_messages),
	COLUMN("quota_rules", take_text, entry.account.quota_rules),
	COLUMN("message_bytes", take_number, entry.account.message_bytes),
	COLUMN("settings", take_text, entry.account.settings),
	COLUMN_WORD("services", take_services),
	COLUMN_WORD("vpopmail_flags", take_vpopmail_flags),
	COLUMN("allow_nets", take_text, entry.allow_nets),
	COLUMN("host", take_text, entry.host),
	COLUMN_WORD("delivery", take_delivery),
	COLUMN("forward", take_text, entry.forward),
	COLUMN("reply", take_text, entry.reply),
	COLUMN("sieve", take_text, entry.sieve),
};

static const char *take_cell(struct row *row,
			     const struct account_sql_cell *cell)
{
	for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
		if (!span_eq_nocase(span_of(cell->name),
				    span_of(columns[i].name)))
			continue;
		if (span_is_empty(cell->text) ||
		    columns[i].take(row, &columns[i], cell->text))
			return NULL;
		return "unusable value";
	}
	return "unknown column";
}

static bool take_cells(struct row *row, const struct account_sql_cell *cells,
		       size_t count, struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		const char *wrong = take_cell(row, &cells[i]);

		if (!wrong)
			continue;
		err_set(err, ERR_CORRUPT, "unusable row");
		return err_detail(err, "%s in the column %s", wrong,
				  cells[i].name);
	}
	return true;
}

static bool names(const char *text, struct span asked)
{
	return span_eq_nocase(span_trim(span_of(text)), asked);
}

/* The name that the account goes by. Databases hold more names equal than we
 * do: letters with and without accents, spaces at the end. */
static bool take_user(struct row *row, const char *asked, struct err *err)
{
	char *user = row->entry.account.user;
	size_t size = sizeof(row->entry.account.user);
	struct span local, domain;

	account_split(asked, &local, &domain);
	if ((row->username[0] && !names(row->username, span_of(asked))) ||
	    (row->local_part[0] && !names(row->local_part, local)))
		return err_set(err, ERR_NOTFOUND, "no such user");
	if (!account_normalize(
		    span_of(row->real_user[0] ? row->real_user : asked), user,
		    size)) {
		err_set(err, ERR_CORRUPT, "unusable row");
		return err_detail(err, "real_user is no user name");
	}
	return true;
}

static bool take_row(struct row *row, const struct account_sql_base *base,
		     const char *asked, struct err *err)
{
	struct account *a = &row->entry.account;

	if (!take_user(row, asked, err))
		return false;
	if (row->inactive && a->state < ACCOUNT_DISABLED)
		a->state = ACCOUNT_DISABLED;
	return account_sql_place(base, row->home, row->mail, row->maildir, a,
				 err);
}

bool account_sql_entry(const struct account_sql_base *base, const char *asked,
		       const struct account_sql_cell *cells, size_t count,
		       struct account_entry *out, struct err *err)
{
	struct row row = { .entry.account = { .uid = UINT32_MAX,
					      .gid = UINT32_MAX },
			   .scheme = base->scheme };
	bool taken = take_cells(&row, cells, count, err) &&
		     take_row(&row, base, asked, err);

	*out = row.entry;
	crypto_secret_wipe(&row, sizeof(row));
	return taken;
}
