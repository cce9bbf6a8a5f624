/* SPDX-License-Identifier: MIT */
#include "imap/imap_partial.h"

#include "base/auto.h"
#include "wire/wire_imap.h"

static bool take_place(struct span *rest, bool from_end, uint32_t *out)
{
	uint64_t n;

	if (wire_imap_take_char(rest, '-') != from_end ||
	    !wire_imap_take_number(rest, UINT32_MAX, &n) || n == 0)
		return false;
	*out = (uint32_t)n;
	return true;
}

bool imap_partial_take(struct span *rest, struct imap_partial *out)
{
	struct span at = *rest;

	if (!wire_imap_take_space(&at))
		return false;
	out->from_end = at.len && at.ptr[0] == '-';
	if (!take_place(&at, out->from_end, &out->first) ||
	    !wire_imap_take_char(&at, ':') ||
	    !take_place(&at, out->from_end, &out->last))
		return false;
	*rest = at;
	return true;
}

void imap_partial_write(const struct imap_partial *partial, struct buf *out)
{
	const char *sign = partial->from_end ? "-" : "";

	buf_add_format(out, "%s%u:%s%u", sign, partial->first, sign,
		       partial->last);
}

void imap_partial_places(const struct imap_partial *partial, size_t count,
			 size_t *out_from, size_t *out_to)
{
	bool turned = partial->first > partial->last;
	size_t low = turned ? partial->last : partial->first;
	size_t high = turned ? partial->first : partial->last;

	if (high > count)
		high = count;
	if (low > high) {
		*out_from = *out_to = 0;
		return;
	}
	*out_from = partial->from_end ? count - high : low - 1;
	*out_to = partial->from_end ? count - low + 1 : high;
}

void imap_partial_keep(const struct imap_partial *partial, struct ranges *uids)
{
	auto_ranges struct ranges kept;
	size_t from;
	size_t to;

	ranges_init(&kept);
	imap_partial_places(partial, ranges_size(uids), &from, &to);
	if (from < to)
		ranges_add_run(&kept, ranges_select(uids, (uint32_t)from + 1),
			       ranges_select(uids, (uint32_t)to));
	ranges_intersect(uids, &kept);
}
