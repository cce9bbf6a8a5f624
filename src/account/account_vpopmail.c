/* SPDX-License-Identifier: MIT */
/*
 * vpopmail's users: qmail says where a domain lies and whose its files are, the
 * domain's vpasswd.cdb (vpasswd where there is none) who is in it. pw_dir is
 * the home; it is never computed, because vpopmail spreads homes over folders.
 *
 * Lists are made of the text files, which both programs keep beside the cdb.
 */
#include <fcntl.h>
#include <stdlib.h>

#include "account/account_cdb.h"
#include "account/account_field.h"
#include "account/account_names.h"
#include "account/account_vpasswd.h"
#include "base/auto.h"
#include "base/x.h"
#include "crypto/crypto_password.h"
#include "crypto/crypto_secret.h"
#include "io/file.h"

enum {
	LINE_MAX_BYTES = 65536,
	PATH_MAX_BYTES = 1024,
	LIMITS_MAX_BYTES = 16384,
};

struct vpopmail {
	struct account_source source; /* first */
	const struct config *config;
	struct account_lines *domains;
	struct account_lines *users;
	struct buf line; /* secret */
	struct account_names names;
};

/* What a user's line gives; clear points into the handle's line. */
struct found {
	struct account_entry *entry;
	struct span clear;
};

static struct vpopmail *of(struct account_source *source)
{
	return (struct vpopmail *)source;
}

/* ---- domains ---- */

static bool is_cdb(const struct vpopmail *v)
{
	return span_ends(span_of(v->source.section->domains_file), SPAN("cdb"));
}

/* A domain's fields behind its name, with *out_sep between. */
static bool find_domain_fields(struct vpopmail *v, struct span domain,
			       struct span *out, char *out_sep, struct err *err)
{
	const char *file = v->source.section->domains_file;
	char key[300];
	int len = snprintf(key, sizeof(key), "!%.*s-", SPAN_ARG(domain));

	*out_sep = is_cdb(v) ? '\0' : ':';
	if (is_cdb(v)) {
		if (!account_cdb_find(file, span_make(key, (size_t)len),
				      &v->line, err))
			return false;
		*out = buf_span(&v->line);
		return true;
	}
	if (!account_lines_find(v->domains, file, domain, &v->line, err))
		return false;
	*out = buf_span(&v->line);
	*out = span_from(*out, span_find_char(*out, ':') + 1);
	return true;
}

/* Users without a domain have a folder of their own. */
static bool no_domain(struct vpopmail *v, struct account_vpasswd_domain *out,
		      struct err *err)
{
	*out = (struct account_vpasswd_domain){ .uid = UINT32_MAX,
						.gid = UINT32_MAX };
	if (!*v->source.section->users_dir)
		return err_set(err, ERR_NOTFOUND, "no domain");
	return account_field_text(out->dir, sizeof(out->dir),
				  span_of(v->source.section->users_dir),
				  "users_dir", err);
}

static bool find_domain(struct vpopmail *v, struct span domain,
			struct account_vpasswd_domain *out, struct err *err)
{
	struct span fields;
	char sep;

	if (!domain.len)
		return no_domain(v, out, err);
	if (find_domain_fields(v, domain, &fields, &sep, err))
		return account_vpasswd_domain_parse(fields, sep, out, err);
	/* Without that file nothing is known of any domain. */
	return err->kind == ERR_GONE ? account_field_temp(err, "%s", err->text)
				     : false;
}

/* ---- users ---- */

static bool path_in(const struct account_vpasswd_domain *domain,
		    const char *name, char out[PATH_MAX_BYTES])
{
	return snprintf(out, PATH_MAX_BYTES, "%s/%s", domain->dir, name) <
	       PATH_MAX_BYTES;
}

/* The user's fields behind the name. */
static bool find_user(struct vpopmail *v,
		      const struct account_vpasswd_domain *domain,
		      struct span local, struct span *out, struct err *err)
{
	char path[PATH_MAX_BYTES];

	if (!path_in(domain, "vpasswd.cdb", path))
		return account_field_temp(err, "path too long");
	if (account_cdb_find(path, local, &v->line, err)) {
		*out = buf_span(&v->line);
		return true;
	}
	if (err->kind != ERR_GONE)
		return false;
	path[strlen(path) - strlen(".cdb")] = '\0';
	if (!account_lines_find(v->users, path, local, &v->line, err))
		return err->kind == ERR_GONE
			       ? account_field_temp(err, "%s", err->text)
			       : false;
	*out = buf_span(&v->line);
	*out = span_from(*out, span_find_char(*out, ':') + 1);
	return true;
}

/* What qmailadmin closes for all users of the domain; few have such a file. */
static bool domain_closes(const struct account_vpasswd_domain *domain,
			  uint32_t *out_closed, struct err *err)
{
	char path[PATH_MAX_BYTES];
	auto_buf struct buf text;

	*out_closed = 0;
	buf_init(&text, LIMITS_MAX_BYTES);
	if (!path_in(domain, ".qmailadmin-limits", path))
		return account_field_temp(err, "path too long");
	if (file_read(AT_FDCWD, path, &text, err))
		*out_closed = account_vpasswd_limits(buf_span(&text));
	else if (err->kind != ERR_NOTFOUND)
		return account_field_temp(err, "%s", err_log_text(err));
	return true;
}

/* rest: the fields behind the local part. */
static bool take_user(struct vpopmail *v, struct span rest,
		      const struct account_vpasswd_domain *domain,
		      struct found *out, struct err *err)
{
	const struct config_source *section = v->source.section;
	uint32_t closed;

	if (!domain_closes(domain, &closed, err))
		return false;
	if (span_ends(rest, SPAN("\n")))
		rest.len--;
	out->entry->account.uid = domain->uid;
	out->entry->account.gid = domain->gid;
	return account_vpasswd_parse(rest, section->default_scheme, closed,
				     out->entry, &out->clear, err) &&
	       account_field_place(out->entry, v->config, section, err);
}

/* The real domain is part of the name: an alias of it has no mail. */
static bool begin(struct account_entry *entry, struct span local,
		  const struct account_vpasswd_domain *domain, struct err *err)
{
	char user[sizeof(entry->account.user)];
	int len = snprintf(user, sizeof(user), "%.*s%s%s", SPAN_ARG(local),
			   domain->name[0] ? "@" : "", domain->name);

	if ((size_t)len >= sizeof(user))
		return account_field_temp(err, "user name too long");
	account_field_begin(entry, user);
	return true;
}

static bool find(struct vpopmail *v, const char *user, struct found *out,
		 struct err *err)
{
	struct account_vpasswd_domain where;
	struct span local, domain, rest;

	account_split(user, &local, &domain);
	return find_domain(v, domain, &where, err) &&
	       begin(out->entry, local, &where, err) &&
	       find_user(v, &where, local, &rest, err) &&
	       take_user(v, rest, &where, out, err);
}

/* ---- lists ---- */

/* The domain behind *name, which becomes its name. Aliases are passed over. */
static bool next_domain(struct vpopmail *v, char name[256],
			struct account_vpasswd_domain *out, struct err *err)
{
	auto_free char *file = x_strdup(v->source.section->domains_file);
	size_t len = strlen(file);
	struct span line, key;

	if (is_cdb(v)) { /* "…cdb" and "…assign" */
		auto_free char *text =
			x_printf("%.*sassign", (int)(len - 3), file);

		free(file);
		file = TAKE(text);
	}
	for (;;) {
		if (!account_lines_next(v->domains, file, span_of(name),
					&v->line, err))
			return false;
		line = buf_span(&v->line);
		account_vpasswd_assign_key(line, &key);
		snprintf(name, 256, "%.*s", SPAN_ARG(key));
		if (account_vpasswd_domain_parse(
			    span_from(line, span_find_char(line, ':') + 1), ':',
			    out, err) &&
		    span_eq_nocase(span_of(out->name), span_of(name)))
			return true;
	}
}

static bool add_domain(struct vpopmail *v,
		       const struct account_vpasswd_domain *domain,
		       struct err *err)
{
	char path[PATH_MAX_BYTES], last[512] = "";
	struct span key;

	if (!path_in(domain, "vpasswd", path))
		return account_field_temp(err, "path too long");
	while (account_lines_next(v->users, path, span_of(last), &v->line,
				  err)) {
		auto_free char *user = NULL;

		account_vpasswd_key(buf_span(&v->line), &key);
		snprintf(last, sizeof(last), "%.*s", SPAN_ARG(key));
		user = x_printf("%s@%s", last, domain->name);
		account_names_add(&v->names, span_of(user));
	}
	/* A new domain has no file yet. */
	return err->kind == ERR_NOTFOUND || err->kind == ERR_GONE;
}

static bool fetch_names(struct vpopmail *v, struct err *err)
{
	struct account_vpasswd_domain domain;
	char name[256] = "";
	bool good = true;

	account_names_release(&v->names);
	while (good && next_domain(v, name, &domain, err))
		good = add_domain(v, &domain, err);
	crypto_secret_wipe_buf(&v->line);
	if (good && err->kind == ERR_NOTFOUND) {
		account_names_sort(&v->names);
		return true;
	}
	account_names_release(&v->names);
	return account_field_temp(err, "%s", err_log_text(err));
}

/* ---- as a source ---- */

static bool vpopmail_open(const struct config *config,
			  const struct config_source *section,
			  struct account_source **out, struct err *err)
{
	const struct account_lines_form users = {
		.key = account_vpasswd_key,
		.bytes_max = section->file_max << 20,
	};
	const struct account_lines_form domains = {
		.key = account_vpasswd_assign_key,
		.bytes_max = section->file_max << 20,
	};
	struct vpopmail *v;

	if (section->domains_file[0] != '/')
		return err_set(err, ERR_SYNTAX,
			       "%s:%u: domains_file has to be absolute",
			       config->file ? config->file : "", section->line);
	v = x_calloc(1, sizeof(*v));
	v->source.kind = &account_vpopmail_kind;
	v->source.section = section;
	v->config = config;
	/* Two forms of one section need two owners. */
	v->users = account_lines_join(&section->users_dir, &users);
	v->domains = account_lines_join(&section->domains_file, &domains);
	buf_init(&v->line, LINE_MAX_BYTES);
	*out = &v->source;
	return true;
}

static void vpopmail_close(struct account_source *source)
{
	struct vpopmail *v = of(source);

	account_lines_leave(&v->users);
	account_lines_leave(&v->domains);
	account_names_release(&v->names);
	crypto_secret_wipe_buf(&v->line);
	buf_release(&v->line);
	free(v);
}

/* The clear password serves where the mechanism needs one and stands in for a
 * missing hash; a plain password is compared with the hash, as vchkpw does. */
static bool vpopmail_lookup(struct account_source *source,
			    const struct account_query *query,
			    struct account_entry *out, struct err *err)
{
	struct vpopmail *v = of(source);
	struct found found = { .entry = out };
	bool good = find(v, query->user, &found, err);

	if (good && found.clear.len) {
		auto_buf struct buf plain;

		buf_init(&plain, ACCOUNT_PASSWORD_MAX);
		buf_add_str(&plain, "{PLAIN}");
		buf_add(&plain, found.clear);
		good = !plain.full ? account_field_password(
					     out, buf_span(&plain), "", err)
				   : account_field_temp(err, "clear password");
		crypto_secret_wipe_buf(&plain);
	}
	crypto_secret_wipe_buf(&v->line);
	return good;
}

static bool compare(const struct account_entry *entry, struct span password,
		    struct err *err)
{
	switch (crypto_password_verify(
		&(struct crypto_stored){ .text = span_of(entry->password) },
		password)) {
	case CRYPTO_PASSWORD_RIGHT:
		return true;
	case CRYPTO_PASSWORD_UNUSABLE:
		return err_set(err, ERR_STATE, "no hash");
	case CRYPTO_PASSWORD_WRONG:
		break;
	}
	return err_set(err, ERR_DENIED, "wrong password");
}

static bool vpopmail_verify(struct account_source *source,
			    const struct account_attempt *attempt,
			    struct account_entry *out, struct err *err)
{
	struct vpopmail *v = of(source);
	struct found found = { .entry = out };
	bool good;

	if (attempt->proof != ACCOUNT_PROOF_PASSWORD)
		return err_set(err, ERR_STATE, "not by the hash");
	good = find(v, attempt->query.user, &found, err);
	if (good && (!found.clear.len || !out->password[0]))
		good = err_set(err, ERR_STATE, "only one password");
	else if (good)
		good = compare(out, attempt->secret, err);
	crypto_secret_wipe(out->password, sizeof(out->password));
	crypto_secret_wipe_buf(&v->line);
	return good;
}

/* A line that can't be used must not hide the others: ERR_CORRUPT. */
static bool look_up(void *source, const struct account_query *query,
		    struct account_entry *out, struct err *err)
{
	struct vpopmail *v = source;
	struct found found = { .entry = out };
	bool good = find(v, query->user, &found, err);

	crypto_secret_wipe_buf(&v->line);
	if (!good && err->kind == ERR_TEMP)
		err->kind = ERR_CORRUPT;
	return good;
}

static bool vpopmail_next(struct account_source *source, const char *after,
			  struct account_entry *out, struct err *err)
{
	struct vpopmail *v = of(source);

	return (account_names_serves(&v->names, after) ||
		fetch_names(v, err)) &&
	       account_names_next(&v->names, after, look_up, v, out, err);
}

static unsigned vpopmail_varies(const struct config_source *section)
{
	(void)section;
	return ACCOUNT_BY_USER;
}

const struct account_source_kind account_vpopmail_kind = {
	.type = "vpopmail",
	.open = vpopmail_open,
	.close = vpopmail_close,
	.lookup = vpopmail_lookup,
	.verify = vpopmail_verify,
	.next = vpopmail_next,
	.varies = vpopmail_varies,
};
