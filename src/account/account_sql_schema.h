/* SPDX-License-Identifier: MIT */
/* The queries of a section: its own, or those of the schema it names. */
#pragma once

#include "account/account_sql.h"

/* A list is none when the schema or the section has no query for it. */
struct account_sql_schema {
	struct account_sql_query user;
	struct account_sql_query login;    /* password_query */
	struct account_sql_query list;     /* first column: the user name */
	struct account_sql_query password; /* stores a new one */
	struct account_sql_query relay;    /* stores an address */
	struct account_sql_query purge;    /* forgets addresses */
	/* vpopmail with a table for each domain: its name is put in for the
	 * first %s of user.text, see account_sql_schema_table. */
	bool table_per_domain;
};

/* ERR_SYNTAX with file:line for an unknown schema, a query that can't be used,
 * or none at all. */
MUST_CHECK bool account_sql_schema_of(const struct config *config,
				      const struct config_source *section,
				      struct account_sql_schema *out,
				      struct err *err);
void account_sql_schema_release(struct account_sql_schema *schema);
/* Does the section name a schema or a query? */
bool account_sql_schema_is_set(const struct config_source *section);
/* The answers differ by what its query has placeholders for: enum
 * account_varies, as account_source_kind has it. */
unsigned account_sql_schema_varies(const struct config_source *section);

/* vpopmail's table for the domain of a user: '.' and '-' become '_'. false: no
 * domain that vpopmail could have. */
MUST_CHECK bool account_sql_schema_table(const char *user, char *out,
					 size_t size);
/* The text of the query for the users of that table. The caller frees. */
char *account_sql_schema_with_table(const struct account_sql_schema *schema,
				    const char *table);
