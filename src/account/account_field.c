/* SPDX-License-Identifier: MIT */
#include "account/account_field.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/auto.h"
#include "base/num.h"

bool account_field_temp(struct err *err, const char *format, ...)
{
	char text[sizeof(err->detail)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	err_set(err, ERR_TEMP, "Temporary failure");
	return err_detail(err, "%s", text);
}

void account_field_begin(struct account_entry *entry, const char *user)
{
	*entry = (struct account_entry){ .account = { .uid = UINT32_MAX,
						      .gid = UINT32_MAX } };
	snprintf(entry->account.user, sizeof(entry->account.user), "%s", user);
}

static bool is_text(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] < 32 || s.ptr[i] == 127)
			return false;
	return true;
}

bool account_field_text(char *out, size_t size, struct span text,
			const char *what, struct err *err)
{
	if (text.len >= size || !is_text(text))
		return account_field_temp(err, "unusable %s", what);
	memset(out, 0, size);
	if (text.len)
		memcpy(out, text.ptr, text.len);
	return true;
}

bool account_field_password(struct account_entry *entry, struct span stored,
			    const char *scheme, struct err *err)
{
	int len;

	entry->password[0] = '\0';
	if (!stored.len)
		return true;
	if (!is_text(stored))
		return account_field_temp(err, "unusable password");
	/* What begins with "$" says itself what it is. */
	len = stored.ptr[0] == '{' || stored.ptr[0] == '$' || !scheme[0]
		      ? snprintf(entry->password, sizeof(entry->password),
				 "%.*s", SPAN_ARG(stored))
		      : snprintf(entry->password, sizeof(entry->password),
				 "{%s}%.*s", scheme, SPAN_ARG(stored));
	if ((size_t)len < sizeof(entry->password))
		return true;
	entry->password[0] = '\0';
	return account_field_temp(err, "password too long");
}

bool account_field_apop(struct account_entry *entry, struct span stored,
			struct err *err)
{
	int len;

	entry->apop_secret[0] = '\0';
	if (!stored.len)
		return true;
	len = snprintf(entry->apop_secret, sizeof(entry->apop_secret), "%s%.*s",
		       stored.ptr[0] == '{' ? "" : "{PLAIN}", SPAN_ARG(stored));
	if (is_text(stored) && (size_t)len < sizeof(entry->apop_secret))
		return true;
	entry->apop_secret[0] = '\0';
	return account_field_temp(err, "unusable apop_secret");
}

/* ---- quotas ---- */

/* "1000S" or "20C". */
static bool take_limit(struct account *a, struct span part)
{
	struct span number = span_first(part, part.len ? part.len - 1 : 0);

	if (span_ends(part, SPAN("S")))
		return num_parse_u64(number, 0, INT64_MAX, &a->quota_bytes);
	return span_ends(part, SPAN("C")) &&
	       num_parse_u32(number, 0, UINT32_MAX, &a->quota_messages);
}

bool account_field_maildirquota(struct account_entry *entry, struct span quota,
				struct err *err)
{
	struct account *a = &entry->account;
	struct span rest = quota, part;
	bool good = true;

	if (!quota.len || span_eq(quota, SPAN("NOQUOTA")))
		return true;
	/* vpopmail before Maildir++: bytes, also 10K and 5MB. */
	if (num_parse_size(
		    span_first(quota, quota.len - span_ends(quota, SPAN("B"))),
		    &a->quota_bytes))
		return a->quota_bytes <= INT64_MAX ||
		       account_field_temp(err, "quota too large");
	while (good && span_cut(&rest, ',', &part))
		good = take_limit(a, span_trim(part));
	return good || account_field_temp(err, "unusable quota \"%.*s\"",
					  SPAN_ARG(span_first(quota, 100)));
}

static bool add_rule(struct account *a, struct span rule, struct err *err)
{
	size_t len = strlen(a->quota_rules);
	int added;

	if (!is_text(rule) || span_find_char(rule, ',') < rule.len)
		return account_field_temp(err, "unusable quota rule");
	added = snprintf(a->quota_rules + len, sizeof(a->quota_rules) - len,
			 "%s%.*s", len ? "," : "", SPAN_ARG(rule));
	if ((size_t)added < sizeof(a->quota_rules) - len)
		return true;
	a->quota_rules[len] = '\0';
	return account_field_temp(err, "too many quota rules");
}

static bool set_bytes(struct account *a, struct span value, struct err *err)
{
	return (num_parse_size(value, &a->quota_bytes) &&
		a->quota_bytes <= INT64_MAX) ||
	       account_field_temp(err, "unusable quota");
}

/* ---- fields ---- */

static bool set_id(uint32_t *out, struct span value, struct err *err)
{
	return num_parse_u32(value, 0, UINT32_MAX - 1, out) ||
	       account_field_temp(err, "uid or gid is no number");
}

static bool set_user(struct account *a, struct span value, struct err *err)
{
	return account_normalize(value, a->user, sizeof(a->user)) ||
	       account_field_temp(err, "not a user name");
}

static bool set_count(struct account *a, struct span value, struct err *err)
{
	return num_parse_u32(value, 0, UINT32_MAX, &a->quota_messages) ||
	       account_field_temp(err, "unusable quota");
}

bool account_field_set(struct account_entry *entry, struct span name,
		       struct span value, struct err *err)
{
	struct account *a = &entry->account;

	if (span_starts(name, SPAN("userdb_")))
		name = span_from(name, 7);
	if (span_eq(name, SPAN("uid")))
		return set_id(&a->uid, value, err);
	if (span_eq(name, SPAN("gid")))
		return set_id(&a->gid, value, err);
	if (span_eq(name, SPAN("home")))
		return account_field_text(a->home, sizeof(a->home), value,
					  "home", err);
	if (span_eq(name, SPAN("mail")))
		return account_field_text(a->mail, sizeof(a->mail), value,
					  "mail location", err);
	if (span_eq(name, SPAN("user")))
		return set_user(a, value, err);
	if (span_starts(name, SPAN("quota_rule")))
		return add_rule(a, value, err);
	if (span_eq(name, SPAN("quota_storage_size")))
		return set_bytes(a, value, err);
	if (span_eq(name, SPAN("quota_message_count")))
		return set_count(a, value, err);
	if (span_eq(name, SPAN("allow_nets")))
		return account_field_text(entry->allow_nets,
					  sizeof(entry->allow_nets), value,
					  "allow_nets", err);
	if (span_eq(name, SPAN("host")))
		return account_field_text(entry->host, sizeof(entry->host),
					  value, "host", err);
	if (span_eq(name, SPAN("apop_secret")))
		return account_field_apop(entry, value, err);
	if (span_eq(name, SPAN("nologin")))
		a->state = ACCOUNT_NOACCESS;
	return true;
}

/* ---- places ---- */

static bool climbs(struct span path)
{
	struct span part;

	while (span_cut(&path, '/', &part))
		if (span_eq(part, SPAN("..")))
			return true;
	return false;
}

/* A path as a template that gives it. */
static void quote(struct buf *out, const char *path)
{
	for (; *path; path++) {
		if (*path == '%')
			buf_add_char(out, '%');
		buf_add_char(out, *path);
	}
}

/* "maildir:~/Maildir:INDEX=/x" becomes "%h/Maildir". */
static bool mail_template(const char *mail, struct buf *out, struct err *err)
{
	struct span rest = span_of(mail), path, word;

	if (span_starts(rest, SPAN("maildir:")))
		rest = span_from(rest, 8);
	span_cut(&rest, ':', &path);
	while (span_cut(&rest, ':', &word))
		if (span_starts(word, SPAN("LAYOUT=")) &&
		    !span_eq(word, SPAN("LAYOUT=maildir++")))
			return account_field_temp(err, "mail layout %.*s",
						  SPAN_ARG(word));
	if (span_starts(path, SPAN("~/"))) {
		buf_add_str(out, "%h");
		path = span_from(path, 1);
	}
	if (!path.len || (path.ptr[0] != '/' && path.ptr[0] != '%'))
		return account_field_temp(err, "mail location \"%s\"", mail);
	buf_add(out, path);
	return true;
}

bool account_field_place(struct account_entry *entry,
			 const struct config *config,
			 const struct config_source *section, struct err *err)
{
	struct account *a = &entry->account;
	auto_buf struct buf home, mail;
	struct err why;

	buf_init(&home, 2 * sizeof(a->home));
	buf_init(&mail, sizeof(a->mail));
	if (a->home[0])
		quote(&home, a->home);
	else
		buf_add_str(&home, *section->mail_home ? section->mail_home
						       : config->mail_home);
	if (a->mail[0] && !mail_template(a->mail, &mail, err))
		return false;
	if (!a->mail[0])
		buf_add_str(&mail, *section->mail_dir ? section->mail_dir
						      : config->mail_dir);
	if (!account_place(a, buf_str(&home), buf_str(&mail), &why))
		return account_field_temp(err, "%s", err_log_text(&why));
	if (climbs(span_of(a->home)) || climbs(span_of(a->mail)))
		return account_field_temp(err, "home or mail with \"..\"");
	return true;
}
