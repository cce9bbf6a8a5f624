/* SPDX-License-Identifier: MIT */
/*
 * Kept as u32 rows, references, ids, bases, length of the packed UIDs; these;
 * then a column after the other: u64 dates, keys of the ids, keys of the bases;
 * u32 names, bases, ends of references; u32 references.
 */
#include "store/store_links.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/x.h"
#include "store/store_kept.h"

enum {
	HEAD = 20
};

void store_links_release(struct store_links *links)
{
	ranges_release(&links->uids);
	free(links->date);
	free(links->name);
	free(links->base);
	free(links->refs_end);
	free(links->refs);
	store_numbers_release(&links->ids);
	store_numbers_release(&links->bases);
	*links = (struct store_links){ .count = 0 };
}

/* ---- reading ---- */

static uint32_t *take32(struct span *rest, uint32_t count)
{
	uint32_t *out = x_realloc_array(NULL, count, sizeof(*out));

	if (count)
		memcpy(out, rest->ptr, count * sizeof(*out));
	for (uint32_t i = 0; i < count; i++)
		out[i] = le32toh(out[i]);
	*rest = span_from(*rest, count * sizeof(*out));
	return out;
}

static uint64_t *take64(struct span *rest, uint32_t count)
{
	uint64_t *out = x_realloc_array(NULL, count, sizeof(*out));

	if (count)
		memcpy(out, rest->ptr, count * sizeof(*out));
	for (uint32_t i = 0; i < count; i++)
		out[i] = le64toh(out[i]);
	*rest = span_from(*rest, count * sizeof(*out));
	return out;
}

static void take_columns(struct span rest, struct store_links *out)
{
	out->date = take64(&rest, out->count);
	out->ids.key = take64(&rest, out->ids.count);
	out->bases.key = take64(&rest, out->bases.count);
	out->name = take32(&rest, out->count);
	out->base = take32(&rest, out->count);
	out->refs_end = take32(&rest, out->count);
	out->refs = take32(&rest, out->refs_count);
}

/* Numbers that would lead out of the columns. */
static bool is_sound(const struct store_links *l)
{
	uint32_t before = 0;

	for (uint32_t i = 0; i < l->count; i++) {
		if (l->name[i] > l->ids.count ||
		    l->base[i] / 2 > l->bases.count || l->refs_end[i] < before)
			return false;
		before = l->refs_end[i];
	}
	for (uint32_t i = 0; i < l->refs_count; i++)
		if (l->refs[i] == 0 || l->refs[i] > l->ids.count)
			return false;
	return before == l->refs_count;
}

static bool read_value(struct span value, struct store_links *out)
{
	struct span rest = span_from(value, HEAD);
	uint64_t columns;
	uint32_t packed;

	if (value.len < HEAD)
		return false;
	out->count = out->space = store_kept_u32(value, 0);
	out->refs_count = out->refs_space = store_kept_u32(value, 4);
	out->ids.count = out->ids.space = store_kept_u32(value, 8);
	out->bases.count = out->bases.space = store_kept_u32(value, 12);
	packed = store_kept_u32(value, 16);
	columns =
		((uint64_t)out->count + out->ids.count + out->bases.count) * 8 +
		((uint64_t)out->count * 3 + out->refs_count) * 4;
	if (rest.len != packed + columns ||
	    !ranges_unpack(&out->uids, span_first(rest, packed), SIZE_MAX) ||
	    ranges_size(&out->uids) != out->count)
		return false;
	take_columns(span_from(rest, packed), out);
	return is_sound(out);
}

void store_links_load(struct store_box *box, size_t bytes_max,
		      struct store_links *out)
{
	struct store_read read;
	struct span value;
	struct err err = { 0 };

	if (!store_read_begin(box, &read, &err))
		return;
	if (store_kept_get(&read, STORE_KEPT_LINKS, &value) &&
	    value.len <= bytes_max && !read_value(value, out))
		store_links_release(out);
	store_read_end(&read);
}

/* ---- writing ---- */

static void add32(struct buf *out, const uint32_t *from, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		store_kept_add_u32(out, from[i]);
}

static void add64(struct buf *out, const uint64_t *from, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint64_t n = htole64(from[i]);

		buf_add(out, span_make(&n, sizeof(n)));
	}
}

static void write_value(struct buf *out, const struct store_links *l)
{
	auto_buf struct buf packed;

	buf_init(&packed, UINT32_MAX);
	ranges_pack(&l->uids, &packed);
	store_kept_add_u32(out, l->count);
	store_kept_add_u32(out, l->refs_count);
	store_kept_add_u32(out, l->ids.count);
	store_kept_add_u32(out, l->bases.count);
	store_kept_add_u32(out, (uint32_t)packed.len);
	buf_add(out, buf_span(&packed));
	add64(out, l->date, l->count);
	add64(out, l->ids.key, l->ids.count);
	add64(out, l->bases.key, l->bases.count);
	add32(out, l->name, l->count);
	add32(out, l->base, l->count);
	add32(out, l->refs_end, l->count);
	add32(out, l->refs, l->refs_count);
}

void store_links_keep(struct store_box *box, const struct store_links *links)
{
	auto_buf struct buf value;

	buf_init(&value, UINT32_MAX);
	write_value(&value, links);
	if (!value.full)
		store_kept_put(box, STORE_KEPT_LINKS, buf_span(&value));
}
