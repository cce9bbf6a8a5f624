/* SPDX-License-Identifier: MIT */
/*
 * A few hundred messages from one snapshot. One that was never parsed ends it:
 * it is parsed, and another snapshot begins with it.
 */
#include "store/store_orders.h"

#include "store/store_progress.h"

enum {
	PIECE = 2000
};

enum parse {
	PARSE_IT,
	PARSE_NOT /* it was, and what was kept then can't be read */
};

enum step {
	STEP_ON,
	STEP_PARSE, /* the message first */
	STEP_FAILED
};

struct reading {
	struct store_box *box;
	const struct ranges *uids;
	enum store_orders what;
	store_orders_take *take;
	void *arg;
	uint32_t uid;  /* the next to read, or 0 */
	uint32_t done; /* messages before it */
	struct store_ahead ahead;
};

static void go_on(struct reading *r)
{
	r->uid = ranges_next(r->uids, r->uid);
	r->done++;
}

static bool needs_order(const struct reading *r, const struct store_message *m)
{
	return r->what == STORE_ORDERS_FULL ||
	       (r->what == STORE_ORDERS_SENT && m->sent == INT64_MIN);
}

static enum step read_one(struct reading *r, struct store_read *read,
			  unsigned i, struct err *err)
{
	const struct store_message *m =
		r->ahead.gone >> i & 1 ? NULL : &r->ahead.message[i];
	bool full = m && needs_order(r, m);
	struct mime_order order;

	r->uid = r->ahead.message[i].uid;
	if (full && !store_message_order(read, m, &order, err))
		return err->kind == ERR_NOTFOUND ? STEP_PARSE : STEP_FAILED;
	return r->take(r->arg, r->uid, m, full ? &order : NULL, err)
		       ? STEP_ON
		       : STEP_FAILED;
}

static enum step read_some(struct reading *r, struct store_read *read,
			   struct err *err)
{
	enum store_ahead_of need = r->what == STORE_ORDERS_FULL
					   ? STORE_AHEAD_FIELDS
					   : STORE_AHEAD_RECORDS;
	uint32_t next = r->uid;

	if (!store_message_ahead(read, r->uids, &next, need, &r->ahead, err))
		return STEP_FAILED;
	for (unsigned i = 0; i < r->ahead.count; i++) {
		enum step step = read_one(r, read, i, err);

		if (step != STEP_ON)
			return step;
		r->done++;
	}
	r->uid = next;
	return STEP_ON;
}

static enum step read_piece(struct reading *r, struct err *err)
{
	enum step step = STEP_ON;
	struct store_read read;

	if (!store_read_begin(r->box, &read, err))
		return STEP_FAILED;
	for (unsigned n = 0; r->uid && step == STEP_ON && n < PIECE;
	     n += STORE_AHEAD)
		step = read_some(r, &read, err);
	store_read_end(&read);
	return step;
}

/* A file that is gone or can't be read leaves the message without order. */
static bool parse(struct reading *r, enum parse how, struct err *err)
{
	struct store_message message;
	struct store_read read;
	bool known;

	err_clear(err);
	if (how == PARSE_IT &&
	    store_message_cache_from(r->box, r->uids, r->uid,
				     STORE_CACHE_HEADER, err))
		return true;
	err_clear(err);
	if (!store_read_begin(r->box, &read, err))
		return false;
	known = store_message_get(&read, r->uid, &message, err);
	store_read_end(&read);
	if (!r->take(r->arg, r->uid, known ? &message : NULL, NULL, err))
		return false;
	go_on(r);
	return true;
}

bool store_orders_read(struct store_box *box, const struct ranges *uids,
		       enum store_orders what, store_orders_take *take,
		       void *arg, struct err *err)
{
	struct reading r = {
		.box = box,
		.uids = uids,
		.what = what,
		.take = take,
		.arg = arg,
		.uid = ranges_from(uids, 1),
	};
	uint32_t goal = (uint32_t)store_orders_count(uids);
	uint32_t parsed = 0;

	while (r.uid) {
		enum step step;

		store_progress_tell(box, r.done, goal);
		step = read_piece(&r, err);
		if (step == STEP_FAILED)
			return false;
		if (step == STEP_ON)
			continue;
		if (!parse(&r, r.uid == parsed ? PARSE_NOT : PARSE_IT, err))
			return false;
		parsed = r.uid;
	}
	return true;
}

size_t store_orders_count(const struct ranges *uids)
{
	size_t count = 0;

	for (size_t i = 0; i < uids->count; i++)
		count += (size_t)(uids->run[i].last - uids->run[i].first) + 1;
	return count;
}
