/* SPDX-License-Identifier: MIT */
/*
 * A set is kept as it was written and resolved against a view: runs are
 * turned the right way round, sorted, and added in ascending order, so that a
 * long set in any order costs n log n.
 */
#include "imap/imap_set.h"

#include "base/auto.h"
#include "base/x.h"

static bool take_number(struct span *rest, uint32_t *out)
{
	uint64_t n = 0;

	if (!wire_imap_take_char(rest, '*') &&
	    (!wire_imap_take_number(rest, UINT32_MAX, &n) || n == 0))
		return false;
	*out = (uint32_t)n;
	return true;
}

static bool take_run(struct span *rest, struct imap_set_run *out)
{
	if (!take_number(rest, &out->first))
		return false;
	out->last = out->first;
	return !wire_imap_take_char(rest, ':') || take_number(rest, &out->last);
}

static size_t count_runs(struct span text)
{
	size_t count = 1;

	for (size_t i = 0; i < text.len && text.ptr[i] != ' '; i++)
		count += text.ptr[i] == ',';
	return count;
}

bool imap_set_take(struct span *rest, struct arena *arena, struct imap_set *out)
{
	struct span at = *rest;

	out->run = arena_alloc_array(arena, count_runs(at), sizeof(*out->run));
	out->count = 0;
	do {
		if (!take_run(&at, &out->run[out->count++]))
			return false;
	} while (wire_imap_take_char(&at, ','));
	*rest = at;
	return true;
}

static int compare_runs(const void *a, const void *b)
{
	const struct imap_set_run *x = a;
	const struct imap_set_run *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

/* All runs with "*" as star, clipped to max, into out. */
static void add_runs(const struct imap_set *set, uint32_t star, uint32_t max,
		     struct ranges *out)
{
	auto_free struct imap_set_run *runs =
		x_realloc_array(NULL, set->count, sizeof(*runs));

	memcpy(runs, set->run, set->count * sizeof(*runs));
	for (size_t i = 0; i < set->count; i++) {
		uint32_t a = runs[i].first ? runs[i].first : star;
		uint32_t b = runs[i].last ? runs[i].last : star;

		runs[i].first = a < b ? a : b;
		runs[i].last = a < b ? b : a;
	}
	qsort(runs, set->count, sizeof(*runs), compare_runs);
	for (size_t i = 0; i < set->count; i++) {
		if (runs[i].last > max)
			runs[i].last = max;
		if (runs[i].first && runs[i].first <= runs[i].last)
			ranges_add_run(out, runs[i].first, runs[i].last);
	}
}

void imap_set_uids(const struct imap_set *set, struct ranges *view,
		   struct ranges *out)
{
	ranges_clear(out);
	if (!ranges_is_empty(view))
		add_runs(set, ranges_last(view), UINT32_MAX, out);
}

void imap_set_uids_to(const struct imap_set *set, uint32_t last,
		      struct ranges *out)
{
	ranges_clear(out);
	add_runs(set, last, UINT32_MAX, out);
}

bool imap_set_is_ascending(const struct imap_set *set)
{
	uint32_t before = 0;

	for (size_t i = 0; i < set->count; i++) {
		if (set->run[i].first <= before ||
		    set->run[i].last < set->run[i].first)
			return false;
		before = set->run[i].last;
	}
	return true;
}

void imap_set_of_uids(const struct imap_set *set, struct ranges *view,
		      struct ranges *out)
{
	imap_set_uids(set, view, out);
	ranges_intersect(out, view);
}

void imap_set_numbers(const struct imap_set *set, struct ranges *view,
		      struct ranges *out)
{
	uint32_t size = ranges_size(view);

	ranges_clear(out);
	if (size)
		add_runs(set, size, size, out);
}

/* RFC 9051 9, seq-number: beyond the mailbox is BAD, and so is "*" in an empty
 * one. */
static bool lies_within(const struct imap_set *set, uint32_t size)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->run[i].first > size || set->run[i].last > size)
			return false;
	return size > 0;
}

bool imap_set_of_numbers(const struct imap_set *set, struct ranges *view,
			 struct ranges *out)
{
	auto_ranges struct ranges numbers;

	ranges_init(&numbers);
	ranges_clear(out);
	if (!lies_within(set, ranges_size(view)))
		return false;
	imap_set_numbers(set, view, &numbers);
	/* Between the UIDs of the ends lie the UIDs wanted and numbers that
	 * the view does not have. */
	for (size_t i = 0; i < numbers.count; i++)
		ranges_add_run(out, ranges_select(view, numbers.run[i].first),
			       ranges_select(view, numbers.run[i].last));
	ranges_intersect(out, view);
	return true;
}

bool imap_set_take_uids(struct imap_session *session,
			const struct imap_request *request, struct span *rest,
			struct ranges *out)
{
	struct ranges *view = &session->box->uids;
	struct span at = *rest;
	struct imap_set set;

	if (!wire_imap_take_space(&at))
		return false;
	if (wire_imap_take_char(&at, '$')) {
		ranges_copy(out, &session->saved);
		ranges_intersect(out, view);
		*rest = at;
		return true;
	}
	if (!imap_set_take(&at, &session->arena, &set))
		return false;
	if (request->uid)
		imap_set_of_uids(&set, view, out);
	else if (!imap_set_of_numbers(&set, view, out))
		return false;
	*rest = at;
	return true;
}
