/* SPDX-License-Identifier: MIT */
/* Any bytes as a body, in any encoding and charset. The first byte chooses. */
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "base/utf8.h"
#include "mime/mime_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const charsets[] = {
	"",      "iso-8859-1", "iso-2022-jp", "shift_jis",    "gb2312",
	"utf-7", "utf-16",     "koi8-r",      "unknown-8bit", "euc-kr"
};

static void check_search(struct span text)
{
	auto_buf struct buf folded;
	struct span needle = span_from(text, text.len / 2);

	buf_init(&folded, text.len * 2 + 16);
	mime_text_fold(&folded, needle);
	ASSERT(!folded.full);
	if (utf8_is_valid(text) && utf8_is_valid(needle))
		ASSERT(mime_text_contains(text, buf_span(&folded)));
}

static void check_crlf(struct span text)
{
	auto_buf struct buf out;

	buf_init(&out, text.len * 2);
	mime_text_add_crlf(&out, text);
	ASSERT(!out.full && out.len == mime_text_crlf_size(text));
	ASSERT(mime_text_crlf_size(buf_span(&out)) == out.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_buf struct buf decoded;
	auto_buf struct buf text;
	struct span body = span_make(data, size);
	unsigned choice = size ? data[0] : 0;

	body = span_from(body, 1);
	buf_init(&decoded, size + 16);
	mime_text_decode(&decoded, body, (enum mime_encoding)(choice & 3));
	ASSERT(!decoded.full);
	buf_init(&text, size * 6 + 64);
	mime_text_to_utf8(&text, buf_span(&decoded),
			  charsets[(choice >> 2) % ARRAY_LEN(charsets)]);
	ASSERT(utf8_is_valid(buf_span(&text)));
	check_search(buf_span(&text));
	check_search(body);
	check_crlf(body);
	return 0;
}
