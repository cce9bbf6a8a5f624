/* SPDX-License-Identifier: MIT */
#include "account/account_source.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"

static const struct account_source_kind *const kinds[] = {
	&account_ldap_kind,        &account_sqlite_kind,
	&account_mysql_kind,       &account_passwdfile_kind,
	&account_vpopmail_kind,    &account_system_kind,
	&account_static_kind,      &account_checkpassword_kind,
	&account_authdaemond_kind,
};

const struct account_source_kind *
account_source_kind_of(const struct config_source *section)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (span_eq(span_of(section->type), span_of(kinds[i]->type)))
			return kinds[i];
	return NULL;
}

bool account_source_open(const struct config *config,
			 const struct config_source *section,
			 struct account_source **out, struct err *err)
{
	const struct account_source_kind *kind =
		account_source_kind_of(section);

	*out = NULL;
	if (kind)
		return kind->open(config, section, out, err);
	return err_set(err, ERR_SYNTAX, "%s:%u: no such type of source: %s",
		       config->file ? config->file : "", section->line,
		       section->type);
}

void account_source_close(struct account_source **source)
{
	if (*source)
		(*source)->kind->close(*source);
	*source = NULL;
}

/* A name that the source corrected goes on to file names and other sources. */
static bool is_usable(const struct account *account, struct err *err)
{
	char name[sizeof(account->user)];
	const char *why = NULL;

	if (!account_normalize(span_of(account->user), name, sizeof(name)) ||
	    !span_eq(span_of(name), span_of(account->user)))
		why = "not a user name";
	else if (account->uid == 0 || account->gid == 0)
		why = "mail can't be root's";
	if (!why)
		return true;
	err_set(err, ERR_TEMP, "Temporary failure");
	return err_detail(err, "%s: %s", account->user, why);
}

bool account_source_lookup(struct account_source *source,
			   const struct account_query *query,
			   struct account_entry *out, struct err *err)
{
	return source->kind->lookup(source, query, out, err) &&
	       is_usable(&out->account, err);
}

bool account_source_verify(struct account_source *source,
			   const struct account_attempt *attempt,
			   struct account_entry *out, struct err *err)
{
	return source->kind->verify(source, attempt, out, err) &&
	       is_usable(&out->account, err);
}

bool account_source_next(struct account_source *source, const char *after,
			 struct account_entry *out, struct err *err)
{
	char last[sizeof(out->account.user)];

	snprintf(last, sizeof(last), "%s", after);
	while (source->kind->next(source, last, out, err)) {
		if (is_usable(&out->account, err))
			return true;
		log_err(LOG_LEVEL_WARN, "account_unusable", err, "source=%s",
			LOG_TEXT(span_of(source->section->name)));
		memcpy(last, out->account.user, sizeof(last));
	}
	return false;
}
