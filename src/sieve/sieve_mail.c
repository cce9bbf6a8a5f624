/* SPDX-License-Identifier: MIT */
#include "sieve/sieve_mail.h"

#include "base/utf8.h"
#include "mime/mime_address.h"

enum {
	ADDRESS_MAX = 320 /* RFC 3696 3: 64 + 1 + 255 */
};

static bool is_atom_char(char c)
{
	return (unsigned char)c > ' ' && c != 0x7f &&
	       !strchr("()<>[]:;@\\,\".", c);
}

/* Atoms with single dots between them. */
static bool is_dot_atom(struct span text)
{
	char before = '.';

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '.' ? before == '.'
				       : !is_atom_char(text.ptr[i]))
			return false;
		before = text.ptr[i];
	}
	return before != '.';
}

/* Length of the quoted string that text begins with; 0: it has no end. */
static size_t quoted_length(struct span text)
{
	for (size_t i = 1; i < text.len; i++) {
		if ((unsigned char)text.ptr[i] < ' ' || text.ptr[i] == 0x7f)
			return 0;
		if (text.ptr[i] == '"')
			return i + 1;
		i += text.ptr[i] == '\\';
	}
	return 0;
}

/* An address literal; what is in it the mail system has to know. */
static bool is_literal(struct span domain)
{
	if (domain.len < 3 || domain.ptr[0] != '[' ||
	    domain.ptr[domain.len - 1] != ']')
		return false;
	for (size_t i = 1; i < domain.len - 1; i++)
		if ((unsigned char)domain.ptr[i] <= ' ' ||
		    strchr("[]\\\x7f", domain.ptr[i]))
			return false;
	return true;
}

bool sieve_mail_is_address(struct span text)
{
	size_t at;
	bool local_fits;
	struct span domain;

	if (text.len == 0 || text.len > ADDRESS_MAX || !utf8_is_valid(text))
		return false;
	if (text.ptr[0] == '"') {
		at = quoted_length(text);
		local_fits = at > 0;
	} else {
		at = span_find_char(text, '@');
		local_fits = is_dot_atom(span_first(text, at));
	}
	domain = span_from(text, at + 1);
	return local_fits && at < text.len && text.ptr[at] == '@' &&
	       (is_dot_atom(domain) || is_literal(domain));
}

/* The local part has lost its quotes. */
static bool is_mailbox(const struct mime_address *a)
{
	return a->kind == MIME_ADDRESS_MAILBOX && a->mailbox.len &&
	       a->mailbox.len + a->host.len < ADDRESS_MAX && a->host.len &&
	       (is_dot_atom(a->host) || is_literal(a->host));
}

bool sieve_mail_is_mailbox_list(struct span text)
{
	struct mime_address_parser parser;
	struct mime_address a;
	bool good = true;
	size_t count = 0;

	if (!utf8_is_valid(text))
		return false;
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] < ' ' || text.ptr[i] == 0x7f)
			return false;
	mime_address_init(&parser, text);
	while (good && mime_address_next(&parser, &a)) {
		good = is_mailbox(&a);
		count++;
	}
	mime_address_release(&parser);
	return good && count;
}

/* Words and quoted strings, with blanks and the dots of initials. */
static bool is_phrase(struct span text)
{
	while (text.len) {
		size_t len = 1;

		if (text.ptr[0] == '"')
			len = quoted_length(text);
		else if (!strchr(" \t.", text.ptr[0]) &&
			 !is_atom_char(text.ptr[0]))
			return false;
		if (len == 0)
			return false;
		text = span_from(text, len);
	}
	return true;
}

bool sieve_mail_read_address(struct span text, struct span *out)
{
	size_t start = text.len;

	*out = text;
	if (text.len && text.ptr[text.len - 1] == '>') {
		while (start > 0 && text.ptr[start - 1] != '<')
			start--;
		if (start == 0 || !is_phrase(span_first(text, start - 1)))
			return false;
		*out = span_make(text.ptr + start, text.len - start - 1);
	}
	return sieve_mail_is_address(*out);
}

bool sieve_mail_is_field_name(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] <= ' ' || text.ptr[i] == 0x7f ||
		    text.ptr[i] == ':')
			return false;
	return text.len > 0;
}
