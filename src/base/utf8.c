/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

#include "base/auto.h"
#include "base/b64.h"

/* RFC 3629 section 3: the length by the first byte and the least value that
 * may have that length. */
static size_t length_of(unsigned char lead, uint32_t *out_bits,
			uint32_t *out_least)
{
	if (lead < 0x80) {
		*out_bits = lead;
		*out_least = 0;
		return 1;
	}
	if (lead >= 0xc2 && lead < 0xe0) {
		*out_bits = lead & 0x1f;
		*out_least = 0x80;
		return 2;
	}
	if (lead >= 0xe0 && lead < 0xf0) {
		*out_bits = lead & 0x0f;
		*out_least = 0x800;
		return 3;
	}
	if (lead >= 0xf0 && lead < 0xf5) {
		*out_bits = lead & 0x07;
		*out_least = 0x10000;
		return 4;
	}
	return 0;
}

static bool is_surrogate(uint32_t code)
{
	return code >= 0xd800 && code < 0xe000;
}

bool utf8_take(struct span *s, uint32_t *out_code)
{
	uint32_t code;
	uint32_t least;
	size_t len;

	if (s->len == 0)
		return false;
	len = length_of((unsigned char)s->ptr[0], &code, &least);
	if (len == 0 || len > s->len)
		return false;
	for (size_t i = 1; i < len; i++) {
		unsigned char byte = (unsigned char)s->ptr[i];

		if ((byte & 0xc0) != 0x80)
			return false;
		code = code << 6 | (byte & 0x3f);
	}
	if (code < least || code > 0x10ffff || is_surrogate(code))
		return false;
	*s = span_from(*s, len);
	*out_code = code;
	return true;
}

bool utf8_is_valid(struct span s)
{
	uint32_t code;

	while (s.len > 0) {
		if (!utf8_take(&s, &code))
			return false;
	}
	return true;
}

void utf8_add(struct buf *out, uint32_t code)
{
	char bytes[4];
	size_t len = 0;

	if (code < 0x80) {
		bytes[len++] = (char)code;
	} else if (code < 0x800) {
		bytes[len++] = (char)(0xc0 | code >> 6);
		bytes[len++] = (char)(0x80 | (code & 0x3f));
	} else if (code < 0x10000) {
		bytes[len++] = (char)(0xe0 | code >> 12);
		bytes[len++] = (char)(0x80 | (code >> 6 & 0x3f));
		bytes[len++] = (char)(0x80 | (code & 0x3f));
	} else {
		bytes[len++] = (char)(0xf0 | code >> 18);
		bytes[len++] = (char)(0x80 | (code >> 12 & 0x3f));
		bytes[len++] = (char)(0x80 | (code >> 6 & 0x3f));
		bytes[len++] = (char)(0x80 | (code & 0x3f));
	}
	buf_add(out, span_make(bytes, len));
}

/* RFC 3501 5.1.3: base64 with "," for "/" and without padding. */
static const char alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

struct bits {
	uint32_t held;
	unsigned count;
};

static void encode_unit(struct buf *out, struct bits *bits, uint32_t unit)
{
	bits->held = bits->held << 16 | unit;
	bits->count += 16;
	while (bits->count >= 6) {
		bits->count -= 6;
		buf_add_char(out, alphabet[bits->held >> bits->count & 63]);
	}
}

static void encode_code(struct buf *out, struct bits *bits, uint32_t code)
{
	if (code >= 0x10000) {
		code -= 0x10000;
		encode_unit(out, bits, 0xd800 | code >> 10);
		code = 0xdc00 | (code & 0x3ff);
	}
	encode_unit(out, bits, code);
}

static void encode_end(struct buf *out, struct bits *bits)
{
	if (bits->count > 0)
		buf_add_char(out,
			     alphabet[bits->held << (6 - bits->count) & 63]);
	buf_add_char(out, '-');
	*bits = (struct bits){ 0 };
}

static bool is_direct(uint32_t code)
{
	return code >= 0x20 && code <= 0x7e;
}

bool utf8_to_mutf7(struct buf *out, struct span in)
{
	size_t before = out->len;
	struct bits bits = { 0 };
	bool shifted = false;
	uint32_t code;

	while (utf8_take(&in, &code)) {
		if (is_direct(code) && shifted)
			encode_end(out, &bits);
		else if (!is_direct(code) && !shifted)
			buf_add_char(out, '&');
		shifted = !is_direct(code);
		if (shifted)
			encode_code(out, &bits, code);
		else
			buf_add_str(out, code == '&'
						 ? "&-"
						 : (char[]){ (char)code, 0 });
	}
	if (shifted)
		encode_end(out, &bits);
	if (in.len == 0)
		return true;
	buf_truncate(out, before);
	return false;
}

/* Base64 with ',' for '/' (RFC 3501 5.1.3). */
static int digit_of(char c)
{
	if (c == '/')
		return -1;
	return c == ',' ? 63 : b64_digit(c);
}

/* One UTF-16 unit; *high is the first half of a pair that waits, or 0. */
static bool decode_unit(struct buf *out, uint32_t unit, uint32_t *high)
{
	bool is_low = unit >= 0xdc00 && unit < 0xe000;

	if ((*high != 0) != is_low)
		return false;
	if (is_low) {
		utf8_add(out,
			 0x10000 + ((*high & 0x3ff) << 10 | (unit & 0x3ff)));
		*high = 0;
	} else if (is_surrogate(unit)) {
		*high = unit;
	} else {
		utf8_add(out, unit);
	}
	return true;
}

static bool decode_shifted(struct buf *out, struct span digits)
{
	struct bits bits = { 0 };
	uint32_t high = 0;

	for (size_t i = 0; i < digits.len; i++) {
		int digit = digit_of(digits.ptr[i]);

		if (digit < 0)
			return false;
		bits.held = bits.held << 6 | (uint32_t)digit;
		bits.count += 6;
		if (bits.count < 16)
			continue;
		bits.count -= 16;
		if (!decode_unit(out, bits.held >> bits.count & 0xffff, &high))
			return false;
	}
	return high == 0;
}

static bool decode(struct buf *out, struct span in)
{
	while (in.len > 0) {
		size_t shift = span_find_char(in, '&');
		struct span direct = span_first(in, shift);
		size_t end;

		for (size_t i = 0; i < direct.len; i++) {
			if (!is_direct((unsigned char)direct.ptr[i]))
				return false;
		}
		buf_add(out, direct);
		if (shift == in.len)
			return true;
		in = span_from(in, shift + 1);
		end = span_find_char(in, '-');
		if (end == in.len)
			return false;
		if (end == 0)
			buf_add_char(out, '&');
		else if (!decode_shifted(out, span_first(in, end)))
			return false;
		in = span_from(in, end + 1);
	}
	return true;
}

bool utf8_from_mutf7(struct buf *out, struct span in)
{
	size_t before = out->len;
	auto_buf struct buf again;

	/* What does not come back as the same bytes was not the shortest form:
	 * ASCII in base64, needless shifts, stray bits. */
	buf_init(&again, in.len);
	if (decode(out, in) &&
	    utf8_to_mutf7(&again, span_from(buf_span(out), before)) &&
	    span_eq(buf_span(&again), in))
		return true;
	buf_truncate(out, before);
	return false;
}
