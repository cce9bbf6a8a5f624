/* SPDX-License-Identifier: MIT */
#include "base/hex.h"

bool hex_parse(struct span s, void *out, size_t size)
{
	uint8_t *bytes = out;

	if (s.len % 2 || s.len / 2 != size)
		return false;
	for (size_t i = 0; i < size; i++) {
		int byte = hex_byte(span_from(s, 2 * i));

		if (byte < 0)
			return false;
		bytes[i] = (uint8_t)byte;
	}
	return true;
}

bool hex_unescape(struct buf *out, struct span text, char mark)
{
	bool good = true;

	while (text.len) {
		size_t at = span_find_char(text, mark);
		int byte = hex_byte(span_from(text, at + 1));

		buf_add(out, span_first(text, at));
		if (at == text.len)
			break;
		buf_add_char(out, byte < 0 ? mark : (char)byte);
		text = span_from(text, at + (byte < 0 ? 1 : 3));
		good &= byte >= 0;
	}
	return good;
}
