/* SPDX-License-Identifier: MIT */
/*
 * Logins find the user by the login filter, everything else by the delivery
 * filter. A password is proven by a bind as the user on a second connection,
 * so that the first one keeps the identity that may search.
 */
#include <fcntl.h>
#include <stdlib.h>

#include "account/account_ldap_priv.h"
#include "account/account_ldap_text.h"
#include "base/auto.h"
#include "base/x.h"
#include "crypto/crypto_secret.h"
#include "io/file.h"

enum {
	URIS_MAX = 32,
	PASSWORD_FILE_MAX = 4096
};

/* ---- opening ---- */

static void close_source(struct account_source *source)
{
	struct account_ldap *ldap = (struct account_ldap *)source;

	account_ldap_list_release(&ldap->list);
	account_ldap_conn_close(&ldap->conn);
	account_ldap_conn_close(&ldap->checker);
	account_ldap_entry_attributes_free(&ldap->clear);
	account_ldap_entry_attributes_free(&ldap->hashes);
	for (unsigned i = 0; i < ldap->servers.count; i++)
		free(ldap->servers.uri[i]);
	free(ldap->servers.uri);
	crypto_secret_free(&ldap->servers.password);
	free(ldap);
}

static bool take_uris(struct account_ldap_servers *servers, const char *text,
		      struct err *err)
{
	struct span rest = span_of(text);
	struct span uri;

	servers->uri = x_calloc(URIS_MAX, sizeof(*servers->uri));
	while (span_cut(&rest, ' ', &uri)) {
		if (uri.len == 0)
			continue;
		if (servers->count == URIS_MAX)
			return err_set(err, ERR_SYNTAX, "too many in uri");
		servers->uri[servers->count] = x_span_dup(uri);
		if (!ldap_is_ldap_url(servers->uri[servers->count++]))
			return err_set(err, ERR_SYNTAX, "not an LDAP URI: %.*s",
				       SPAN_ARG(uri));
		if (servers->starttls &&
		    span_starts_nocase(uri, SPAN("ldaps:")))
			return err_set(err, ERR_SYNTAX,
				       "starttls is for ldap:, not ldaps:");
	}
	return servers->count > 0 ||
	       err_set(err, ERR_SYNTAX, "a source of type ldap needs uri");
}

/* The file's first line. */
static bool take_password(struct account_ldap_servers *servers,
			  const struct config_source *section, struct err *err)
{
	auto_buf struct buf text = { 0 };
	struct span line;

	if (!*section->bind_password_file) {
		servers->password = x_strdup(section->bind_password);
		return true;
	}
	buf_init(&text, PASSWORD_FILE_MAX);
	if (!file_read(AT_FDCWD, section->bind_password_file, &text, err))
		return err_set(err, ERR_SYNTAX, "can't read %s",
			       section->bind_password_file);
	line = span_first(buf_span(&text),
			  span_find_char(buf_span(&text), '\n'));
	if (line.len && line.ptr[line.len - 1] == '\r')
		line.len--;
	servers->password = x_span_dup(line);
	crypto_secret_wipe_buf(&text);
	return true;
}

static bool take_servers(struct account_ldap_servers *servers,
			 const struct config_source *section, struct err *err)
{
	servers->starttls = section->starttls;
	servers->ca = section->tls_ca;
	servers->cert = section->tls_cert;
	servers->key = section->tls_key;
	servers->bind_dn = section->bind_dn;
	servers->connect_ms = (int)section->connect_timeout * 1000;
	if (!take_uris(servers, section->uri, err) ||
	    !take_password(servers, section, err))
		return false;
	/* RFC 4513 5.1.2: that would be an anonymous bind. */
	return !*servers->bind_dn || *servers->password ||
	       err_set(err, ERR_SYNTAX, "bind_dn needs a password");
}

static bool take_word(const char *option, const char *value,
		      const char *const *words, const int *values, size_t count,
		      int *out, struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		if (span_eq(span_of(value), span_of(words[i]))) {
			*out = values[i];
			return true;
		}
	}
	return err_set(err, ERR_SYNTAX, "unknown %s: %s", option, value);
}

static bool take_words(struct account_ldap *ldap,
		       const struct config_source *section, struct err *err)
{
	static const char *const scopes[] = { "subtree", "one", "base" };
	static const int scope_values[] = { LDAP_SCOPE_SUBTREE,
					    LDAP_SCOPE_ONELEVEL,
					    LDAP_SCOPE_BASE };
	static const char *const checks[] = { "bind", "compare" };
	static const int check_values[] = { 1, 0 };
	int binds;

	if (!take_word("scope", section->scope, scopes, scope_values,
		       ARRAY_LEN(scopes), &ldap->scope, err) ||
	    !take_word("check", section->check, checks, check_values,
		       ARRAY_LEN(checks), &binds, err))
		return false;
	ldap->binds = binds;
	return true;
}

/* So that a wrong % is met now, not at the first mail. */
static bool check_patterns(const struct account_ldap *ldap, struct err *err)
{
	const struct account_ldap_preset *preset = &ldap->rules.preset;
	const char *const patterns[] = { preset->login_filter,
					 preset->delivery_filter,
					 ldap->rules.section->base };

	for (size_t i = 0; i < ARRAY_LEN(patterns); i++) {
		auto_buf struct buf text;

		buf_init(&text, 8192);
		if (!account_ldap_text_expand(patterns[i], "u@d",
					      ACCOUNT_LDAP_TEXT_FILTER, &text,
					      err))
			return false;
	}
	return account_ldap_text_is_domain_list(
		       span_of(ldap->rules.section->alias_domains)) ||
	       err_set(err, ERR_SYNTAX,
		       "alias_domains are alias=real, with spaces between");
}

static bool take_section(struct account_ldap *ldap, const struct config *config,
			 const struct config_source *section, struct err *err)
{
	struct account_ldap_entry_rules *rules = &ldap->rules;

	rules->section = section;
	rules->delimiters = config->recipient_delimiter;
	rules->mail_home =
		*section->mail_home ? section->mail_home : config->mail_home;
	rules->mail_dir =
		*section->mail_dir ? section->mail_dir : config->mail_dir;
	if (!take_servers(&ldap->servers, section, err) ||
	    !take_words(ldap, section, err) ||
	    !account_ldap_preset_make(section, &rules->preset, err) ||
	    !check_patterns(ldap, err))
		return false;
	ldap->clear =
		account_ldap_entry_attributes(rules, ACCOUNT_LDAP_ASK_CLEAR);
	ldap->hashes =
		account_ldap_entry_attributes(rules, ACCOUNT_LDAP_ASK_HASHES);
	return true;
}

static bool open_source(const struct config *config,
			const struct config_source *section,
			struct account_source **out, struct err *err)
{
	struct account_ldap *ldap = x_calloc(1, sizeof(*ldap));
	struct err why;

	ldap->source.kind = &account_ldap_kind;
	ldap->source.section = section;
	ldap->conn.servers = &ldap->servers;
	ldap->checker.servers = &ldap->servers;
	ldap->checker.unbound = true;
	*out = NULL;
	if (take_section(ldap, config, section, &why)) {
		*out = &ldap->source;
		return true;
	}
	close_source(&ldap->source);
	return err_set(err, ERR_SYNTAX, "%s:%u: %s",
		       config->file ? config->file : "", section->line,
		       why.text);
}

/* ---- asking ---- */

static bool is_login(const char *service)
{
	static const char *const logins[] = { "imap",  "pop3",
					      "sieve", "managesieve",
					      "smtp",  "submission" };

	for (size_t i = 0; i < ARRAY_LEN(logins); i++)
		if (span_eq_nocase(span_of(service), span_of(logins[i])))
			return true;
	return false;
}

static bool lookup(struct account_source *source,
		   const struct account_query *query, struct account_entry *out,
		   struct err *err)
{
	struct account_ldap *ldap = (struct account_ldap *)source;
	char **attributes = ldap->binds ? ldap->clear : ldap->hashes;
	int64_t deadline = account_ldap_find_deadline(ldap);
	struct account_ldap_found found;
	bool good;

	if (is_login(query->service))
		good = account_ldap_find_login(ldap, query->user, attributes,
					       deadline, &found, err);
	else
		good = account_ldap_find_recipient(
			ldap, query->user, attributes, deadline, &found, err);
	if (!good)
		return false;
	good = account_ldap_entry_take(&ldap->rules, ldap->conn.ld, found.entry,
				       span_of(found.domain), out, err) &&
	       account_ldap_entry_apop(&ldap->rules, ldap->conn.ld, found.entry,
				       out, err);
	if (good)
		account_ldap_entry_password(&ldap->rules, ldap->conn.ld,
					    found.entry, out->password);
	else
		err_detail(err, "%s", found.dn);
	account_ldap_find_release(&found);
	return good;
}

static bool prove_by_bind(struct account_ldap *ldap, const char *dn,
			  struct span password, int64_t deadline,
			  struct err *err)
{
	enum account_ldap_verdict verdict;

	if (!account_ldap_conn_check(&ldap->checker, dn, password, deadline,
				     &verdict, err))
		return false;
	return verdict == ACCOUNT_LDAP_RIGHT ||
	       err_set(err, ERR_DENIED, "wrong password");
}

/* One password is compared where all others are: ERR_STATE. */
static bool prove_by_compare(struct account_ldap *ldap, LDAPMessage *entry,
			     const char *user, struct span password,
			     struct err *err)
{
	switch (account_ldap_entry_proves(&ldap->rules, ldap->conn.ld, entry,
					  user, password)) {
	case ACCOUNT_LDAP_PROOF_RIGHT:
		return true;
	case ACCOUNT_LDAP_PROOF_WRONG:
		return err_set(err, ERR_DENIED, "wrong password");
	case ACCOUNT_LDAP_PROOF_OPEN:
		break;
	}
	return err_set(err, ERR_STATE, "compare it with the stored one");
}

static bool verify(struct account_source *source,
		   const struct account_attempt *attempt,
		   struct account_entry *out, struct err *err)
{
	struct account_ldap *ldap = (struct account_ldap *)source;
	int64_t deadline = account_ldap_find_deadline(ldap);
	struct account_ldap_found found;
	bool good;

	if (attempt->proof != ACCOUNT_PROOF_PASSWORD)
		return err_set(err, ERR_STATE, "only passwords");
	if (!account_ldap_find_login(ldap, attempt->query.user,
				     ldap->binds ? ldap->clear : ldap->hashes,
				     deadline, &found, err))
		return false;
	good = account_ldap_entry_take(&ldap->rules, ldap->conn.ld, found.entry,
				       span_of(found.domain), out, err);
	if (!good)
		err_detail(err, "%s", found.dn);
	else if (ldap->binds)
		good = prove_by_bind(ldap, found.dn, attempt->secret, deadline,
				     err);
	else
		good = prove_by_compare(ldap, found.entry, out->account.user,
					attempt->secret, err);
	account_ldap_find_release(&found);
	return good;
}

static bool next(struct account_source *source, const char *after,
		 struct account_entry *out, struct err *err)
{
	return account_ldap_list_next((struct account_ldap *)source, after, out,
				      err);
}

static unsigned varies(const struct config_source *section)
{
	(void)section;
	return ACCOUNT_BY_SERVICE;
}

const struct account_source_kind account_ldap_kind = {
	.type = "ldap",
	.open = open_source,
	.close = close_source,
	.lookup = lookup,
	.verify = verify,
	.next = next,
	.varies = varies,
};
