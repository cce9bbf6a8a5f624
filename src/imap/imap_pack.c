/* SPDX-License-Identifier: MIT */
#include "imap/imap_pack.h"

#include "base/auto.h"

void imap_pack_number(struct buf *out, uint64_t n, unsigned bytes)
{
	while (bytes-- > 0)
		buf_add_char(out, (char)(n >> 8 * bytes & 0xff));
}

void imap_pack_text(struct buf *out, struct span text)
{
	imap_pack_number(out, text.len, 4);
	buf_add(out, text);
}

void imap_pack_ranges(struct buf *out, const struct ranges *ranges)
{
	auto_buf struct buf packed;

	buf_init(&packed, IMAP_PACK_RANGES_MAX);
	ranges_pack(ranges, &packed);
	imap_pack_text(out, buf_span(&packed));
	out->full |= packed.full;
}

bool imap_pack_take_bytes(struct span *rest, size_t len, struct span *out)
{
	if (rest->len < len)
		return false;
	*out = span_first(*rest, len);
	*rest = span_from(*rest, len);
	return true;
}

bool imap_pack_take_number(struct span *rest, unsigned bytes, uint64_t *out)
{
	struct span raw;

	if (!imap_pack_take_bytes(rest, bytes, &raw))
		return false;
	*out = 0;
	for (unsigned i = 0; i < bytes; i++)
		*out = *out << 8 | (unsigned char)raw.ptr[i];
	return true;
}

bool imap_pack_take_u32(struct span *rest, uint32_t *out)
{
	uint64_t n;

	if (!imap_pack_take_number(rest, 4, &n))
		return false;
	*out = (uint32_t)n;
	return true;
}

bool imap_pack_take_text(struct span *rest, struct span *out)
{
	uint32_t len;

	return imap_pack_take_u32(rest, &len) &&
	       imap_pack_take_bytes(rest, len, out);
}

bool imap_pack_take_ranges(struct span *rest, struct ranges *out)
{
	struct span packed;

	return imap_pack_take_text(rest, &packed) &&
	       ranges_unpack(out, packed, IMAP_PACK_RUNS_MAX);
}
