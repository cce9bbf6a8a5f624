/* SPDX-License-Identifier: MIT */
#include "account/account_source.h"

#include "base/span.h"

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
