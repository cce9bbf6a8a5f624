/* SPDX-License-Identifier: MIT */
/*
 * RFC 5051 2: simple titlecase, then what UnicodeData says of decomposition,
 * canonical or not, over and over. Hangul syllables are decomposed by a rule
 * and not by that table: they stay as they are.
 */
#include "mime/mime_fold.h"

#include <utf8proc.h>

#include "base/auto.h"
#include "base/utf8.h"

enum {
	PARTS_MAX = 32 /* the longest has 18 */
};

/* Most of the text in Chinese, Japanese and Korean; and sharp s, of which the
 * library makes a capital that UnicodeData does not have. */
static bool stays(uint32_t code)
{
	return code == 0xdf || (code >= 0x3400 && code <= 0x9fff) ||
	       (code >= 0xac00 && code <= 0xd7a3);
}

void mime_fold_add(struct buf *out, uint32_t code)
{
	utf8proc_int32_t parts[PARTS_MAX];
	utf8proc_ssize_t count;
	int last_class = 0;

	if (stays(code)) {
		utf8_add(out, code);
		return;
	}
	count = utf8proc_decompose_char(
		utf8proc_totitle((utf8proc_int32_t)code), parts, PARTS_MAX,
		UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &last_class);
	for (utf8proc_ssize_t i = 0; i < count && i < PARTS_MAX; i++)
		utf8_add(out, (uint32_t)parts[i]);
}

bool mime_fold_is_nfc(struct span text)
{
	auto_free utf8proc_uint8_t *normal = NULL;
	utf8proc_ssize_t len = utf8proc_map(
		(const utf8proc_uint8_t *)text.ptr, (utf8proc_ssize_t)text.len,
		&normal,
		(utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));

	return len >= 0 && span_eq(span_make(normal, (size_t)len), text);
}
