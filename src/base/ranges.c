/* SPDX-License-Identifier: MIT */
/*
 * Runs are sorted, never touch each other and never hold zero. `before` is
 * filled lazily: the first `ranked` runs have it right, every change lowers
 * `ranked` to what it left alone. Operations on two sets are one pass over
 * both, so that expunging from a fragmented mailbox is not quadratic.
 */
#include "base/ranges.h"

#include <stdlib.h>
#include <string.h>

#include "base/x.h"

void ranges_init(struct ranges *r)
{
	*r = (struct ranges){ 0 };
}

void ranges_release(struct ranges *r)
{
	free(r->run);
	ranges_init(r);
}

void ranges_clear(struct ranges *r)
{
	r->count = 0;
	r->ranked = 0;
}

static void reserve(struct ranges *r, size_t count)
{
	if (count <= r->space)
		return;
	r->space = count < 8 ? 8 : count + count / 2;
	r->run = x_realloc_array(r->run, r->space, sizeof(*r->run));
}

static void lower_ranked(struct ranges *r, size_t ranked)
{
	if (r->ranked > ranked)
		r->ranked = ranked;
}

void ranges_copy(struct ranges *to, const struct ranges *from)
{
	if (to == from)
		return;
	reserve(to, from->count);
	if (from->count)
		memcpy(to->run, from->run, from->count * sizeof(*from->run));
	to->count = from->count;
	to->ranked = from->ranked;
}

/* The first run that ends at or after n, or count. */
static size_t find(const struct ranges *r, uint32_t n)
{
	size_t low = 0;
	size_t high = r->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (r->run[middle].last < n)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The first run at or after `from` that begins after n, or count. */
static size_t find_beyond(const struct ranges *r, size_t from, uint32_t n)
{
	size_t high = r->count;

	while (from < high) {
		size_t middle = from + (high - from) / 2;

		if (r->run[middle].first <= n)
			from = middle + 1;
		else
			high = middle;
	}
	return from;
}

/* Puts `count` runs in the place of the runs low..high-1. */
static void replace(struct ranges *r, size_t low, size_t high,
		    const struct range *runs, size_t count)
{
	size_t behind = r->count - high;

	reserve(r, low + count + behind);
	if (behind && low + count != high)
		memmove(r->run + low + count, r->run + high,
			behind * sizeof(*r->run));
	if (count)
		memcpy(r->run + low, runs, count * sizeof(*runs));
	r->count = low + count + behind;
	lower_ranked(r, low);
}

/* For first >= the begin of the last run. */
static void append(struct ranges *r, uint32_t first, uint32_t last)
{
	struct range *tail = r->count ? &r->run[r->count - 1] : NULL;

	if (tail && first - 1 <= tail->last) {
		if (last > tail->last)
			tail->last = last;
		return;
	}
	reserve(r, r->count + 1);
	r->run[r->count++] = (struct range){ .first = first, .last = last };
}

static bool is_at_end(const struct ranges *r, uint32_t first)
{
	return r->count == 0 || first >= r->run[r->count - 1].first;
}

void ranges_add_run(struct ranges *r, uint32_t first, uint32_t last)
{
	struct range whole;
	size_t low;
	size_t high;

	if (first == 0)
		first = 1;
	if (first > last)
		return;
	if (is_at_end(r, first)) {
		append(r, first, last);
		return;
	}
	/* Runs that touch the new one melt into it. */
	low = find(r, first - 1);
	high = find_beyond(r, low, last == UINT32_MAX ? last : last + 1);
	whole = (struct range){ .first = first, .last = last };
	if (low < high) {
		if (r->run[low].first < first)
			whole.first = r->run[low].first;
		if (r->run[high - 1].last > last)
			whole.last = r->run[high - 1].last;
	}
	replace(r, low, high, &whole, 1);
}

void ranges_add(struct ranges *r, uint32_t n)
{
	ranges_add_run(r, n, n);
}

void ranges_remove_run(struct ranges *r, uint32_t first, uint32_t last)
{
	struct range rest[2];
	size_t count = 0;
	size_t low = find(r, first);
	size_t high = find_beyond(r, low, last);

	if (first > last || low >= high)
		return;
	if (r->run[low].first < first)
		rest[count++] = (struct range){ .first = r->run[low].first,
						.last = first - 1 };
	if (r->run[high - 1].last > last)
		rest[count++] = (struct range){ .first = last + 1,
						.last = r->run[high - 1].last };
	replace(r, low, high, rest, count);
}

/* r takes over what was built in `fresh`. */
static void adopt(struct ranges *r, struct ranges *fresh)
{
	ranges_release(r);
	*r = *fresh;
}

void ranges_add_all(struct ranges *r, const struct ranges *other)
{
	struct ranges sum;
	size_t i = 0;
	size_t j = 0;

	if (other->count == 0 || other == r)
		return;
	if (is_at_end(r, other->run[0].first)) {
		for (j = 0; j < other->count; j++)
			append(r, other->run[j].first, other->run[j].last);
		return;
	}
	ranges_init(&sum);
	reserve(&sum, r->count + other->count);
	while (i < r->count || j < other->count) {
		const struct range *next;

		if (j == other->count ||
		    (i < r->count && r->run[i].first < other->run[j].first))
			next = &r->run[i++];
		else
			next = &other->run[j++];
		append(&sum, next->first, next->last);
	}
	adopt(r, &sum);
}

/* Appends to `out` what of `run` is not in other; *at only moves forward. */
static void subtract(struct ranges *out, struct range run,
		     const struct ranges *other, size_t *at)
{
	while (*at < other->count && other->run[*at].last < run.first)
		(*at)++;
	while (*at < other->count && other->run[*at].first <= run.last) {
		struct range cut = other->run[*at];

		if (cut.first > run.first)
			append(out, run.first, cut.first - 1);
		if (cut.last >= run.last)
			return;
		run.first = cut.last + 1;
		(*at)++;
	}
	append(out, run.first, run.last);
}

void ranges_remove_all(struct ranges *r, const struct ranges *other)
{
	struct ranges rest;
	size_t at = 0;

	if (other == r) {
		ranges_clear(r);
		return;
	}
	if (other->count <= 1) {
		if (other->count)
			ranges_remove_run(r, other->run[0].first,
					  other->run[0].last);
		return;
	}
	ranges_init(&rest);
	for (size_t i = 0; i < r->count; i++)
		subtract(&rest, r->run[i], other, &at);
	adopt(r, &rest);
}

void ranges_intersect(struct ranges *r, const struct ranges *other)
{
	struct ranges both;
	size_t i = 0;
	size_t j = 0;

	ranges_init(&both);
	while (i < r->count && j < other->count) {
		struct range a = r->run[i];
		struct range b = other->run[j];
		uint32_t first = a.first > b.first ? a.first : b.first;
		uint32_t last = a.last < b.last ? a.last : b.last;

		if (first <= last)
			append(&both, first, last);
		if (a.last < b.last)
			i++;
		else
			j++;
	}
	adopt(r, &both);
}

bool ranges_is_empty(const struct ranges *r)
{
	return r->count == 0;
}

bool ranges_has(const struct ranges *r, uint32_t n)
{
	size_t at = find(r, n);

	return at < r->count && r->run[at].first <= n;
}

/* Makes `before` right for the first `count` runs. */
static void rank_runs(struct ranges *r, size_t count)
{
	for (size_t i = r->ranked; i < count; i++) {
		const struct range *left = i ? &r->run[i - 1] : NULL;

		r->run[i].before =
			left ? left->before + left->last - left->first + 1 : 0;
	}
	if (r->ranked < count)
		r->ranked = count;
}

uint32_t ranges_size(struct ranges *r)
{
	const struct range *tail;

	if (r->count == 0)
		return 0;
	rank_runs(r, r->count);
	tail = &r->run[r->count - 1];
	return tail->before + tail->last - tail->first + 1;
}

uint32_t ranges_last(const struct ranges *r)
{
	return r->count ? r->run[r->count - 1].last : 0;
}

uint32_t ranges_rank(struct ranges *r, uint32_t n)
{
	size_t at = find(r, n);

	if (at == r->count || r->run[at].first > n)
		return 0;
	rank_runs(r, at + 1);
	return r->run[at].before + (n - r->run[at].first) + 1;
}

uint32_t ranges_select(struct ranges *r, uint32_t rank)
{
	size_t low = 0;
	size_t high = r->count;

	if (rank == 0 || rank > ranges_size(r))
		return 0;
	/* The last run with before < rank. */
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (r->run[middle].before < rank)
			low = middle;
		else
			high = middle;
	}
	return r->run[low].first + (rank - r->run[low].before - 1);
}

uint32_t ranges_from(const struct ranges *r, uint32_t n)
{
	size_t at = find(r, n);

	if (at == r->count)
		return 0;
	return r->run[at].first > n ? r->run[at].first : n;
}

uint32_t ranges_next(const struct ranges *r, uint32_t n)
{
	return n == UINT32_MAX ? 0 : ranges_from(r, n + 1);
}

uint32_t ranges_run_end(const struct ranges *r, uint32_t n)
{
	size_t at = find(r, n);

	return at < r->count && r->run[at].first <= n ? r->run[at].last : n;
}

void ranges_write(const struct ranges *r, struct buf *out)
{
	for (size_t i = 0; i < r->count; i++) {
		if (i)
			buf_add_char(out, ',');
		buf_add_u64(out, r->run[i].first);
		if (r->run[i].last == r->run[i].first)
			continue;
		buf_add_char(out, ':');
		buf_add_u64(out, r->run[i].last);
	}
}

static void add_varint(struct buf *out, uint64_t n)
{
	for (; n >= 0x80; n >>= 7)
		buf_add_char(out, (char)(n | 0x80));
	buf_add_char(out, (char)n);
}

static bool take_varint(struct span *s, uint64_t *out)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s->len && i < 5; i++) {
		unsigned char byte = (unsigned char)s->ptr[i];

		n |= (uint64_t)(byte & 0x7f) << (7 * i);
		if (byte & 0x80)
			continue;
		*s = span_from(*s, i + 1);
		*out = n;
		return byte != 0 || i == 0; /* one spelling per number */
	}
	return false;
}

/*
 * A run is the gap to the smallest possible next member, doubled; its low bit
 * says that a length (minus two) follows. A lone UID near the last is one byte.
 */
void ranges_pack(const struct ranges *r, struct buf *out)
{
	uint64_t least = 1;

	for (size_t i = 0; i < r->count; i++) {
		struct range run = r->run[i];
		bool is_long = run.last > run.first;

		add_varint(out, (run.first - least) * 2 + is_long);
		if (is_long)
			add_varint(out, run.last - run.first - 1);
		least = (uint64_t)run.last + 2;
	}
}

bool ranges_unpack(struct ranges *r, struct span packed, size_t max_runs)
{
	uint64_t least = 1;

	ranges_clear(r);
	while (packed.len > 0) {
		uint64_t head;
		uint64_t more = 0;
		uint64_t first;
		uint64_t last;

		if (r->count == max_runs || !take_varint(&packed, &head))
			return false;
		if ((head & 1) && !take_varint(&packed, &more))
			return false;
		first = least + head / 2;
		last = first + (head & 1) + more;
		if (last > UINT32_MAX)
			return false;
		append(r, (uint32_t)first, (uint32_t)last);
		least = last + 2;
	}
	return true;
}
