/* SPDX-License-Identifier: MIT */
#include "sieve/sieve_encoded.h"

#include "base/auto.h"
#include "base/hex.h"
#include "base/num.h"
#include "base/utf8.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool skip_blank(struct span *rest)
{
	size_t before = rest->len;

	while (rest->len && is_blank(rest->ptr[0]))
		*rest = span_from(*rest, 1);
	return rest->len < before;
}

/* Hexadecimal digits; false: none, or more than max without leading zeros. */
static bool take_hex(struct span *rest, size_t max, uint64_t *out)
{
	struct span digits;
	size_t len = 0;

	while (len < rest->len && hex_digit(rest->ptr[len]) >= 0)
		len++;
	digits = span_first(*rest, len);
	*rest = span_from(*rest, len);
	if (len == 0)
		return false;
	while (max > 2 && digits.len > 1 && digits.ptr[0] == '0')
		digits = span_from(digits, 1);
	/* More digits than any character has: some number that is none. */
	*out = UINT64_MAX;
	if (digits.len > 2 && max == 2)
		return false;
	return digits.len > 16 || num_parse_hex(digits, out);
}

static bool add_unicode(struct buf *out, uint64_t code)
{
	if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return false;
	utf8_add(out, (uint32_t)code);
	return true;
}

/*
 * Behind "${": takes the rest of a sequence, to and with its '}'. false: it is
 * none. *out_bad: it is one, with a character that there is not.
 */
static bool take_sequence(struct span *rest, struct buf *out, bool *out_bad)
{
	bool is_unicode = span_starts_nocase(*rest, SPAN("unicode:"));
	uint64_t code;
	bool blank;

	if (!is_unicode && !span_starts_nocase(*rest, SPAN("hex:")))
		return false;
	*rest = span_from(*rest, is_unicode ? 8 : 4);
	skip_blank(rest);
	do {
		if (!take_hex(rest, is_unicode ? 16 : 2, &code))
			return false;
		if (!is_unicode)
			buf_add_char(out, (char)code);
		else if (!add_unicode(out, code))
			*out_bad = true;
		blank = skip_blank(rest);
	} while (blank && rest->len && rest->ptr[0] != '}');
	if (rest->len == 0 || rest->ptr[0] != '}')
		return false;
	*rest = span_from(*rest, 1);
	return true;
}

bool sieve_encoded_decode(struct buf *out, struct span text)
{
	auto_buf struct buf decoded;

	buf_init(&decoded, text.len + 4);
	while (text.len) {
		size_t at = span_find(text, SPAN("${"));
		struct span rest = span_from(text, at + 2);
		bool bad = false;

		buf_add(out, span_first(text, at));
		buf_reset(&decoded);
		if (at == text.len)
			return true;
		if (take_sequence(&rest, &decoded, &bad)) {
			if (bad)
				return false;
			buf_add(out, buf_span(&decoded));
			text = rest;
		} else {
			buf_add(out, SPAN("${"));
			text = span_from(text, at + 2);
		}
	}
	return true;
}
