/* SPDX-License-Identifier: MIT */
/*
 * Text that goes into a record is copied whole or not at all: a path cut in
 * the middle would be somebody else's path.
 */
#include "account/account.h"

#include <string.h>

#include "account/account_wire.h"
#include "base/auto.h"
#include "base/num.h"

static const char *const state_names[] = {
	[ACCOUNT_ACTIVE] = "active",
	[ACCOUNT_NOACCESS] = "noaccess",
	[ACCOUNT_DISABLED] = "disabled",
	[ACCOUNT_DELETED] = "deleted",
};

const char *account_state_name(enum account_state state)
{
	return (size_t)state < ARRAY_LEN(state_names) ? state_names[state]
						      : "unknown";
}

bool account_state_parse(struct span name, enum account_state *out)
{
	for (size_t i = 0; i < ARRAY_LEN(state_names); i++) {
		if (span_eq(name, span_of(state_names[i]))) {
			*out = (enum account_state)i;
			return true;
		}
	}
	return false;
}

static bool is_name_char(char c)
{
	unsigned char byte = (unsigned char)c;

	return byte > 32 && byte != 127 && c != '/';
}

/* A part of a name becomes a folder: neither "" nor ".", "..", ".hidden". */
static bool is_part(struct span part)
{
	return part.len > 0 && part.ptr[0] != '.';
}

bool account_normalize(struct span name, char *out, size_t size)
{
	size_t at;

	name = span_trim(name);
	if (name.len >= size)
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (!is_name_char(name.ptr[i]))
			return false;
	at = span_find_char(name, '@');
	if (!is_part(span_first(name, at)))
		return false;
	if (at < name.len) {
		struct span domain = span_from(name, at + 1);

		if (!is_part(domain) ||
		    span_find_char(domain, '@') < domain.len)
			return false;
	}
	for (size_t i = 0; i < name.len; i++)
		out[i] = span_lower(name.ptr[i]);
	out[name.len] = '\0';
	return true;
}

void account_split(const char *user, struct span *out_local,
		   struct span *out_domain)
{
	struct span name = span_of(user);
	size_t at = span_find_char(name, '@');

	*out_local = span_first(name, at);
	*out_domain = span_from(name, at + 1);
}

static bool expand_one(char letter, const char *user, const char *home,
		       struct buf *out)
{
	struct span local, domain;

	account_split(user, &local, &domain);
	switch (letter) {
	case '%':
		buf_add_char(out, '%');
		return true;
	case 'u':
		buf_add_str(out, user);
		return true;
	case 'n':
		buf_add(out, local);
		return true;
	case 'd':
		buf_add(out, domain);
		return true;
	case 'h':
		if (!home)
			return false;
		buf_add_str(out, home);
		return true;
	default:
		return false;
	}
}

bool account_expand(const char *pattern, const char *user, const char *home,
		    struct buf *out, struct err *err)
{
	for (const char *p = pattern; *p; p++) {
		if (*p != '%')
			buf_add_char(out, *p);
		else if (!expand_one(*++p, user, home, out))
			return err_set(err, ERR_SYNTAX,
				       "unknown %% in the template \"%s\"",
				       pattern);
	}
	if (out->full)
		return err_set(err, ERR_LIMIT, "\"%s\" becomes too long",
			       pattern);
	return true;
}

/* One slash for "//" (a user without a domain), none at the end. */
static void tidy_path(char *path)
{
	size_t to = 0;

	for (size_t i = 0; path[i]; i++)
		if (path[i] != '/' || to == 0 || path[to - 1] != '/')
			path[to++] = path[i];
	if (to > 1 && path[to - 1] == '/')
		to--;
	path[to] = '\0';
}

static bool expand_path(const char *pattern, const char *user, const char *home,
			char *out, size_t size, struct err *err)
{
	auto_buf struct buf text;

	buf_init(&text, size - 1);
	if (!account_expand(pattern, user, home, &text, err))
		return false;
	if (buf_str(&text)[0] != '/')
		return err_set(err, ERR_SYNTAX, "\"%s\" is no absolute path",
			       pattern);
	snprintf(out, size, "%s", buf_str(&text));
	tidy_path(out);
	return true;
}

bool account_place(struct account *account, const char *home, const char *mail,
		   struct err *err)
{
	return expand_path(home, account->user, NULL, account->home,
			   sizeof(account->home), err) &&
	       expand_path(mail, account->user, account->home, account->mail,
			   sizeof(account->mail), err);
}

static void write_text(struct buf *out, const char *key, const char *value)
{
	if (!value[0])
		return;
	buf_add_char(out, '\t');
	buf_add_str(out, key);
	account_wire_escape(out, span_of(value));
}

static void write_number(struct buf *out, const char *key, uint64_t value,
			 uint64_t unset)
{
	if (value == unset)
		return;
	buf_add_char(out, '\t');
	buf_add_str(out, key);
	buf_add_u64(out, value);
}

void account_write(const struct account *account, struct buf *out)
{
	account_wire_escape(out, span_of(account->user));
	write_number(out, "uid=", account->uid, UINT32_MAX);
	write_number(out, "gid=", account->gid, UINT32_MAX);
	write_text(out, "home=", account->home);
	write_text(out, "mail=", account->mail);
	write_text(out, "state=",
		   account_state_name((enum account_state)account->state));
	write_number(out, "quota_bytes=", account->quota_bytes, 0);
	write_number(out, "quota_messages=", account->quota_messages, 0);
	write_number(out, "message_bytes=", account->message_bytes, 0);
	write_text(out, "quota_rules=", account->quota_rules);
	write_text(out, "settings=", account->settings);
}

static bool read_text(struct span escaped, char *out, size_t size,
		      struct err *err)
{
	auto_buf struct buf text;

	buf_init(&text, size - 1);
	account_wire_unescape(&text, escaped);
	if (text.full)
		return err_set(err, ERR_LIMIT, "account field too long");
	if (span_find_char(buf_span(&text), '\0') < text.len)
		return err_set(err, ERR_SYNTAX, "NUL in an account field");
	/* Records travel whole: nothing of an earlier value may stay. */
	memset(out, 0, size);
	memcpy(out, buf_str(&text), text.len);
	return true;
}

static bool read_state(struct span value, uint32_t *out, struct err *err)
{
	enum account_state state;

	if (!account_state_parse(value, &state))
		return err_set(err, ERR_SYNTAX, "unknown account state");
	*out = state;
	return true;
}

static bool read_u32(struct span value, uint32_t *out, struct err *err)
{
	return num_parse_u32(value, 0, UINT32_MAX, out) ||
	       err_set(err, ERR_SYNTAX, "malformed number in an account");
}

static bool read_u64(struct span value, uint64_t *out, struct err *err)
{
	return num_parse_u64(value, 0, UINT64_MAX, out) ||
	       err_set(err, ERR_SYNTAX, "malformed number in an account");
}

static bool read_field(struct span key, struct span value, struct account *a,
		       struct err *err)
{
	if (span_eq(key, SPAN("uid")))
		return read_u32(value, &a->uid, err);
	if (span_eq(key, SPAN("gid")))
		return read_u32(value, &a->gid, err);
	if (span_eq(key, SPAN("home")))
		return read_text(value, a->home, sizeof(a->home), err);
	if (span_eq(key, SPAN("mail")))
		return read_text(value, a->mail, sizeof(a->mail), err);
	if (span_eq(key, SPAN("state")))
		return read_state(value, &a->state, err);
	if (span_eq(key, SPAN("quota_bytes")))
		return read_u64(value, &a->quota_bytes, err);
	if (span_eq(key, SPAN("quota_messages")))
		return read_u32(value, &a->quota_messages, err);
	if (span_eq(key, SPAN("message_bytes")))
		return read_u64(value, &a->message_bytes, err);
	if (span_eq(key, SPAN("quota_rules")))
		return read_text(value, a->quota_rules, sizeof(a->quota_rules),
				 err);
	if (span_eq(key, SPAN("forward")) || span_eq(key, SPAN("delivery")) ||
	    span_eq(key, SPAN("sieve"))) {
		a->has_rules |= value.len > 0;
		return true;
	}
	if (span_eq(key, SPAN("settings")))
		return read_text(value, a->settings, sizeof(a->settings), err);
	return true;
}

bool account_read(struct span line, struct account *out, struct err *err)
{
	struct span field;
	char user[sizeof(out->user)];

	*out = (struct account){ .uid = UINT32_MAX, .gid = UINT32_MAX };
	if (!account_wire_field(&line, &field))
		return err_set(err, ERR_SYNTAX, "empty account");
	if (!read_text(field, user, sizeof(user), err))
		return false;
	if (!account_normalize(span_of(user), out->user, sizeof(out->user)))
		return err_set(err, ERR_SYNTAX, "no user name in an account");
	for (unsigned n = 0; account_wire_field(&line, &field); n++) {
		size_t equals = span_find_char(field, '=');

		if (n == ACCOUNT_WIRE_FIELDS_MAX)
			return err_set(err, ERR_LIMIT, "too many fields");
		if (!read_field(span_first(field, equals),
				span_from(field, equals + 1), out, err))
			return false;
	}
	if (out->home[0] != '/' || out->mail[0] != '/')
		return err_set(err, ERR_SYNTAX, "account without home or mail");
	return true;
}
