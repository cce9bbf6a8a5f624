/* SPDX-License-Identifier: MIT */
#include "account/account_ldap_entry.h"

#include <stdlib.h>

#include "account/account_field.h"
#include "account/account_ldap_conn.h"
#include "account/account_ldap_extra.h"
#include "account/account_ldap_value.h"
#include "base/auto.h"
#include "base/num.h"
#include "base/x.h"
#include "crypto/crypto_password.h"
#include "crypto/crypto_secret.h"

/* ---- what is asked for ---- */

static void add_names(char **list, size_t *count, size_t max, const char *names)
{
	struct span rest = span_of(names);
	struct span name;

	while (span_cut(&rest, ' ', &name))
		if (name.len && *count < max)
			list[(*count)++] = x_span_dup(name);
}

char **account_ldap_entry_attributes(const struct account_ldap_entry_rules *r,
				     enum account_ldap_entry_ask ask)
{
	enum {
		NAMES_MAX = 2 * ACCOUNT_LDAP_ATTRS + 8
	};
	char **list = x_calloc(NAMES_MAX + 1, sizeof(*list));
	size_t count = 0;

	for (unsigned i = 0; i < ACCOUNT_LDAP_ATTRS; i++)
		if (i != ACCOUNT_LDAP_PASSWORD ||
		    ask == ACCOUNT_LDAP_ASK_HASHES)
			add_names(list, &count, NAMES_MAX, r->preset.attr[i]);
	return list;
}

void account_ldap_entry_attributes_free(char ***attributes)
{
	for (char **name = *attributes; name && *name; name++)
		free(*name);
	free(*attributes);
	*attributes = NULL;
}

/* ---- the user ---- */

/* ERR_NOTFOUND: the entry has no such attribute. */
static bool named_user(LDAP *ld, LDAPMessage *message, struct span name,
		       char *out, size_t size, struct err *err)
{
	auto_free char *attr = x_span_dup(name);

	if (!account_ldap_value_text(ld, message, attr, out, size, err))
		return false;
	return *out || err_set(err, ERR_NOTFOUND, "%s", attr);
}

bool account_ldap_entry_user(const struct account_ldap_entry_rules *rules,
			     LDAP *ld, LDAPMessage *message, struct span domain,
			     struct account *out, struct err *err)
{
	struct span names = span_of(rules->preset.attr[ACCOUNT_LDAP_USER]);
	struct span name;
	char text[sizeof(out->user)] = "";
	char full[2 * sizeof(out->user)];

	while (!*text && span_cut(&names, ' ', &name))
		if (!named_user(ld, message, name, text, sizeof(text), err) &&
		    err->kind != ERR_NOTFOUND)
			return false;
	if (!*text)
		return account_ldap_conn_temp(
			err, "no user name (%s)",
			rules->preset.attr[ACCOUNT_LDAP_USER]);
	snprintf(full, sizeof(full), "%s", text);
	if (domain.len && !strchr(text, '@'))
		snprintf(full, sizeof(full), "%s@%.*s", text, SPAN_ARG(domain));
	return account_normalize(span_of(full), out->user, sizeof(out->user)) ||
	       account_ldap_conn_temp(err, "not a user name");
}

/* ---- the place ---- */

static bool is_path(struct span path)
{
	struct span part;

	for (size_t i = 0; i < path.len; i++)
		if ((unsigned char)path.ptr[i] < 32 || path.ptr[i] == 127)
			return false;
	while (span_cut(&path, '/', &part))
		if (span_eq(part, SPAN("..")))
			return false;
	return true;
}

/* A template that stands for the path itself. */
static void add_literal(struct buf *out, const char *path)
{
	for (const char *p = path; *p; p++) {
		if (*p == '%')
			buf_add_char(out, '%');
		buf_add_char(out, *p);
	}
}

/* A relative store lies in the home, without one below store_prefix. */
static bool place_store(const struct account_ldap_entry_rules *rules,
			const char *home, const char *store, struct buf *out,
			struct err *err)
{
	const char *above = *home ? home : rules->section->store_prefix;

	if (*store != '/' && *above != '/')
		return account_ldap_conn_temp(
			err, "relative mail store without store_prefix");
	if (*store != '/') {
		add_literal(out, above);
		buf_add_char(out, '/');
	}
	add_literal(out, store);
	return !out->full || account_ldap_conn_temp(err, "path too long");
}

static bool take_place(const struct account_ldap_entry_rules *rules, LDAP *ld,
		       LDAPMessage *message, struct account *account,
		       struct err *err)
{
	const char *const *attr = rules->preset.attr;
	char home[sizeof(account->home)];
	char store[sizeof(account->mail)];
	auto_buf struct buf home_is;
	auto_buf struct buf mail_is;

	buf_init(&home_is, sizeof(home) * 2);
	buf_init(&mail_is, sizeof(home) * 4);
	if (!account_ldap_value_text(ld, message, attr[ACCOUNT_LDAP_HOME], home,
				     sizeof(home), err) ||
	    !account_ldap_value_text(ld, message, attr[ACCOUNT_LDAP_STORE],
				     store, sizeof(store), err))
		return false;
	if (!is_path(span_of(home)) || !is_path(span_of(store)) ||
	    (*home && *home != '/'))
		return account_ldap_conn_temp(err, "unusable path");
	add_literal(&home_is, home);
	if (*store && !place_store(rules, home, store, &mail_is, err))
		return false;
	if (!*home && *store)
		buf_add(&home_is, buf_span(&mail_is));
	return account_place(account,
			     home_is.len ? buf_str(&home_is) : rules->mail_home,
			     mail_is.len ? buf_str(&mail_is) : rules->mail_dir,
			     err) ||
	       account_ldap_conn_temp(err, "%s", err->text);
}

/* ---- numbers ---- */

/* One outside the accepted range is not followed, as with qmail-ldap: an
 * entry must not make us root. */
static bool take_id(const struct account_ldap_entry_rules *rules, LDAP *ld,
		    LDAPMessage *message, const char *attr, uint64_t preset,
		    uint32_t *out, struct err *err)
{
	uint64_t id;

	if (!account_ldap_value_number(ld, message, attr, UINT64_MAX, &id, err))
		return false;
	if (id < rules->section->uid_min || id > rules->preset.uid_max)
		id = preset ? preset : UINT32_MAX;
	*out = (uint32_t)id;
	return true;
}

static bool take_quota_text(LDAP *ld, LDAPMessage *message, const char *attr,
			    struct account_entry *out, struct err *err)
{
	char text[64];

	return account_ldap_value_text(ld, message, attr, text, sizeof(text),
				       err) &&
	       account_field_maildirquota(out, span_of(text), err);
}

static bool take_quota(const char *const *attr, LDAP *ld, LDAPMessage *message,
		       struct account_entry *out, struct err *err)
{
	struct account *a = &out->account;
	uint64_t bytes, messages;

	if (!take_quota_text(ld, message, attr[ACCOUNT_LDAP_QUOTA], out, err) ||
	    !account_ldap_value_number(ld, message,
				       attr[ACCOUNT_LDAP_QUOTA_BYTES],
				       INT64_MAX, &bytes, err) ||
	    !account_ldap_value_number(ld, message,
				       attr[ACCOUNT_LDAP_QUOTA_MESSAGES],
				       UINT32_MAX, &messages, err) ||
	    !account_ldap_value_number(ld, message,
				       attr[ACCOUNT_LDAP_MESSAGE_BYTES],
				       INT64_MAX, &a->message_bytes, err))
		return false;
	if (bytes)
		a->quota_bytes = bytes;
	if (messages)
		a->quota_messages = (uint32_t)messages;
	return true;
}

/* An unknown word counts as active, as with qmail-ldap. */
static bool take_state(LDAP *ld, LDAPMessage *message, const char *attr,
		       uint32_t *out, struct err *err)
{
	char word[32];
	enum account_state state = ACCOUNT_ACTIVE;

	if (!account_ldap_value_text(ld, message, attr, word, sizeof(word),
				     err))
		return false;
	for (char *p = word; *p; p++)
		*p = span_lower(*p);
	*out = account_state_parse(span_of(word), &state) ? state
							  : ACCOUNT_ACTIVE;
	return true;
}

/* cn often has several values; for a name that is no trouble. */
static void take_name(LDAP *ld, LDAPMessage *message, const char *attr,
		      char *out, size_t size)
{
	struct err ignored;

	if (!account_ldap_value_text(ld, message, attr, out, size, &ignored))
		out[0] = '\0';
}

bool account_ldap_entry_take(const struct account_ldap_entry_rules *rules,
			     LDAP *ld, LDAPMessage *message, struct span domain,
			     struct account_entry *out, struct err *err)
{
	const char *const *attr = rules->preset.attr;
	const struct config_source *section = rules->section;
	struct account *a = &out->account;

	*out = (struct account_entry){ .account = { .uid = UINT32_MAX,
						    .gid = UINT32_MAX } };
	take_name(ld, message, attr[ACCOUNT_LDAP_NAME], out->name,
		  sizeof(out->name));
	return account_ldap_entry_user(rules, ld, message, domain, a, err) &&
	       take_place(rules, ld, message, a, err) &&
	       take_id(rules, ld, message, attr[ACCOUNT_LDAP_UID],
		       section->default_uid, &a->uid, err) &&
	       take_id(rules, ld, message, attr[ACCOUNT_LDAP_GID],
		       section->default_gid, &a->gid, err) &&
	       take_quota(attr, ld, message, out, err) &&
	       take_state(ld, message, attr[ACCOUNT_LDAP_STATE], &a->state,
			  err) &&
	       account_ldap_extra_take(&rules->preset, ld, message, out, err);
}

/* ---- passwords ---- */

/* vpopmail labels crypt(3) strings {MD5}; no base64 begins with a dollar. */
static struct span without_label(struct span value)
{
	return span_starts_nocase(value, SPAN("{MD5}$")) ? span_from(value, 5)
							 : value;
}

bool account_ldap_entry_apop(const struct account_ldap_entry_rules *rules,
			     LDAP *ld, LDAPMessage *message,
			     struct account_entry *out, struct err *err)
{
	struct berval **values = account_ldap_value_all(
		ld, message, rules->preset.attr[ACCOUNT_LDAP_APOP_SECRET]);
	bool good = !values || !values[0] ||
		    account_field_apop(out, account_ldap_value_span(values[0]),
				       err);

	account_ldap_value_forget(values);
	return good;
}

void account_ldap_entry_password(const struct account_ldap_entry_rules *rules,
				 LDAP *ld, LDAPMessage *message,
				 char out[ACCOUNT_PASSWORD_MAX])
{
	const char *const *attr = rules->preset.attr;
	struct berval **clear = account_ldap_value_all(
		ld, message, attr[ACCOUNT_LDAP_CLEAR_PASSWORD]);
	struct berval **stored = account_ldap_value_all(
		ld, message, attr[ACCOUNT_LDAP_PASSWORD]);
	struct span text = { NULL, 0 };
	const char *scheme = "PLAIN";
	int len;

	if (clear && clear[0] && clear[0]->bv_len) {
		text = account_ldap_value_span(clear[0]);
	} else if (stored && stored[0]) {
		text = without_label(account_ldap_value_span(stored[0]));
		scheme = text.len && (*text.ptr == '{' || *text.ptr == '$')
				 ? ""
				 : rules->section->default_scheme;
	}
	len = snprintf(out, ACCOUNT_PASSWORD_MAX,
		       *scheme ? "{%s}%.*s" : "%s%.*s", scheme, SPAN_ARG(text));
	if (text.len == 0 || len >= ACCOUNT_PASSWORD_MAX ||
	    span_find_char(text, '\0') < text.len)
		crypto_secret_wipe(out, ACCOUNT_PASSWORD_MAX);
	account_ldap_value_forget(clear);
	account_ldap_value_forget(stored);
}

static size_t count(struct berval **values)
{
	size_t n = 0;

	while (values && values[n])
		n++;
	return n;
}

static bool is_clear(struct berval **values, struct span password)
{
	bool right = false;

	for (size_t i = 0; values && values[i]; i++)
		right |= crypto_secret_eq(account_ldap_value_span(values[i]),
					  password);
	return right;
}

static bool is_stored(const struct account_ldap_entry_rules *rules,
		      struct berval **values, const char *user,
		      struct span password, bool *judged)
{
	bool right = false;

	for (size_t i = 0; values && values[i] && !right; i++) {
		const struct crypto_stored stored = {
			.text = without_label(
				account_ldap_value_span(values[i])),
			.scheme = rules->section->default_scheme,
			.user = span_of(user),
		};
		enum crypto_password verdict =
			crypto_password_verify(&stored, password);

		right = verdict == CRYPTO_PASSWORD_RIGHT;
		*judged = *judged || verdict != CRYPTO_PASSWORD_UNUSABLE;
	}
	return right;
}

enum account_ldap_entry_proof
account_ldap_entry_proves(const struct account_ldap_entry_rules *rules,
			  LDAP *ld, LDAPMessage *message, const char *user,
			  struct span password)
{
	const char *const *attr = rules->preset.attr;
	struct berval **clear = account_ldap_value_all(
		ld, message, attr[ACCOUNT_LDAP_CLEAR_PASSWORD]);
	struct berval **stored = account_ldap_value_all(
		ld, message, attr[ACCOUNT_LDAP_PASSWORD]);
	enum account_ldap_entry_proof proof = ACCOUNT_LDAP_PROOF_OPEN;
	bool judged = count(clear) > 0;

	if (count(clear) + count(stored) > 1) {
		bool right = password.len && (is_clear(clear, password) ||
					      is_stored(rules, stored, user,
							password, &judged));

		proof = right    ? ACCOUNT_LDAP_PROOF_RIGHT
			: judged ? ACCOUNT_LDAP_PROOF_WRONG
				 : ACCOUNT_LDAP_PROOF_OPEN;
	}
	account_ldap_value_forget(clear);
	account_ldap_value_forget(stored);
	return proof;
}
