/* SPDX-License-Identifier: MIT */
/* Kept as a column of store_kept.h. */
#include "store/store_sizes.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/x.h"
#include "store/store_kept.h"
#include "store/store_orders.h"

enum {
	FIRST = 1024
};

struct sizes {
	struct ranges uids; /* that there are sizes of, in their order */
	uint32_t *size;
	uint32_t count;
	uint32_t space;
};

static bool is_size(const struct store_criterion *c)
{
	return c->key == STORE_KEY_LARGER || c->key == STORE_KEY_SMALLER;
}

static bool has_size(const struct store_criterion *c)
{
	if (is_size(c))
		return true;
	for (c = c->child; c; c = c->next)
		if (has_size(c))
			return true;
	return false;
}

/* ---- what is kept ---- */

static void clear(struct sizes *s)
{
	ranges_clear(&s->uids);
	s->count = 0;
}

static bool read_value(struct span value, struct sizes *out)
{
	struct span numbers;

	if (!store_kept_column(value, &out->uids, &numbers) || numbers.len == 0)
		return false;
	out->size = x_realloc_array(NULL, numbers.len, 1);
	out->count = out->space = ranges_size(&out->uids);
	memcpy(out->size, numbers.ptr, numbers.len);
	for (uint32_t i = 0; i < out->count; i++)
		out->size[i] = le32toh(out->size[i]);
	return true;
}

static void load(struct store_box *box, struct sizes *out)
{
	struct store_read read;
	struct span value;
	struct err err = { 0 };

	if (!store_read_begin(box, &read, &err))
		return;
	if (store_kept_get(&read, STORE_KEPT_SIZES, &value) &&
	    !read_value(value, out))
		clear(out);
	store_read_end(&read);
}

static void keep(struct store_box *box, const struct sizes *s)
{
	auto_buf struct buf value;

	buf_init(&value, UINT32_MAX);
	store_kept_add_column(&value, &s->uids, s->size, s->count);
	if (!value.full)
		store_kept_put(box, STORE_KEPT_SIZES, buf_span(&value));
}

/* ---- what is missing of it ---- */

static bool take(void *arg, uint32_t uid, const struct store_message *message,
		 const struct mime_order *order, struct err *err)
{
	struct sizes *s = arg;

	(void)order;
	if (!message)
		return true;
	if (message->vsize > UINT32_MAX)
		return err_set(err, ERR_LIMIT, "A message of 4 GiB");
	if (s->count == s->space) {
		s->space = s->space ? s->space * 2 : FIRST;
		s->size = x_realloc_array(s->size, s->space, sizeof(*s->size));
	}
	s->size[s->count++] = (uint32_t)message->vsize;
	ranges_add(&s->uids, uid);
	return true;
}

static bool get(struct store_box *box, struct sizes *out)
{
	auto_ranges struct ranges missing;
	struct err err = { 0 };
	uint32_t kept;

	load(box, out);
	ranges_init(&missing);
	ranges_copy(&missing, &box->uids);
	ranges_remove_all(&missing, &out->uids);
	if (!store_kept_goes_on(&out->uids, out->count, box, &missing)) {
		clear(out);
		ranges_copy(&missing, &box->uids);
	}
	kept = out->count;
	if (!store_orders_read(box, &missing, STORE_ORDERS_RECORDS, take, out,
			       &err))
		return false;
	if (store_kept_is_worth(out->count, kept))
		keep(box, out);
	return true;
}

/* ---- the program ---- */

static bool matches(const struct store_criterion *c, uint32_t size)
{
	return c->key == STORE_KEY_LARGER ? size > c->number : size < c->number;
}

/* Of one run of UIDs. */
static void find_in(struct store_criterion *c, const struct range *run,
		    const uint32_t *size)
{
	uint32_t count = run->last - run->first + 1;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t first = i;

		while (i < count && matches(c, size[i]))
			i++;
		if (i > first)
			ranges_add_run(&c->set, run->first + first,
				       run->first + i - 1);
	}
}

static void decide(struct store_box *box, const struct sizes *s,
		   struct store_criterion *c)
{
	const uint32_t *size = s->size;

	if (is_size(c)) {
		ranges_clear(&c->set);
		for (size_t i = 0; i < s->uids.count; i++) {
			const struct range *run = &s->uids.run[i];

			find_in(c, run, size);
			size += run->last - run->first + 1;
		}
		ranges_intersect(&c->set, &box->uids);
		c->is_set = true;
	}
	for (c = c->child; c; c = c->next)
		decide(box, s, c);
}

/* Of an earlier search with the same program. */
static void forget(struct store_criterion *c)
{
	c->is_set = false;
	for (c = c->child; c; c = c->next)
		forget(c);
}

void store_sizes_decide(struct store_box *box, struct store_criterion *program)
{
	struct sizes sizes = { .count = 0 };

	if (!has_size(program))
		return;
	forget(program);
	/* Their records are read as fast. */
	if (ranges_size(&box->uids) < STORE_KEPT_LEAST)
		return;
	ranges_init(&sizes.uids);
	if (get(box, &sizes))
		decide(box, &sizes, program);
	ranges_release(&sizes.uids);
	free(sizes.size);
}
