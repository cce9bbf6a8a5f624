/* SPDX-License-Identifier: MIT */
#include "store/store_rows.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/x.h"

enum {
	FEW = 64 /* are sorted faster without counting bytes */
};

static bool is_sorted(const struct store_row *rows, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (rows[i - 1].rank > rows[i].rank)
			return false;
	return true;
}

/* By byte `at` of the rank, from `from` to `to`; what is equal stays in its
 * order. */
static void sort_byte(const struct store_row *from, struct store_row *to,
		      size_t count, unsigned at)
{
	uint32_t place[256] = { 0 };
	uint32_t sum = 0;

	for (size_t i = 0; i < count; i++)
		place[from[i].rank >> 8 * at & 0xff]++;
	for (unsigned byte = 0; byte < 256; byte++) {
		uint32_t here = place[byte];

		place[byte] = sum;
		sum += here;
	}
	for (size_t i = 0; i < count; i++)
		to[place[from[i].rank >> 8 * at & 0xff]++] = from[i];
}

/* The lowest byte first; bytes that are the same in all of them are passed
 * over. */
static void sort_many(struct store_row *rows, size_t count)
{
	auto_free struct store_row *spare =
		x_realloc_array(NULL, count, sizeof(*spare));
	struct store_row *from = rows;
	struct store_row *to = spare;
	uint64_t differ = 0;

	for (size_t i = 1; i < count; i++)
		differ |= rows[0].rank ^ rows[i].rank;
	for (unsigned at = 0; at < 8; at++) {
		struct store_row *other = from;

		if (!(differ >> 8 * at & 0xff))
			continue;
		sort_byte(from, to, count, at);
		from = to;
		to = other;
	}
	if (from != rows)
		memcpy(rows, from, count * sizeof(*rows));
}

static void sort_few(struct store_row *rows, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct store_row row = rows[i];
		size_t at = i;

		for (; at > 0 && rows[at - 1].rank > row.rank; at--)
			rows[at] = rows[at - 1];
		rows[at] = row;
	}
}

/* What is equal stays in its order. */
static void sort_ranks(struct store_row *rows, size_t count)
{
	if (is_sorted(rows, count))
		return;
	if (count <= FEW)
		sort_few(rows, count);
	else
		sort_many(rows, count);
}

/* One behind the rows that have the rank of the first. */
static size_t end_of_rank(const struct store_row *rows, size_t from,
			  size_t count)
{
	size_t end = from + 1;

	while (end < count && rows[end].rank == rows[from].rank)
		end++;
	return end;
}

void store_rows_sort(struct store_row *rows, size_t count,
		     int (*compare)(const void *, const void *, void *),
		     void *arg)
{
	size_t end;

	sort_ranks(rows, count);
	for (size_t i = 0; compare && i < count; i = end) {
		end = end_of_rank(rows, i, count);
		if (end - i > 1)
			qsort_r(&rows[i], end - i, sizeof(*rows), compare, arg);
	}
}
