/* SPDX-License-Identifier: MIT */
/*
 * The algorithms of RFC 5256 3; the numbers of the steps are those there.
 * First every message and every message that one refers to becomes a node that
 * knows its parent; then lists of children are made of that, and these are
 * worked on from the leaves to the root. Nothing recurses: a thread may be as
 * deep as the mailbox is large.
 */
#include "store/store_order.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/hash.h"
#include "base/x.h"
#include "store/store_orders.h"
#include "store/store_thread_tree.h"

/* A message or one that is referred to becomes a node. */
struct linking {
	struct store_thread_tree *tree;
	uint32_t *table; /* by message id: nodes, 0 is free */
	size_t table_size;
	size_t table_used;
	uint64_t steps_left; /* upwards, in all */
};

enum {
	TABLE_FIRST = 1024,
	STEPS_LEAST = 1 << 20,
	STEPS_PER_MESSAGE = 64,
};

/* ---- message ids ---- */

static uint32_t *slot_of(const struct linking *l, uint64_t id)
{
	size_t at = (size_t)(id ^ id >> 32) & (l->table_size - 1);

	while (l->table[at] && l->tree->node[l->table[at]].id != id)
		at = (at + 1) & (l->table_size - 1);
	return &l->table[at];
}

static void grow_table(struct linking *l)
{
	uint32_t *old = l->table;
	size_t old_size = l->table_size;

	l->table_size = old_size ? old_size * 2 : TABLE_FIRST;
	l->table = x_realloc_array(NULL, l->table_size, sizeof(*l->table));
	memset(l->table, 0, l->table_size * sizeof(*l->table));
	for (size_t i = 0; i < old_size; i++)
		if (old[i])
			*slot_of(l, l->tree->node[old[i]].id) = old[i];
	free(old);
}

static uint32_t node_of(struct linking *l, uint64_t id)
{
	uint32_t *slot;

	if (2 * l->table_used >= l->table_size)
		grow_table(l);
	slot = slot_of(l, id);
	if (*slot == 0) {
		*slot = store_thread_tree_add(l->tree);
		l->tree->node[*slot].id = id;
		l->table_used++;
	}
	return *slot;
}

/* ---- (1) ---- */

/* Would parent be below node? Only a node that has children can be above
 * another. Who makes us climb too much gets no more links. */
static bool makes_loop(struct linking *l, uint32_t parent, uint32_t node)
{
	const struct store_thread_link *nodes = l->tree->node;

	if (parent == node)
		return true;
	if (nodes[node].children == 0)
		return false;
	for (uint32_t n = parent; n; n = nodes[n].parent) {
		if (n == node || l->steps_left == 0)
			return true;
		l->steps_left--;
	}
	return false;
}

static void link_to(struct linking *l, uint32_t parent, uint32_t node)
{
	struct store_thread_link *nodes = l->tree->node;

	if (makes_loop(l, parent, node))
		return;
	nodes[node].parent = parent;
	nodes[parent].children++;
}

static void link_references(struct linking *l, const struct mime_order *order,
			    uint32_t node)
{
	size_t count = order ? mime_order_reference_count(order) : 0;
	uint32_t before = 0;

	for (size_t i = 0; i < count; i++) {
		uint32_t to = node_of(l, mime_order_reference(order, i));

		if (before && l->tree->node[to].parent == 0)
			link_to(l, before, to);
		before = to;
	}
	if (l->tree->node[node].parent) {
		l->tree->node[l->tree->node[node].parent].children--;
		l->tree->node[node].parent = 0;
	}
	if (before)
		link_to(l, before, node);
}

static bool add_linked(void *arg, uint32_t uid, const struct store_message *m,
		       const struct mime_order *order, struct err *err)
{
	struct linking *l = arg;
	uint32_t node = 0;

	if (!m)
		return true;
	if (order && order->id)
		node = node_of(l, order->id);
	/* Of two with one id, the first has it. */
	if (node == 0 || l->tree->node[node].uid)
		node = store_thread_tree_add(l->tree);
	if (!store_thread_tree_set(l->tree, node, uid, m, order, err))
		return false;
	link_references(l, order, node);
	return true;
}

static bool thread_references(struct store_box *box, const struct ranges *uids,
			      enum store_thread_how how,
			      struct store_thread_tree *tree, struct err *err)
{
	struct linking l = {
		.tree = tree,
		.steps_left =
			STEPS_LEAST +
			STEPS_PER_MESSAGE * (uint64_t)store_orders_count(uids),
	};
	bool ok = store_orders_read(box, uids, STORE_ORDERS_FULL, add_linked,
				    &l, err);

	free(l.table);
	if (!ok)
		return false;
	store_thread_tree_grow(tree);
	store_thread_tree_prune(tree);
	if (how == STORE_THREAD_REFERENCES) {
		store_thread_tree_sort_roots(tree);
		store_thread_tree_merge(tree);
		store_thread_tree_sort(tree);
	} else {
		store_thread_tree_sort(tree);
		store_thread_tree_sort_latest(tree);
	}
	return true;
}

/* ---- ORDEREDSUBJECT ---- */

static bool add_plain(void *arg, uint32_t uid, const struct store_message *m,
		      const struct mime_order *order, struct err *err)
{
	struct store_thread_tree *tree = arg;

	return !m || store_thread_tree_set(tree, store_thread_tree_add(tree),
					   uid, m, order, err);
}

bool store_thread(struct store_box *box, const struct ranges *uids,
		  enum store_thread_how how, size_t bytes_max,
		  struct store_threads *out, struct err *err)
{
	struct store_thread_tree tree;
	bool ok;

	store_thread_tree_init(&tree, bytes_max);
	if (how == STORE_THREAD_ORDEREDSUBJECT) {
		ok = store_orders_read(box, uids, STORE_ORDERS_FULL, add_plain,
				       &tree, err);
		if (ok)
			store_thread_tree_group(&tree);
	} else {
		ok = thread_references(box, uids, how, &tree, err);
	}
	if (ok)
		store_thread_tree_give(&tree, out);
	store_thread_tree_release(&tree);
	return ok;
}
