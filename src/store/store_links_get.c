/* SPDX-License-Identifier: MIT */
/* What is kept, and rows of the messages that are missing there. */
#include "store/store_links.h"

#include "base/hash.h"
#include "base/x.h"
#include "store/store_kept.h"
#include "store/store_orders.h"

enum {
	FIRST = 1024
};

struct adding {
	struct store_links *links;
	size_t bytes_max;
	bool is_complete; /* no message could not be read */
};

/* ---- rows ---- */

static void grow_rows(struct store_links *l)
{
	l->space = l->space ? l->space * 2 : FIRST;
	l->date = x_realloc_array(l->date, l->space, sizeof(*l->date));
	l->name = x_realloc_array(l->name, l->space, sizeof(*l->name));
	l->base = x_realloc_array(l->base, l->space, sizeof(*l->base));
	l->refs_end =
		x_realloc_array(l->refs_end, l->space, sizeof(*l->refs_end));
}

static void add_reference(struct store_links *l, uint64_t id)
{
	if (l->refs_count == l->refs_space) {
		l->refs_space = l->refs_space ? l->refs_space * 2 : FIRST;
		l->refs = x_realloc_array(l->refs, l->refs_space,
					  sizeof(*l->refs));
	}
	l->refs[l->refs_count++] = store_numbers_of(&l->ids, id);
}

/* Who makes another subject with the same hash could as well have sent the
 * same subject. */
static uint32_t base_of(struct store_links *l, const struct mime_order *order)
{
	uint32_t number = 0;

	if (order->base.len)
		number = store_numbers_of(
			&l->bases,
			hash_add_words(
				hash_add_word(HASH_START, order->base.len),
				order->base));
	return 2 * number + order->is_reply;
}

static void add_row(struct store_links *l, uint32_t uid,
		    const struct store_message *message,
		    const struct mime_order *order)
{
	uint32_t row = l->count;
	size_t refs = order ? mime_order_reference_count(order) : 0;

	if (l->count == l->space)
		grow_rows(l);
	l->count++;
	ranges_add(&l->uids, uid);
	l->date[row] = (uint64_t)(order && order->date != INT64_MIN
					  ? order->date
					  : message->internaldate);
	l->name[row] =
		order && order->id ? store_numbers_of(&l->ids, order->id) : 0;
	l->base[row] = order ? base_of(l, order) : 0;
	for (size_t i = 0; i < refs; i++)
		add_reference(l, mime_order_reference(order, i));
	l->refs_end[row] = l->refs_count;
}

/* What is kept may take twice as much in memory, tables and all. */
static bool is_within(const struct store_links *l, size_t bytes_max)
{
	return (l->count + (uint64_t)l->ids.count + l->bases.count) * 48 +
		       (uint64_t)l->refs_count * 8 <=
	       bytes_max;
}

static bool take(void *arg, uint32_t uid, const struct store_message *message,
		 const struct mime_order *order, struct err *err)
{
	struct adding *a = arg;

	if (!message)
		return true;
	if (!order)
		a->is_complete = false;
	add_row(a->links, uid, message, order);
	return is_within(a->links, a->bytes_max) ||
	       err_set(err, ERR_LIMIT, "Too many messages to thread");
}

/* ---- what is kept, and what is missing of it ---- */

static bool is_worth_keeping(const struct store_links *l, uint32_t kept,
			     struct store_box *box, const struct ranges *uids)
{
	return store_orders_count(uids) == ranges_size(&box->uids) &&
	       store_kept_is_worth(l->count, kept);
}

bool store_links_get(struct store_box *box, const struct ranges *uids,
		     size_t bytes_max, struct store_links *out, struct err *err)
{
	struct adding a = {
		.links = out,
		.bytes_max = bytes_max,
		.is_complete = true,
	};
	struct ranges missing;
	uint32_t kept;
	bool ok;

	*out = (struct store_links){ .count = 0 };
	ranges_init(&missing);
	ranges_copy(&missing, uids);
	store_links_load(box, bytes_max, out);
	ranges_remove_all(&missing, &out->uids);
	if (!store_kept_goes_on(&out->uids, out->count, box, &missing)) {
		store_links_release(out);
		ranges_copy(&missing, uids);
	}
	kept = out->count;
	ok = store_orders_read(box, &missing, STORE_ORDERS_FULL, take, &a, err);
	if (ok && a.is_complete && is_worth_keeping(out, kept, box, uids))
		store_links_keep(box, out);
	if (!ok)
		store_links_release(out);
	ranges_release(&missing);
	return ok;
}
