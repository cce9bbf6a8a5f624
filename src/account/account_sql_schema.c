/* SPDX-License-Identifier: MIT */
/*
 * The presets are plain standard SQL, so that one text serves MariaDB and
 * SQLite. Parameters stand alone on one side of a comparison with a column:
 * only then the database uses the column's collation and its index.
 */
#include "account/account_sql_schema.h"

#include "base/x.h"

/* PostfixAdmin 2.3 to 3.3. A user in an alias domain is the user of that local
 * part in the target domain. */
#define POSTFIXADMIN_COLUMNS                                                   \
	" m.password AS password, m.name AS name, m.maildir AS maildir,"       \
	" CASE WHEN m.quota > 0 THEN m.quota ELSE 0 END AS quota_bytes,"       \
	" CASE WHEN m.active = 1 AND coalesce(d.active, 1) = 1"                \
	" THEN 1 ELSE 0 END AS active"
static const char postfixadmin_user[] =
	"SELECT m.username AS username, NULL AS real_user," POSTFIXADMIN_COLUMNS
	" FROM mailbox m LEFT JOIN domain d ON d.domain = m.domain"
	" WHERE m.username = %{user}"
	" UNION ALL"
	" SELECT NULL, m.username," POSTFIXADMIN_COLUMNS " FROM alias_domain a"
	" JOIN mailbox m ON m.domain = a.target_domain"
	" LEFT JOIN domain d ON d.domain = m.domain"
	" WHERE a.alias_domain = %{domain} AND a.active = 1"
	" AND m.local_part = %{local}";
/* PostfixAdmin 3.2 on, as its Password_Expiration.md has it: mail is taken, but
 * nobody logs in. */
#define NOT_EXPIRED                                                            \
	" CASE WHEN m.password_expiry > CURRENT_TIMESTAMP"                     \
	" OR coalesce(d.password_expiry, 0) = 0"                               \
	" THEN 'active' ELSE 'noaccess' END AS state,"
static const char postfixadmin_expiry_user[] =
	"SELECT m.username AS username, NULL AS real_user," NOT_EXPIRED
		POSTFIXADMIN_COLUMNS
	" FROM mailbox m LEFT JOIN domain d ON d.domain = m.domain"
	" WHERE m.username = %{user}"
	" UNION ALL"
	" SELECT NULL, m.username," NOT_EXPIRED POSTFIXADMIN_COLUMNS
	" FROM alias_domain a"
	" JOIN mailbox m ON m.domain = a.target_domain"
	" LEFT JOIN domain d ON d.domain = m.domain"
	" WHERE a.alias_domain = %{domain} AND a.active = 1"
	" AND m.local_part = %{local}";
static const char postfixadmin_list[] = "SELECT username FROM mailbox";
static const char postfixadmin_password[] =
	"UPDATE mailbox SET password = %{new}"
	" WHERE username = %{user} AND password = %{old}";

#define VPOPMAIL_COLUMNS                                                       \
	" pw_passwd AS password, pw_gecos AS name, pw_dir AS home,"            \
	" pw_gid AS vpopmail_flags, pw_shell AS quota"
static const char vpopmail_user[] =
	"SELECT CASE WHEN pw_domain = '' THEN pw_name"
	" ELSE CONCAT(pw_name, '@', pw_domain) END AS "
	"username," VPOPMAIL_COLUMNS
	" FROM vpopmail WHERE pw_name = %{local} AND pw_domain = %{domain}";
/* The limits of the domain close services too, unless the user has V_OVERRIDE
 * (8192): NO_POP, NO_WEBMAIL, NO_IMAP, NO_SMTP. */
static const char vpopmail_limits_user[] =
	"SELECT CASE WHEN v.pw_domain = '' THEN v.pw_name"
	" ELSE CONCAT(v.pw_name, '@', v.pw_domain) END AS username,"
	" v.pw_passwd AS password, v.pw_gecos AS name, v.pw_dir AS home,"
	" v.pw_shell AS quota, v.pw_gid"
	" | CASE WHEN v.pw_gid & 8192 = 0 AND coalesce(l.disable_pop, 0) <> 0"
	" THEN 2 ELSE 0 END"
	" | CASE WHEN v.pw_gid & 8192 = 0"
	" AND coalesce(l.disable_webmail, 0) <> 0 THEN 4 ELSE 0 END"
	" | CASE WHEN v.pw_gid & 8192 = 0 AND coalesce(l.disable_imap, 0) <> 0"
	" THEN 8 ELSE 0 END"
	" | CASE WHEN v.pw_gid & 8192 = 0 AND coalesce(l.disable_smtp, 0) <> 0"
	" THEN 2048 ELSE 0 END AS vpopmail_flags"
	" FROM vpopmail v LEFT JOIN limits l ON l.domain = v.pw_domain"
	" WHERE v.pw_name = %{local} AND v.pw_domain = %{domain}";
static const char vpopmail_list[] =
	"SELECT CASE WHEN pw_domain = '' THEN pw_name"
	" ELSE CONCAT(pw_name, '@', pw_domain) END FROM vpopmail";
static const char vpopmail_password[] =
	"UPDATE vpopmail SET pw_passwd = %{new} WHERE pw_name = %{local}"
	" AND pw_domain = %{domain} AND pw_passwd = %{old}";
static const char vpopmail_domains_user[] =
	"SELECT pw_name AS local_part," VPOPMAIL_COLUMNS
	" FROM `%s` WHERE pw_name = %{local}";

static const struct {
	const char *name;
	const char *user;
	const char *list;
	const char *password;
	bool table_per_domain;
} schemas[] = {
	{ "", "", "", "", false },
	{ "postfixadmin", postfixadmin_user, postfixadmin_list,
	  postfixadmin_password, false },
	{ "postfixadmin-expiry", postfixadmin_expiry_user, postfixadmin_list,
	  postfixadmin_password, false },
	{ "vpopmail-limits", vpopmail_limits_user, vpopmail_list,
	  vpopmail_password, false },
	{ "vpopmail", vpopmail_user, vpopmail_list, vpopmail_password, false },
	{ "vpopmail-domains", vpopmail_domains_user, "", "", true },
};

static bool wrong(const struct config *config,
		  const struct config_source *section, const char *what,
		  const char *why, struct err *err)
{
	return err_set(err, ERR_SYNTAX, "%s:%u: %s: %s",
		       config->file ? config->file : "", section->line, what,
		       why);
}

static bool parse(const struct config *config,
		  const struct config_source *section, const char *name,
		  const char *own, const char *preset,
		  struct account_sql_query *out, struct err *err)
{
	struct err why;

	return account_sql_parse(*own ? own : preset, out, &why) ||
	       wrong(config, section, name, why.text, err);
}

bool account_sql_schema_is_set(const struct config_source *section)
{
	return *section->schema || *section->user_query;
}

unsigned account_sql_schema_varies(const struct config_source *section)
{
	static const struct {
		const char *place;
		unsigned varies;
	} places[] = {
		{ "%{service}", ACCOUNT_BY_SERVICE },
		{ "%{local_ip}", ACCOUNT_BY_LOCAL_IP },
		{ "%{remote_ip}", ACCOUNT_BY_REMOTE_IP },
	};
	const struct span queries[] = { span_of(section->user_query),
					span_of(section->password_query) };
	unsigned varies = ACCOUNT_BY_USER;

	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		for (size_t k = 0; k < ARRAY_LEN(queries); k++)
			if (span_find(queries[k], span_of(places[i].place)) <
			    queries[k].len)
				varies |= places[i].varies;
	return varies;
}

static bool find_schema(const char *name, size_t *out)
{
	for (*out = 0; *out < ARRAY_LEN(schemas); (*out)++)
		if (span_eq(span_of(name), span_of(schemas[*out].name)))
			return true;
	return false;
}

bool account_sql_schema_of(const struct config *config,
			   const struct config_source *section,
			   struct account_sql_schema *out, struct err *err)
{
	size_t i;

	*out = (struct account_sql_schema){ .table_per_domain = false };
	if (!find_schema(section->schema, &i))
		return wrong(config, section, "unknown schema", section->schema,
			     err);
	if (!parse(config, section, "user_query", section->user_query,
		   schemas[i].user, &out->user, err) ||
	    !parse(config, section, "password_query", section->password_query,
		   "", &out->login, err) ||
	    !parse(config, section, "iterate_query", section->iterate_query,
		   schemas[i].list, &out->list, err) ||
	    !parse(config, section, "password_update", section->password_update,
		   schemas[i].password, &out->password, err) ||
	    !parse(config, section, "relay_update", section->relay_update, "",
		   &out->relay, err) ||
	    !parse(config, section, "relay_purge", section->relay_purge, "",
		   &out->purge, err)) {
		account_sql_schema_release(out);
		return false;
	}
	out->table_per_domain =
		schemas[i].table_per_domain && !*section->user_query;
	return out->user.text || wrong(config, section, "user_query",
				       "neither a schema nor a query", err);
}

void account_sql_schema_release(struct account_sql_schema *schema)
{
	account_sql_query_release(&schema->user);
	account_sql_query_release(&schema->login);
	account_sql_query_release(&schema->list);
	account_sql_query_release(&schema->password);
	account_sql_query_release(&schema->relay);
	account_sql_query_release(&schema->purge);
}

static bool is_table_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

bool account_sql_schema_table(const char *user, char *out, size_t size)
{
	struct span local, domain;

	account_split(user, &local, &domain);
	if (domain.len == 0)
		domain = SPAN("users");
	if (domain.len >= size)
		return false;
	for (size_t i = 0; i < domain.len; i++) {
		char c = domain.ptr[i];

		out[i] = c == '.' || c == '-' ? '_' : c;
		if (!is_table_char(out[i]))
			return false;
	}
	out[domain.len] = '\0';
	return true;
}

char *account_sql_schema_with_table(const struct account_sql_schema *schema,
				    const char *table)
{
	struct span text = span_of(schema->user.text);
	size_t at = span_find(text, SPAN("%s"));

	return x_printf("%.*s%s%s", SPAN_ARG(span_first(text, at)), table,
			schema->user.text + at + 2);
}
