/* SPDX-License-Identifier: MIT */
#include "account/account_ldap_extra.h"

#include <stdio.h>

#include "account/account_ldap_conn.h"
#include "account/account_ldap_value.h"
#include "base/auto.h"
#include "base/log.h"

/* vpopmail's flags (vpopmail.h) that close a service here. */
static const struct {
	uint64_t flag;
	uint32_t service;
} vpopmail_flags[] = {
	{ 0x02, ACCOUNT_POP3 },
	{ 0x08, ACCOUNT_IMAP },
	{ 0x10, ACCOUNT_LMTP }, /* BOUNCE_MAIL */
	{ 0x800, ACCOUNT_SMTP },
};

/* Courier's options are numbers or words: 1, yes, true. */
static bool take_switch(LDAP *ld, LDAPMessage *message, const char *attr,
			uint32_t service, uint32_t *closed, struct err *err)
{
	char word[16];

	if (!account_ldap_value_text(ld, message, attr, word, sizeof(word),
				     err))
		return false;
	if (*word && strchr("123456789yYtT", *word))
		*closed |= service;
	return true;
}

static bool take_services(const char *const *attr, LDAP *ld,
			  LDAPMessage *message, uint32_t *closed,
			  struct err *err)
{
	uint64_t flags;

	if (!account_ldap_value_number(ld, message, attr[ACCOUNT_LDAP_FLAGS],
				       UINT64_MAX, &flags, err))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(vpopmail_flags); i++)
		if (flags & vpopmail_flags[i].flag)
			*closed |= vpopmail_flags[i].service;
	return take_switch(ld, message, attr[ACCOUNT_LDAP_CLOSED_IMAP],
			   ACCOUNT_IMAP, closed, err) &&
	       take_switch(ld, message, attr[ACCOUNT_LDAP_CLOSED_POP3],
			   ACCOUNT_POP3, closed, err);
}

/* Words that qmail-ldap no longer follows say nothing. */
static uint32_t delivery_of(struct berval **values)
{
	static const struct {
		struct span word;
		uint32_t flag;
	} words[] = {
		{ SPAN("nolocal"), ACCOUNT_NO_LOCAL },
		{ SPAN("nombox"), ACCOUNT_NO_LOCAL },
		{ SPAN("noforward"), ACCOUNT_NO_FORWARD },
		{ SPAN("noprogram"), ACCOUNT_NO_PROGRAM },
		{ SPAN("reply"), ACCOUNT_REPLY },
	};
	uint32_t flags = 0;

	for (size_t v = 0; values && values[v]; v++)
		for (size_t i = 0; i < ARRAY_LEN(words); i++)
			if (span_eq_nocase(account_ldap_value_span(values[v]),
					   words[i].word))
				flags |= words[i].flag;
	return flags;
}

/* A comma or a control character in an address would make two of it, or
 * another line. */
static bool is_address(struct span address)
{
	for (size_t i = 0; i < address.len; i++)
		if (address.ptr[i] == ',' ||
		    (unsigned char)address.ptr[i] <= 32 ||
		    address.ptr[i] == 127)
			return false;
	return address.len > 0;
}

static bool join(struct berval **values, const char *attr, char *out,
		 size_t size, struct err *err)
{
	auto_buf struct buf text;

	buf_init(&text, size - 1);
	for (size_t i = 0; values && values[i]; i++) {
		struct span address = account_ldap_value_span(values[i]);

		if (!is_address(address))
			return account_ldap_conn_temp(err, "%s is no address",
						      attr);
		if (i > 0)
			buf_add_char(&text, ',');
		buf_add(&text, address);
	}
	if (text.full)
		return account_ldap_conn_temp(err, "too many values of %s",
					      attr);
	snprintf(out, size, "%s", buf_str(&text));
	return true;
}

static bool take_forward(const char *attr, LDAP *ld, LDAPMessage *message,
			 struct account_entry *out, struct err *err)
{
	struct berval **values = account_ldap_value_all(ld, message, attr);
	bool good = join(values, attr, out->forward, sizeof(out->forward), err);

	ldap_value_free_len(values);
	return good;
}

/* A text that is too long must not hold up the mail. */
static void take_long(const char *attr, LDAP *ld, LDAPMessage *message,
		      const struct account_entry *entry, char *out, size_t size)
{
	struct err err;

	if (account_ldap_value_text(ld, message, attr, out, size, &err))
		return;
	out[0] = '\0';
	log_err(LOG_LEVEL_WARN, "account_text", &err, "user=%s attribute=%s",
		LOG_TEXT(span_of(entry->account.user)), attr);
}

static bool has(LDAP *ld, LDAPMessage *message, const char *attr)
{
	struct berval **values = account_ldap_value_all(ld, message, attr);
	bool found = values && values[0];

	ldap_value_free_len(values);
	return found;
}

static bool take_delivery(const char *const *attr, LDAP *ld,
			  LDAPMessage *message, struct account_entry *out,
			  struct err *err)
{
	struct berval **modes = account_ldap_value_all(
		ld, message, attr[ACCOUNT_LDAP_DELIVERY]);

	out->delivery = delivery_of(modes);
	ldap_value_free_len(modes);
	if (!take_forward(attr[ACCOUNT_LDAP_FORWARD], ld, message, out, err))
		return false;
	/* Forwards but no place for mail: it is forwarded only. */
	if (*out->forward && !has(ld, message, attr[ACCOUNT_LDAP_HOME]) &&
	    !has(ld, message, attr[ACCOUNT_LDAP_STORE]))
		out->delivery |= ACCOUNT_NO_LOCAL;
	if (out->delivery & ACCOUNT_REPLY)
		take_long(attr[ACCOUNT_LDAP_REPLY], ld, message, out,
			  out->reply, sizeof(out->reply));
	take_long(attr[ACCOUNT_LDAP_SIEVE], ld, message, out, out->sieve,
		  sizeof(out->sieve));
	return true;
}

bool account_ldap_extra_take(const struct account_ldap_preset *preset, LDAP *ld,
			     LDAPMessage *message, struct account_entry *out,
			     struct err *err)
{
	const char *const *attr = preset->attr;
	uint64_t purge;

	if (!take_services(attr, ld, message, &out->closed_services, err) ||
	    !account_ldap_value_number(ld, message, attr[ACCOUNT_LDAP_PURGE],
				       INT64_MAX, &purge, err))
		return false;
	out->purge_time = (int64_t)purge;
	return account_ldap_value_text(ld, message, attr[ACCOUNT_LDAP_HOST],
				       out->host, sizeof(out->host), err) &&
	       take_delivery(attr, ld, message, out, err);
}
