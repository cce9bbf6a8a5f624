/* SPDX-License-Identifier: MIT */
#include "account/account_ldap_text.h"

#include <stdio.h>

#include "account/account.h"

static bool is_plain(char c)
{
	unsigned char byte = (unsigned char)c;

	return byte > 32 && byte < 127;
}

static void add_value(struct buf *out, struct span value, const char *special)
{
	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];

		if (is_plain(c) && !strchr(special, c))
			buf_add_char(out, c);
		else
			buf_add_format(out, "\\%02x", (unsigned char)c);
	}
}

void account_ldap_text_filter_value(struct buf *out, struct span value)
{
	add_value(out, value, "()*\\");
}

void account_ldap_text_dn_value(struct buf *out, struct span value)
{
	add_value(out, value, "\"+,;<=>\\#");
}

static void add(struct buf *out, struct span value, enum account_ldap_text what)
{
	if (what == ACCOUNT_LDAP_TEXT_FILTER)
		account_ldap_text_filter_value(out, value);
	else
		account_ldap_text_dn_value(out, value);
}

bool account_ldap_text_expand(const char *pattern, const char *user,
			      enum account_ldap_text what, struct buf *out,
			      struct err *err)
{
	struct span local, domain;

	account_split(user, &local, &domain);
	for (const char *p = pattern; *p; p++) {
		if (*p != '%')
			buf_add_char(out, *p);
		else if (*++p == 'u')
			add(out, span_of(user), what);
		else if (*p == 'n')
			add(out, local, what);
		else if (*p == 'd')
			add(out, domain, what);
		else if (*p == '%')
			buf_add_char(out, '%');
		else
			return err_set(err, ERR_SYNTAX, "unknown %% in \"%s\"",
				       pattern);
	}
	return !out->full ||
	       err_set(err, ERR_LIMIT, "\"%s\" becomes too long", pattern);
}

/* The next word of a list; false: none. */
static bool next_word(struct span *list, struct span *out)
{
	while (list->len && (list->ptr[0] == ' ' || list->ptr[0] == ','))
		*list = span_from(*list, 1);
	for (out->len = 0, out->ptr = list->ptr; out->len < list->len;
	     out->len++)
		if (list->ptr[out->len] == ' ' || list->ptr[out->len] == ',')
			break;
	*list = span_from(*list, out->len);
	return out->len > 0;
}

bool account_ldap_text_is_domain_list(struct span list)
{
	struct span word;

	while (next_word(&list, &word)) {
		size_t at = span_find_char(word, '=');

		if (at == 0 || at + 1 >= word.len)
			return false;
	}
	return true;
}

bool account_ldap_text_real(struct span list, const char *user, char *out,
			    size_t size)
{
	struct span local, domain, word;
	int len;

	account_split(user, &local, &domain);
	while (domain.len && next_word(&list, &word)) {
		size_t at = span_find_char(word, '=');

		if (!span_eq_nocase(span_first(word, at), domain))
			continue;
		word = span_from(word, at + 1);
		len = snprintf(out, size, "%.*s@%.*s", SPAN_ARG(local),
			       SPAN_ARG(word));
		return len > 0 && (size_t)len < size;
	}
	len = snprintf(out, size, "%s", user);
	return len > 0 && (size_t)len < size;
}

/* The part up to and with the n-th dash; empty for 0. */
static struct span up_to_dash(struct span local, unsigned n)
{
	size_t len = 0;

	for (; n > 0; n--)
		len += span_find_char(span_from(local, len), '-') + 1;
	return span_first(local, len);
}

bool account_ldap_text_catching(const char *user, const char *word,
				unsigned levels, unsigned step, char *out,
				size_t size)
{
	struct span local, domain, head;
	unsigned dashes = 0;
	int len;

	account_split(user, &local, &domain);
	for (size_t i = 0; i < local.len && dashes < levels; i++)
		dashes += local.ptr[i] == '-';
	if (domain.len == 0 || step > dashes)
		return false;
	head = up_to_dash(local, dashes - step);
	len = snprintf(out, size, "%.*s%s@%.*s", SPAN_ARG(head), word,
		       SPAN_ARG(domain));
	return len > 0 && (size_t)len < size;
}
