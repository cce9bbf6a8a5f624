/* SPDX-License-Identifier: MIT */
/*
 * A handle is small: the files are shared (account_lines.h). With %d in the
 * path there is a file for each domain, and a domain without one has no users,
 * as long as the folder of the files is there.
 */
#include "account/account_passwdfile.h"

#include <stdlib.h>
#include <unistd.h>

#include "account/account_field.h"
#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"
#include "crypto/crypto_secret.h"

enum {
	LINE_MAX_BYTES = 65536
};

struct passwdfile {
	struct account_source source; /* first */
	const struct config *config;
	struct account_lines *lines;
	struct buf line; /* secret */
};

/* ---- a line ---- */

bool account_passwdfile_key(struct span line, struct span *out_key)
{
	size_t colon = span_find_char(line, ':');

	*out_key = span_first(line, 0);
	if (!span_trim(line).len || line.ptr[0] == '#')
		return true;
	*out_key = span_first(line, colon);
	return colon < line.len;
}

/* libpam-pwdfile's way to name the scheme: hash[13] is DES, hash[34] MD5. */
static bool take_password(struct span text, const char *scheme,
			  struct account_entry *entry, struct err *err)
{
	size_t bracket = span_find_char(text, '[');
	struct span tail = span_from(text, bracket);

	if (text.len && text.ptr[0] != '{') {
		if (span_eq(tail, SPAN("[13]")))
			return account_field_password(
				entry, span_first(text, bracket), "CRYPT", err);
		if (span_eq(tail, SPAN("[34]")))
			return account_field_password(entry,
						      span_first(text, bracket),
						      "PLAIN-MD5", err);
	}
	return account_field_password(entry, text, scheme, err);
}

static bool take_extra(struct span rest, struct account_entry *entry,
		       struct err *err)
{
	struct span field;

	while (span_cut(&rest, ' ', &field)) {
		size_t equals = span_find_char(field, '=');

		if (field.len &&
		    !account_field_set(entry, span_first(field, equals),
				       span_from(field, equals + 1), err))
			return false;
	}
	return true;
}

bool account_passwdfile_parse(struct span line, const char *scheme,
			      struct account_entry *entry, struct err *err)
{
	static const char *const names[] = { "uid", "gid", NULL, "home", NULL };
	struct span rest = line, field;

	span_cut(&rest, ':', &field); /* the user */
	if (span_cut(&rest, ':', &field) &&
	    !take_password(field, scheme, entry, err))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (!span_cut(&rest, ':', &field))
			return true;
		if (field.len && names[i] &&
		    !account_field_set(entry, span_of(names[i]), field, err))
			return false;
	}
	/* A colon may stand in the fields: an IPv6 network does. */
	return !rest.ptr || take_extra(rest, entry, err);
}

/* ---- as a source ---- */

static bool passwdfile_open(const struct config *config,
			    const struct config_source *section,
			    struct account_source **out, struct err *err)
{
	struct passwdfile *p;

	if (section->file[0] != '/')
		return err_set(err, ERR_SYNTAX,
			       "%s:%u: file has to be an absolute path",
			       config->file ? config->file : "", section->line);
	p = x_calloc(1, sizeof(*p));
	p->source.kind = &account_passwdfile_kind;
	p->source.section = section;
	p->config = config;
	p->lines = account_lines_join(
		section, &(struct account_lines_form){
				 .key = account_passwdfile_key,
				 .bytes_max = section->file_max << 20 });
	buf_init(&p->line, LINE_MAX_BYTES);
	*out = &p->source;
	return true;
}

static void passwdfile_close(struct account_source *source)
{
	struct passwdfile *p = (struct passwdfile *)source;

	account_lines_leave(&p->lines);
	crypto_secret_wipe_buf(&p->line);
	buf_release(&p->line);
	free(p);
}

/* A domain that no file was made for has no users; but where the folder of the
 * files is away too, who knows. */
static bool no_file(const char *pattern, struct err *err)
{
	struct span fixed = span_of(pattern);
	auto_free char *folder = NULL;

	fixed = span_first(fixed, span_find_char(fixed, '%'));
	while (fixed.len && fixed.ptr[fixed.len - 1] != '/')
		fixed.len--;
	folder = x_span_dup(fixed);
	if (fixed.len == strlen(pattern) || !strchr(pattern, '%') ||
	    access(folder, F_OK) != 0)
		return account_field_temp(err, "%s", err->text);
	return err_set(err, ERR_NOTFOUND, "no such domain");
}

static bool find(struct passwdfile *p, const char *user, struct err *err)
{
	const struct config_source *section = p->source.section;
	auto_buf struct buf path, key;
	struct span local, domain;

	account_split(user, &local, &domain);
	if (!domain.len && strstr(section->file, "%d"))
		return err_set(err, ERR_NOTFOUND, "no domain");
	buf_init(&path, 4096);
	buf_init(&key, 512);
	if (!account_expand(section->file, user, NULL, &path, err) ||
	    !account_expand(section->user_format, user, NULL, &key, err))
		return account_field_temp(err, "%s", err->text);
	if (account_lines_find(p->lines, buf_str(&path), buf_span(&key),
			       &p->line, err))
		return true;
	return err->kind == ERR_GONE ? no_file(section->file, err) : false;
}

static bool read_line(struct passwdfile *p, const char *user,
		      struct account_entry *out, struct err *err)
{
	const struct config_source *section = p->source.section;

	account_field_begin(out, user);
	return account_passwdfile_parse(buf_span(&p->line),
					section->default_scheme, out, err) &&
	       account_field_place(out, p->config, section, err);
}

static bool passwdfile_lookup(struct account_source *source,
			      const struct account_query *query,
			      struct account_entry *out, struct err *err)
{
	struct passwdfile *p = (struct passwdfile *)source;
	bool found = find(p, query->user, err) &&
		     read_line(p, query->user, out, err);

	crypto_secret_wipe_buf(&p->line);
	return found;
}

static bool passwdfile_next(struct account_source *source, const char *after,
			    struct account_entry *out, struct err *err)
{
	struct passwdfile *p = (struct passwdfile *)source;
	const struct config_source *section = p->source.section;
	auto_free char *last = x_strdup(after);
	char user[sizeof(out->account.user)];
	struct span key;

	if (strchr(section->file, '%') || strcmp(section->user_format, "%u"))
		return err_set(err, ERR_STATE,
			       "files by domain are not listed");
	while (account_lines_next(p->lines, section->file, span_of(last),
				  &p->line, err)) {
		account_passwdfile_key(buf_span(&p->line), &key);
		free(last);
		last = x_span_dup(key);
		if (account_normalize(key, user, sizeof(user)) &&
		    read_line(p, user, out, err))
			return true;
		/* A bad line must not hide those behind it. */
		log_event(LOG_LEVEL_WARN, "account_unusable", "user=%s",
			  LOG_TEXT(key));
	}
	return err->kind == ERR_GONE ? account_field_temp(err, "%s", err->text)
				     : false;
}

static unsigned passwdfile_varies(const struct config_source *section)
{
	(void)section;
	return ACCOUNT_BY_USER;
}

const struct account_source_kind account_passwdfile_kind = {
	.type = "passwd-file",
	.open = passwdfile_open,
	.close = passwdfile_close,
	.lookup = passwdfile_lookup,
	.next = passwdfile_next,
	.varies = passwdfile_varies,
};
