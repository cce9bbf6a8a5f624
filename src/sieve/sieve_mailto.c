/* SPDX-License-Identifier: MIT */
#include "sieve/sieve_mailto.h"

#include "base/auto.h"
#include "base/utf8.h"
#include "sieve/sieve_mail.h"

enum {
	URI_MAX = 65536
};

/* ---- characters ---- */

static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c && strchr("-._~", c));
}

void sieve_mailto_encode(struct span text, struct buf *out)
{
	for (size_t i = 0; i < text.len; i++)
		if (is_unreserved(text.ptr[i]))
			buf_add_char(out, text.ptr[i]);
		else
			buf_add_format(out, "%%%02X",
				       (unsigned char)text.ptr[i]);
}

/* qchar of RFC 6068 2, and what RFC 3986 3.4 has in queries. */
static bool is_plain(char c)
{
	return is_unreserved(c) || (c && strchr("!$'()*+,;:@/?", c));
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = span_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* false: it is not encoded as it has to be, or no UTF-8, or has NULs. */
static bool decode(struct span text, struct buf *out)
{
	buf_init(out, text.len);
	for (size_t i = 0; i < text.len; i++) {
		bool is_coded = text.ptr[i] == '%' && text.len - i > 2;
		int high = is_coded ? hex(text.ptr[i + 1]) : -1;
		int low = is_coded ? hex(text.ptr[i + 2]) : -1;

		if (high >= 0 && low >= 0 && high + low > 0) {
			buf_add_char(out, (char)(high * 16 + low));
			i += 2;
		} else if (is_plain(text.ptr[i])) {
			buf_add_char(out, text.ptr[i]);
		} else {
			return false;
		}
	}
	return utf8_is_valid(buf_span(out));
}

static bool is_one_line(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] < ' ' || text.ptr[i] == 0x7f)
			return false;
	return true;
}

/* ---- parts ---- */

static const char *check_address(struct span text, uint32_t *count)
{
	auto_buf struct buf address = { 0 };

	if (!decode(text, &address))
		return "has characters that are not encoded as a URI";
	if (!sieve_mail_is_address(span_trim(buf_span(&address))))
		return "has a recipient that is no address";
	++*count;
	return NULL;
}

/* Addresses with commas between, which are not encoded where they part them.
 */
static const char *check_addresses(struct span list, uint32_t *count)
{
	const char *why = NULL;
	struct span piece;

	if (!list.len)
		return NULL;
	while (!why && span_cut(&list, ',', &piece))
		why = check_address(piece, count);
	return why;
}

static const char *check_field(struct span pair, uint32_t *count)
{
	size_t equals = span_find_char(pair, '=');
	struct span text = span_from(pair, equals + 1);
	auto_buf struct buf name = { 0 };
	auto_buf struct buf value = { 0 };

	if (equals >= pair.len)
		return "has a header field without a value";
	if (!decode(span_first(pair, equals), &name) || !decode(text, &value))
		return "has characters that are not encoded as a URI";
	if (!sieve_mail_is_field_name(buf_span(&name)))
		return "has a name that is no header field's";
	if (span_eq_nocase(buf_span(&name), SPAN("body")))
		return NULL;
	if (!is_one_line(buf_span(&value)))
		return "has a header field of more than a line";
	if (span_eq_nocase(buf_span(&name), SPAN("to")) ||
	    span_eq_nocase(buf_span(&name), SPAN("cc")) ||
	    span_eq_nocase(buf_span(&name), SPAN("bcc")))
		return check_addresses(text, count);
	return NULL;
}

const char *sieve_mailto_complaint(struct span uri, uint32_t *out_recipients)
{
	struct span scheme = SPAN("mailto:");
	struct span rest = span_from(uri, scheme.len);
	size_t mark = span_find_char(rest, '?');
	struct span fields = span_from(rest, mark + 1);
	const char *why = NULL;
	struct span pair;

	*out_recipients = 0;
	if (!span_starts_nocase(uri, scheme))
		return "is of no method that is supported";
	if (uri.len > URI_MAX)
		return "is too long";
	why = check_addresses(span_first(rest, mark), out_recipients);
	if (!why && mark + 1 == rest.len)
		why = "ends where a header field should be";
	while (!why && mark < rest.len && span_cut(&fields, '&', &pair))
		why = check_field(pair, out_recipients);
	if (!why && !*out_recipients)
		why = "names no recipient";
	return why;
}
