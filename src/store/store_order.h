/* SPDX-License-Identifier: MIT */
/*
 * Messages in an order, or in threads (RFC 5256, RFC 5957). What is needed of
 * a message is kept beside it; a message that was never parsed is parsed now.
 */
#pragma once

#include "store/store_message.h"

enum store_sort_key {
	STORE_SORT_ARRIVAL,
	STORE_SORT_CC,
	STORE_SORT_DATE,
	STORE_SORT_FROM,
	STORE_SORT_SIZE,
	STORE_SORT_SUBJECT,
	STORE_SORT_TO,
	STORE_SORT_DISPLAYFROM,
	STORE_SORT_DISPLAYTO,
	STORE_SORT_KEYS,
};
struct store_sort_by {
	enum store_sort_key key;
	bool reverse;
};

/* uids, which are of the view, sorted: *out_uids is on the heap. What is gone
 * comes first, as if it had nothing to sort by. ERR_LIMIT: the texts would take
 * more than bytes_max of memory. */
MUST_CHECK bool store_sort(struct store_box *box, const struct ranges *uids,
			   const struct store_sort_by *by, size_t by_count,
			   size_t bytes_max, uint32_t **out_uids,
			   size_t *out_count, struct err *err);

enum store_thread_how {
	STORE_THREAD_ORDEREDSUBJECT,
	STORE_THREAD_REFERENCES,
	STORE_THREAD_REFS,
};
/* Nodes of a forest; 0 stands for none, node[0] is the root of all. */
struct store_thread_node {
	uint32_t uid; /* 0: a message that is not among those threaded */
	uint32_t child;
	uint32_t next;
};
struct store_threads {
	struct store_thread_node *node; /* on the heap */
	size_t count;
};
MUST_CHECK bool store_thread(struct store_box *box, const struct ranges *uids,
			     enum store_thread_how how, size_t bytes_max,
			     struct store_threads *out, struct err *err);
