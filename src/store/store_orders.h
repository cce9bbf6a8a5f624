/* SPDX-License-Identifier: MIT */
/* Reading of many messages what they are sorted and threaded by. */
#pragma once

#include "store/store_message.h"

enum store_orders {
	STORE_ORDERS_RECORDS, /* no more than the record */
	STORE_ORDERS_SENT,    /* where the record does not tell the sent date */
	STORE_ORDERS_FULL
};
/* Called for each in order. message is NULL if it is gone, order if it can't
 * be read or was not asked for. false ends it all. */
typedef bool store_orders_take(void *arg, uint32_t uid,
			       const struct store_message *message,
			       const struct mime_order *order, struct err *err);
/* No read bracket may be open. */
MUST_CHECK bool store_orders_read(struct store_box *box,
				  const struct ranges *uids,
				  enum store_orders what,
				  store_orders_take *take, void *arg,
				  struct err *err);
size_t store_orders_count(const struct ranges *uids);
