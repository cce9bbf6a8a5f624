/* SPDX-License-Identifier: MIT */
/*
 * Everything here is one pass over the bytes and writes to a buffer whose cap
 * the caller chose.
 *
 * Charset names come from strangers and go to iconv_open: only the characters
 * of real names are let through, so that no option suffix ("//TRANSLIT") or
 * path can be smuggled in.
 */
#include "mime/mime_text.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/auto.h"
#include "base/b64.h"
#include "base/check.h"
#include "base/hex.h"
#include "base/utf8.h"
#include "mime/mime_fold.h"

enum {
	CHARSET_MAX = 40,
	FOLD_PIECE = 64 * 1024,
	CONVERT_PIECE = 16 * 1024,
};

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

/* ---- transfer encodings (RFC 2045 section 6) ---- */

/* A soft line break behind its '=', with blanks before the line end; the end
 * of the body counts as one. */
static bool take_soft_break(struct span *rest)
{
	size_t at = 0;

	while (at < rest->len &&
	       (rest->ptr[at] == ' ' || rest->ptr[at] == '\t' ||
		rest->ptr[at] == '\r'))
		at++;
	if (at < rest->len && rest->ptr[at] != '\n')
		return false;
	*rest = span_from(*rest, at + 1);
	return true;
}

static void decode_qp(struct buf *out, struct span body)
{
	while (body.len) {
		size_t at = span_find_char(body, '=');
		int byte;

		buf_add(out, span_first(body, at));
		if (at == body.len)
			return;
		body = span_from(body, at + 1);
		if (take_soft_break(&body))
			continue;
		byte = hex_byte(body);
		buf_add_char(out, byte < 0 ? '=' : (char)byte);
		if (byte >= 0)
			body = span_from(body, 2);
	}
}

/* RFC 2045 6.8: bytes outside the alphabet are passed over; '=' ends a
 * quantum, and another may follow it. */
static void decode_base64(struct buf *out, struct span body)
{
	char *to = buf_reserve(out, body.len / 4 * 3 + 3);
	uint32_t bits = 0;
	unsigned digits = 0;
	size_t len = 0;

	if (!to)
		return;
	for (size_t i = 0; i < body.len; i++) {
		int digit = b64_digit(body.ptr[i]);

		if (body.ptr[i] == '=')
			digits = 0;
		if (digit < 0)
			continue;
		bits = bits << 6 | (uint32_t)digit;
		digits = (digits + 1) & 3;
		if (digits != 1)
			to[len++] = (char)(bits >> ((4 - digits) % 4 * 2));
	}
	buf_grew(out, len);
}

void mime_text_decode(struct buf *out, struct span body,
		      enum mime_encoding encoding)
{
	switch (encoding) {
	case MIME_ENCODING_QP:
		decode_qp(out, body);
		break;
	case MIME_ENCODING_BASE64:
		decode_base64(out, body);
		break;
	case MIME_ENCODING_NONE:
	case MIME_ENCODING_UNKNOWN:
		buf_add(out, body);
		break;
	}
}

/* ---- charsets ---- */

/* Names that mail uses for what iconv calls otherwise, or where the charset of
 * that name is in practice its superset. */
static const struct {
	const char *mail;
	const char *iconv;
} charset_names[] = {
	{ "gb2312", "GB18030" },
	{ "gbk", "GB18030" },
	{ "iso-8859-1", "WINDOWS-1252" },
	{ "iso-8859-8-e", "ISO-8859-8" },
	{ "iso-8859-8-i", "ISO-8859-8" },
	{ "euc-kr", "CP949" },
	{ "ks_c_5601-1987", "CP949" },
	{ "latin1", "WINDOWS-1252" },
	{ "shift_jis", "CP932" },
	{ "shift-jis", "CP932" },
	{ "unicode-1-1-utf-7", "UTF-7" },
	{ "windows-31j", "CP932" },
	{ "x-sjis", "CP932" },
};

static bool is_utf8_name(struct span name)
{
	static const char *const names[] = { "", "us-ascii", "ascii", "utf-8",
					     "utf8" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (span_eq_nocase(name, span_of(names[i])))
			return true;
	return false;
}

static bool is_safe_name(struct span name)
{
	if (name.len == 0 || name.len > CHARSET_MAX)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		char c = span_lower(name.ptr[i]);

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
		    !strchr("-_.:+()", c))
			return false;
		if (c == '\0')
			return false;
	}
	return true;
}

static const iconv_t no_iconv = (iconv_t)-1;

static iconv_t open_iconv(const char *charset)
{
	struct span name = span_of(charset);

	if (!is_safe_name(name))
		return no_iconv;
	for (size_t i = 0; i < ARRAY_LEN(charset_names); i++)
		if (span_eq_nocase(name, span_of(charset_names[i].mail)))
			return iconv_open("UTF-8", charset_names[i].iconv);
	return iconv_open("UTF-8", charset);
}

bool mime_text_is_utf8(const char *charset)
{
	return is_utf8_name(span_of(charset));
}

bool mime_text_knows_charset(const char *charset)
{
	iconv_t cd;

	if (is_utf8_name(span_of(charset)))
		return true;
	cd = open_iconv(charset);
	if (cd == no_iconv)
		return false;
	iconv_close(cd);
	return true;
}

static size_t ascii_length(struct span s)
{
	size_t len = 0;
	uint64_t word;

	for (; len + sizeof(word) <= s.len; len += sizeof(word)) {
		memcpy(&word, s.ptr + len, sizeof(word));
		if (word & 0x8080808080808080)
			break;
	}
	while (len < s.len && (unsigned char)s.ptr[len] < 0x80)
		len++;
	return len;
}

/* Valid UTF-8 passes, each other byte becomes U+FFFD. */
static void add_utf8(struct buf *out, struct span text)
{
	while (text.len) {
		size_t ascii = ascii_length(text);
		struct span start;
		uint32_t code;

		buf_add(out, span_first(text, ascii));
		text = span_from(text, ascii);
		start = text;
		while (text.len && (unsigned char)text.ptr[0] >= 0x80 &&
		       utf8_take(&text, &code))
			continue;
		buf_add(out, span_first(start, start.len - text.len));
		if (text.len && (unsigned char)text.ptr[0] >= 0x80) {
			buf_add_str(out, replacement);
			text = span_from(text, 1);
		}
	}
}

static void add_ascii(struct buf *out, struct span text)
{
	while (text.len) {
		size_t ascii = ascii_length(text);

		buf_add(out, span_first(text, ascii));
		text = span_from(text, ascii);
		if (text.len) {
			buf_add_str(out, replacement);
			text = span_from(text, 1);
		}
	}
}

/* One call of iconv into out. in.ptr NULL: what the state still holds. */
static int convert_piece(iconv_t cd, struct buf *out, char **from, size_t *len)
{
	char piece[CONVERT_PIECE];
	char *to = piece;
	size_t space = sizeof(piece);
	size_t done;

	errno = 0;
	done = iconv(cd, from, len, &to, &space);
	buf_add(out, span_make(piece, (size_t)(to - piece)));
	return done == (size_t)-1 ? errno : 0;
}

static void convert(iconv_t cd, struct buf *out, struct span text)
{
	/* iconv does not write to its input, whatever its prototype says. */
	char *from = (char *)(uintptr_t)text.ptr;
	size_t len = text.len;
	size_t none = 0;

	while (len && !out->full) {
		int error = convert_piece(cd, out, &from, &len);

		if (error == EILSEQ || error == EINVAL) {
			buf_add_str(out, replacement);
			from++;
			len--;
		}
	}
	convert_piece(cd, out, NULL, &none);
}

bool mime_text_to_utf8(struct buf *out, struct span text, const char *charset)
{
	iconv_t cd;

	if (is_utf8_name(span_of(charset))) {
		add_utf8(out, text);
		return true;
	}
	cd = open_iconv(charset);
	if (cd == no_iconv) {
		add_ascii(out, text);
		return false;
	}
	convert(cd, out, text);
	iconv_close(cd);
	return true;
}

/* ---- comparing ---- */

#define BYTES(n) (UINT64_C(0x0101010101010101) * (n))

static void add_upper(struct buf *out, struct span ascii)
{
	char *to = buf_reserve(out, ascii.len);
	uint64_t word;
	size_t i = 0;

	if (!to)
		return;
	for (; i + sizeof(word) <= ascii.len; i += sizeof(word)) {
		memcpy(&word, ascii.ptr + i, sizeof(word));
		/* The highest bit of each byte: not below 'a', above 'z'. */
		word -= ((word + BYTES(0x80 - 'a')) &
			 ~(word + BYTES(0x7f - 'z')) & BYTES(0x80)) >>
			2;
		memcpy(to + i, &word, sizeof(word));
	}
	for (; i < ascii.len; i++) {
		unsigned char c = (unsigned char)ascii.ptr[i];

		to[i] = (char)(c - ((unsigned char)(c - 'a') < 26 ? 32 : 0));
	}
	buf_grew(out, ascii.len);
}

void mime_text_fold(struct buf *out, struct span text)
{
	while (text.len) {
		size_t ascii = ascii_length(text);
		uint32_t code;

		add_upper(out, span_first(text, ascii));
		text = span_from(text, ascii);
		while (text.len && (unsigned char)text.ptr[0] >= 0x80) {
			if (utf8_take(&text, &code)) {
				mime_fold_add(out, code);
				continue;
			}
			buf_add(out, span_first(text, 1));
			text = span_from(text, 1);
		}
	}
}

/* At most max bytes that do not cut a character. */
static struct span take_piece(struct span *rest, size_t max)
{
	struct span piece = span_first(*rest, max);

	if (piece.len < rest->len)
		for (unsigned n = 0; n < 3 && piece.len > 1 &&
				     (rest->ptr[piece.len] & 0xc0) == 0x80;
		     n++)
			piece.len--;
	*rest = span_from(*rest, piece.len);
	return piece;
}

bool mime_text_contains(struct span hay, struct span folded_needle)
{
	size_t keep = folded_needle.len ? folded_needle.len - 1 : 0;
	auto_buf struct buf window;

	buf_init(&window, SIZE_MAX / 2);
	if (folded_needle.len == 0)
		return true;
	while (hay.len) {
		mime_text_fold(&window, take_piece(&hay, FOLD_PIECE));
		if (span_find(buf_span(&window), folded_needle) < window.len)
			return true;
		if (window.len > keep)
			buf_drop_front(&window, window.len - keep);
	}
	return false;
}

/* ---- line ends ---- */

/* Line feeds without a CR before them, sixteen bytes at a time: a large body is
 * counted before it goes out. There is a byte before the first. */
static uint64_t count_bare(const char *at, size_t steps)
{
	typedef signed char lanes __attribute__((vector_size(16)));
	uint64_t count = 0;

	while (steps) {
		size_t some = steps < 127 ? steps : 127;
		lanes sums = { 0 };

		steps -= some;
		for (; some; some--, at += sizeof(lanes)) {
			lanes here;
			lanes before;

			memcpy(&here, at, sizeof(here));
			memcpy(&before, at - 1, sizeof(before));
			/* True is -1. */
			sums -= (here == '\n') & (before != '\r');
		}
		for (size_t i = 0; i < sizeof(lanes); i++)
			count += (uint64_t)sums[i];
	}
	return count;
}

uint64_t mime_text_crlf_size(struct span text)
{
	enum {
		STEP = 16
	};
	uint64_t size = text.len;
	size_t at = 1;

	if (text.len == 0)
		return 0;
	size += text.ptr[0] == '\n';
	size += count_bare(text.ptr + 1, (text.len - 1) / STEP);
	at += (text.len - 1) / STEP * STEP;
	for (; at < text.len; at++)
		size += text.ptr[at] == '\n' && text.ptr[at - 1] != '\r';
	return size;
}

/* The end of what was written. */
static char *put_crlf(char *to, struct span text)
{
	const char *from = text.ptr;
	const char *end = text.ptr + text.len;
	const char *at;

	while ((at = memchr(from, '\n', (size_t)(end - from)))) {
		to = mempcpy(to, from, (size_t)(at - from));
		if (at == text.ptr || at[-1] != '\r')
			*to++ = '\r';
		*to++ = '\n';
		from = at + 1;
	}
	return mempcpy(to, from, (size_t)(end - from));
}

void mime_text_add_crlf(struct buf *out, struct span text)
{
	size_t size = 2 * text.len;
	char *to;

	/* It is counted only where there may be too little room. */
	if (size > out->cap - out->len)
		size = (size_t)mime_text_crlf_size(text);
	to = buf_reserve(out, size);
	if (to)
		buf_grew(out, (size_t)(put_crlf(to, text) - to));
}
