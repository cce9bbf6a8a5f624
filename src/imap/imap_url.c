/* SPDX-License-Identifier: MIT */
#include "imap/imap_url.h"

#include "base/auto.h"
#include "base/hex.h"
#include "base/num.h"

/* RFC 3986 2.1 */
static bool decode(struct span text, struct arena *arena, struct span *out)
{
	auto_buf struct buf plain;
	bool good;

	buf_init(&plain, text.len);
	good = hex_unescape(&plain, text, '%');
	*out = arena_dup(arena, buf_span(&plain));
	return good && span_find_char(*out, '\0') == out->len;
}

/* Index of the first such part, in any case, or text.len. */
static size_t find_part(struct span text, struct span part)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == part.ptr[0] &&
		    span_starts_nocase(span_from(text, i), part))
			return i;
	return text.len;
}

/* Cuts the part off the end of *text. false: it has none. */
static bool cut_part(struct span *text, struct span part, struct span *out)
{
	size_t at = find_part(*text, part);

	if (at == text->len)
		return false;
	*out = span_from(*text, at + part.len);
	*text = span_first(*text, at);
	return true;
}

/* "0.1024", "1024" */
static bool read_partial(struct span text, struct imap_url *out)
{
	uint64_t offset;
	uint32_t length = UINT32_MAX;

	if (!num_take_u64(&text, UINT32_MAX, &offset))
		return false;
	if (text.len &&
	    (text.ptr[0] != '.' ||
	     !num_parse_u32(span_from(text, 1), 1, UINT32_MAX, &length)))
		return false;
	out->is_partial = true;
	out->offset = (uint32_t)offset;
	out->length = length;
	return true;
}

static bool read_mailbox(struct span text, struct arena *arena,
			 struct imap_url *out)
{
	struct span number;

	if (cut_part(&text, SPAN(";UIDVALIDITY="), &number) &&
	    !num_parse_u32(number, 1, UINT32_MAX, &out->uidvalidity))
		return false;
	if (text.len && text.ptr[0] == '/')
		text = span_from(text, 1);
	if (text.len == 0)
		return out->uidvalidity == 0;
	return decode(text, arena, &out->mailbox);
}

bool imap_url_parse(struct span text, struct arena *arena, struct imap_url *out)
{
	struct span part;

	*out = (struct imap_url){ .section = SPAN("") };
	if (find_part(text, SPAN("://")) < text.len ||
	    span_starts(text, SPAN("//")))
		return false;
	if (cut_part(&text, SPAN("/;PARTIAL="), &part) &&
	    !read_partial(part, out))
		return false;
	if (cut_part(&text, SPAN("/;SECTION="), &part) &&
	    !decode(part, arena, &out->section))
		return false;
	if (!cut_part(&text, SPAN("/;UID="), &part) ||
	    !num_parse_u32(part, 1, UINT32_MAX, &out->uid))
		return false;
	return read_mailbox(text, arena, out);
}
