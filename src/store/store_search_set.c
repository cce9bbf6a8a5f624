/* SPDX-License-Identifier: MIT */
#include "store/store_search_set.h"

#include "base/auto.h"

static bool is_combined(enum store_key key)
{
	return key == STORE_KEY_AND || key == STORE_KEY_OR ||
	       key == STORE_KEY_NOT;
}

bool store_search_set_decides(const struct store_criterion *c)
{
	if (!is_combined(c->key))
		return c->is_set || c->key == STORE_KEY_ALL ||
		       c->key == STORE_KEY_SEQUENCE ||
		       c->key == STORE_KEY_UID || c->key == STORE_KEY_RECENT;
	for (c = c->child; c; c = c->next)
		if (!store_search_set_decides(c))
			return false;
	return true;
}

static void match_sequence(struct store_box *box, const struct ranges *set,
			   struct ranges *out)
{
	uint32_t size = ranges_size(&box->uids);
	auto_ranges struct ranges wanted;

	ranges_init(&wanted);
	for (size_t i = 0; i < set->count && set->run[i].first <= size; i++) {
		uint32_t last =
			set->run[i].last < size ? set->run[i].last : size;

		ranges_add_run(&wanted,
			       ranges_select(&box->uids, set->run[i].first),
			       ranges_select(&box->uids, last));
	}
	ranges_copy(out, &box->uids);
	ranges_intersect(out, &wanted);
}

static void match_any(struct store_box *box, const struct store_criterion *c,
		      struct ranges *out)
{
	ranges_clear(out);
	for (c = c->child; c; c = c->next) {
		auto_ranges struct ranges one;

		ranges_init(&one);
		store_search_set_match(box, c, &one);
		ranges_add_all(out, &one);
	}
}

static void match_not(struct store_box *box, const struct store_criterion *c,
		      struct ranges *out)
{
	auto_ranges struct ranges one;

	ranges_init(&one);
	if (c->child)
		store_search_set_match(box, c->child, &one);
	else
		ranges_copy(&one, &box->uids);
	ranges_copy(out, &box->uids);
	ranges_remove_all(out, &one);
}

void store_search_set_match(struct store_box *box,
			    const struct store_criterion *c, struct ranges *out)
{
	if (c->key == STORE_KEY_SEQUENCE) {
		match_sequence(box, &c->set, out);
	} else if (c->key == STORE_KEY_OR) {
		match_any(box, c, out);
	} else if (c->key == STORE_KEY_NOT) {
		match_not(box, c, out);
	} else if (c->key == STORE_KEY_AND) {
		store_search_set_narrow(box, c, out);
	} else {
		ranges_copy(out, &box->uids);
		if (c->key == STORE_KEY_UID || c->is_set)
			ranges_intersect(out, &c->set);
		else if (c->key == STORE_KEY_RECENT)
			ranges_intersect(out, &box->recent);
	}
}

void store_search_set_narrow(struct store_box *box,
			     const struct store_criterion *c,
			     struct ranges *out)
{
	ranges_copy(out, &box->uids);
	if (c->key != STORE_KEY_AND) {
		if (store_search_set_decides(c))
			store_search_set_match(box, c, out);
		return;
	}
	for (c = c->child; c; c = c->next) {
		auto_ranges struct ranges one;

		ranges_init(&one);
		store_search_set_narrow(box, c, &one);
		ranges_intersect(out, &one);
	}
}
