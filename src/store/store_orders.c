/* SPDX-License-Identifier: MIT */
/*
 * A few hundred messages from one snapshot. One that was never parsed ends it:
 * it is parsed, and another snapshot begins with it.
 */
#include "store/store_orders.h"

enum {
	PIECE = 2000
};

enum step {
	STEP_ON,
	STEP_PARSE, /* the message first */
	STEP_FAILED
};

static enum step read_one(struct store_read *read, uint32_t uid,
			  enum store_orders what, store_orders_take *take,
			  void *arg, struct err *err)
{
	struct store_message message;
	struct mime_order order;

	if (!store_message_get(read, uid, &message, err)) {
		if (err->kind != ERR_GONE || !take(arg, uid, NULL, NULL, err))
			return STEP_FAILED;
		return STEP_ON;
	}
	if (what == STORE_ORDERS_RECORDS)
		return take(arg, uid, &message, NULL, err) ? STEP_ON
							   : STEP_FAILED;
	if (!store_message_order(read, &message, &order, err))
		return err->kind == ERR_NOTFOUND ? STEP_PARSE : STEP_FAILED;
	return take(arg, uid, &message, &order, err) ? STEP_ON : STEP_FAILED;
}

/* From *uid on, which becomes the next to read or 0. */
static enum step read_piece(struct store_box *box, const struct ranges *uids,
			    uint32_t *uid, enum store_orders what,
			    store_orders_take *take, void *arg, struct err *err)
{
	enum step step = STEP_ON;
	struct store_read read;

	if (!store_read_begin(box, &read, err))
		return STEP_FAILED;
	for (unsigned n = 0; *uid && n < PIECE; n++) {
		step = read_one(&read, *uid, what, take, arg, err);
		if (step != STEP_ON)
			break;
		*uid = ranges_next(uids, *uid);
	}
	store_read_end(&read);
	return step;
}

/* A file that is gone or can't be read leaves the message without order. */
static bool parse(struct store_box *box, const struct ranges *uids,
		  uint32_t *uid, bool again, store_orders_take *take, void *arg,
		  struct err *err)
{
	struct store_message message;
	struct store_read read;
	bool known;

	err_clear(err);
	if (again && store_message_cache(box, *uid, err))
		return true;
	err_clear(err);
	if (!store_read_begin(box, &read, err))
		return false;
	known = store_message_get(&read, *uid, &message, err);
	store_read_end(&read);
	if (!take(arg, *uid, known ? &message : NULL, NULL, err))
		return false;
	*uid = ranges_next(uids, *uid);
	return true;
}

bool store_orders_read(struct store_box *box, const struct ranges *uids,
		       enum store_orders what, store_orders_take *take,
		       void *arg, struct err *err)
{
	uint32_t uid = ranges_from(uids, 1);
	uint32_t parsed = 0;

	while (uid) {
		enum step step =
			read_piece(box, uids, &uid, what, take, arg, err);

		if (step == STEP_FAILED)
			return false;
		if (step == STEP_ON)
			continue;
		/* Once is enough: what was kept then can't be read. */
		if (!parse(box, uids, &uid, uid != parsed, take, arg, err))
			return false;
		parsed = uid;
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
