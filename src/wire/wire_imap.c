/* SPDX-License-Identifier: MIT */
/*
 * Every taker works on a copy of *rest and stores it back only when the whole
 * token was there; that is what leaves *rest unchanged on false.
 */
#include "wire/wire_imap.h"

#include <string.h>

#include "base/num.h"
#include "base/utf8.h"

/* RFC 3501 9: ATOM-CHAR; 8-bit bytes are no CHAR. */
static bool is_atom_char(char c)
{
	return c > ' ' && c < 0x7f && !strchr("(){%*\"\\]", c);
}

static bool is_astring_char(char c)
{
	return is_atom_char(c) || c == ']';
}

static bool is_tag_char(char c)
{
	return is_astring_char(c) && c != '+';
}

static bool is_list_char(char c)
{
	return is_astring_char(c) || c == '%' || c == '*';
}

/* ---- literals ---- */

/* Index of the last "{" outside quoted strings, or line.len. */
static size_t last_open_brace(struct span line)
{
	size_t found = line.len;
	bool quoted = false;

	for (size_t i = 0; i < line.len; i++) {
		char c = line.ptr[i];

		if (c == '"')
			quoted = !quoted;
		else if (c == '\\' && quoted)
			i++;
		else if (c == '{' && !quoted)
			found = i;
	}
	return quoted ? line.len : found;
}

static bool is_number(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
	return text.len;
}

enum wire_literal wire_imap_literal(struct span line, uint64_t *out_size)
{
	enum wire_literal kind = WIRE_LITERAL_SYNC;
	struct span digits;
	size_t at;

	if (!span_ends(line, SPAN("}")))
		return WIRE_LITERAL_NONE;
	at = last_open_brace(line);
	if (at == line.len)
		return WIRE_LITERAL_NONE;
	digits = span_from(line, at + 1);
	digits.len--;
	if (span_ends(digits, SPAN("+"))) {
		digits.len--;
		kind = WIRE_LITERAL_PLUS;
	}
	if (num_parse_u64(digits, 0, UINT32_MAX, out_size))
		return kind;
	/* Whoever announces so much may send it too. */
	*out_size = WIRE_LITERAL_HUGE;
	return is_number(digits) ? kind : WIRE_LITERAL_BAD;
}

/* `{5+}` CRLF and five bytes; *rest stands on the brace. */
/* Of any bytes. */
static bool take_bytes(struct span *rest, struct span *out)
{
	struct span at = *rest;
	uint64_t size;

	if (!wire_imap_take_char(&at, '{') ||
	    !num_take_u64(&at, UINT32_MAX, &size))
		return false;
	wire_imap_take_char(&at, '+');
	if (!wire_imap_take_char(&at, '}'))
		return false;
	wire_imap_take_char(&at, '\r');
	if (!wire_imap_take_char(&at, '\n') || at.len < size)
		return false;
	*out = span_first(at, (size_t)size);
	*rest = span_from(at, (size_t)size);
	return true;
}

/* RFC 3501 9: CHAR8 is any byte but NUL. */
static bool take_literal(struct span *rest, struct span *out)
{
	struct span at = *rest;

	if (!take_bytes(&at, out) || span_find_char(*out, '\0') != out->len)
		return false;
	*rest = at;
	return true;
}

bool wire_imap_take_literal8(struct span *rest, struct span *out)
{
	struct span at = *rest;

	if (!wire_imap_take_char(&at, '~') || !take_bytes(&at, out))
		return false;
	*rest = at;
	return true;
}

/* ---- tokens ---- */

bool wire_imap_take_char(struct span *rest, char c)
{
	if (rest->len == 0 || rest->ptr[0] != c)
		return false;
	*rest = span_from(*rest, 1);
	return true;
}

bool wire_imap_take_space(struct span *rest)
{
	return wire_imap_take_char(rest, ' ');
}

static bool take_while(struct span *rest, bool (*fits)(char), struct span *out)
{
	size_t n = 0;

	while (n < rest->len && fits(rest->ptr[n]))
		n++;
	if (n == 0)
		return false;
	*out = span_first(*rest, n);
	*rest = span_from(*rest, n);
	return true;
}

bool wire_imap_take_tag(struct span *rest, struct span *out)
{
	return take_while(rest, is_tag_char, out);
}

bool wire_imap_take_atom(struct span *rest, struct span *out)
{
	return take_while(rest, is_atom_char, out);
}

static struct span unescape(struct span quoted, struct arena *arena)
{
	char *copy = arena_alloc(arena, quoted.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < quoted.len; i++) {
		if (quoted.ptr[i] == '\\')
			i++;
		copy[len++] = quoted.ptr[i];
	}
	return span_make(copy, len);
}

/* Bytes above 0x7f are let through: mail programs send them in searches. */
static bool take_quoted(struct span *rest, struct arena *arena,
			struct span *out)
{
	struct span at = *rest;
	bool escaped = false;
	size_t n = 0;

	if (!wire_imap_take_char(&at, '"'))
		return false;
	while (n < at.len && at.ptr[n] != '"') {
		char c = at.ptr[n++];

		if (c == '\0' || c == '\r' || c == '\n')
			return false;
		if (c != '\\')
			continue;
		escaped = true;
		if (n == at.len || (at.ptr[n] != '"' && at.ptr[n] != '\\'))
			return false;
		n++;
	}
	if (n == at.len)
		return false;
	*out = span_first(at, n);
	if (escaped)
		*out = unescape(*out, arena);
	*rest = span_from(at, n + 1);
	return true;
}

bool wire_imap_take_string(struct span *rest, struct arena *arena,
			   struct span *out)
{
	return take_quoted(rest, arena, out) || take_literal(rest, out);
}

bool wire_imap_take_astring(struct span *rest, struct arena *arena,
			    struct span *out)
{
	return take_while(rest, is_astring_char, out) ||
	       wire_imap_take_string(rest, arena, out);
}

bool wire_imap_take_nstring(struct span *rest, struct arena *arena,
			    struct span *out)
{
	struct span at = *rest;
	struct span word;

	if (wire_imap_take_string(rest, arena, out))
		return true;
	if (!wire_imap_take_atom(&at, &word) ||
	    !span_eq_nocase(word, SPAN("NIL")))
		return false;
	*rest = at;
	*out = span_make(NULL, 0);
	return true;
}

bool wire_imap_take_number(struct span *rest, uint64_t max, uint64_t *out)
{
	return num_take_u64(rest, max, out);
}

bool wire_imap_take_parenthesised(struct span *rest, struct span *out)
{
	size_t depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < rest->len; i++) {
		char c = rest->ptr[i];

		if (c == '"')
			quoted = !quoted;
		else if (c == '\\' && quoted)
			i++;
		else if (c == '(' && !quoted)
			depth++;
		else if (c == ')' && !quoted && --depth == 0) {
			*out = span_first(*rest, i + 1);
			*rest = span_from(*rest, i + 1);
			return true;
		}
	}
	return false;
}

bool wire_imap_take_list_mailbox(struct span *rest, struct arena *arena,
				 struct span *out)
{
	return take_while(rest, is_list_char, out) ||
	       wire_imap_take_string(rest, arena, out);
}

/* ---- answers ---- */

static bool has_control(struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c < ' ' || c == 0x7f)
			return true;
	}
	return false;
}

static bool is_ascii(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] >= 0x80)
			return false;
	return true;
}

static bool is_plain_atom(struct span text)
{
	struct span word;

	return !span_eq_nocase(text, SPAN("NIL")) &&
	       take_while(&text, is_astring_char, &word) && text.len == 0;
}

static void add_literal(struct buf *out, struct span text)
{
	buf_add_format(out, "{%zu}\r\n", text.len);
	buf_add(out, text);
}

static void add_quoted(struct buf *out, struct span text)
{
	buf_add_char(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"' || text.ptr[i] == '\\')
			buf_add_char(out, '\\');
		buf_add_char(out, text.ptr[i]);
	}
	buf_add_char(out, '"');
}

void wire_imap_add_string(struct buf *out, struct span text)
{
	if (is_ascii(text) && !has_control(text))
		add_quoted(out, text);
	else
		add_literal(out, text);
}

void wire_imap_add_astring(struct buf *out, struct span text)
{
	if (is_plain_atom(text))
		buf_add(out, text);
	else
		wire_imap_add_string(out, text);
}

void wire_imap_add_utf8_astring(struct buf *out, struct span text)
{
	if (is_ascii(text))
		wire_imap_add_astring(out, text);
	else if (utf8_is_valid(text) && !has_control(text))
		add_quoted(out, text);
	else
		add_literal(out, text);
}
