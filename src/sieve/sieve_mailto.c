/* SPDX-License-Identifier: MIT */
#include "sieve/sieve_mailto.h"

#include "base/auto.h"
#include "base/hex.h"
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

/* false: it is not encoded as it has to be, or no UTF-8, or has NULs. */
static bool decode(struct span text, struct arena *arena, struct span *out)
{
	auto_buf struct buf plain;
	bool good = true;

	for (size_t i = 0; i < text.len; i++)
		good &= text.ptr[i] == '%' || is_plain(text.ptr[i]);
	buf_init(&plain, text.len);
	good = good && hex_unescape(&plain, text, '%');
	*out = arena_dup(arena, buf_span(&plain));
	return good && utf8_is_valid(*out) &&
	       span_find_char(*out, '\0') == out->len;
}

static bool is_one_line(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] < ' ' || text.ptr[i] == 0x7f)
			return false;
	return true;
}

/* ---- parts ---- */

struct parsing {
	struct arena *arena;
	struct sieve_mailto *out;
	struct sieve_mailto_recipient **last_recipient;
	struct sieve_mailto_field **last_field;
};

enum shown {
	SHOWN_IN_TO,
	SHOWN_ELSEWHERE
};

static const char not_encoded[] =
	"has characters that are not encoded as a URI";

static const char *add_address(struct parsing *p, struct span text,
			       enum shown shown)
{
	struct sieve_mailto_recipient *recipient =
		arena_alloc(p->arena, sizeof(*recipient));

	if (!decode(text, p->arena, &recipient->address))
		return not_encoded;
	recipient->address = span_trim(recipient->address);
	if (!sieve_mail_is_address(recipient->address))
		return "has a recipient that is no address";
	recipient->is_shown = shown == SHOWN_IN_TO;
	*p->last_recipient = recipient;
	p->last_recipient = &recipient->next;
	p->out->recipient_count++;
	return NULL;
}

/* Addresses with commas between, which are not encoded where they part them.
 */
static const char *add_addresses(struct parsing *p, struct span list,
				 enum shown shown)
{
	const char *why = NULL;
	struct span piece;

	if (!list.len)
		return NULL;
	while (!why && span_cut(&list, ',', &piece))
		why = add_address(p, piece, shown);
	return why;
}

static const char *add_field(struct parsing *p, struct span pair)
{
	size_t equals = span_find_char(pair, '=');
	struct span text = span_from(pair, equals + 1);
	struct sieve_mailto_field *field =
		arena_alloc(p->arena, sizeof(*field));

	if (equals >= pair.len)
		return "has a header field without a value";
	if (!decode(span_first(pair, equals), p->arena, &field->name) ||
	    !decode(text, p->arena, &field->value))
		return not_encoded;
	if (!sieve_mail_is_field_name(field->name))
		return "has a name that is no header field's";
	*p->last_field = field;
	p->last_field = &field->next;
	if (span_eq_nocase(field->name, SPAN("body")))
		return NULL;
	if (!is_one_line(field->value))
		return "has a header field of more than a line";
	if (span_eq_nocase(field->name, SPAN("to")))
		return add_addresses(p, text, SHOWN_IN_TO);
	if (span_eq_nocase(field->name, SPAN("cc")) ||
	    span_eq_nocase(field->name, SPAN("bcc")))
		return add_addresses(p, text, SHOWN_ELSEWHERE);
	return NULL;
}

const char *sieve_mailto_parse(struct span uri, struct arena *arena,
			       struct sieve_mailto *out)
{
	struct span scheme = SPAN("mailto:");
	struct span rest = span_from(uri, scheme.len);
	size_t mark = span_find_char(rest, '?');
	struct span fields = span_from(rest, mark + 1);
	struct parsing p = { arena, out, &out->recipients, &out->fields };
	const char *why = NULL;
	struct span pair;

	*out = (struct sieve_mailto){ .recipients = NULL };
	if (!span_starts_nocase(uri, scheme))
		return "is of no method that is supported";
	if (uri.len > URI_MAX)
		return "is too long";
	why = add_addresses(&p, span_first(rest, mark), SHOWN_IN_TO);
	if (!why && mark + 1 == rest.len)
		why = "ends where a header field should be";
	while (!why && mark < rest.len && span_cut(&fields, '&', &pair))
		why = add_field(&p, pair);
	if (!why && !out->recipient_count)
		why = "names no recipient";
	return why;
}

const char *sieve_mailto_complaint(struct span uri, uint32_t *out_recipients)
{
	auto_arena struct arena arena = { 0 };
	struct sieve_mailto parsed;
	const char *why = sieve_mailto_parse(uri, &arena, &parsed);

	*out_recipients = parsed.recipient_count;
	return why;
}
