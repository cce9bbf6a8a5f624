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

#include "base/x.h"
#include "store/store_links.h"
#include "store/store_orders.h"
#include "store/store_thread_tree.h"

/* A message or one that is referred to becomes a node. */
struct linking {
	struct store_thread_tree *tree;
	const struct store_links *links;
	uint32_t *node_of;   /* by number of a message id; 0: none yet */
	uint64_t steps_left; /* upwards, in all */
};

enum {
	STEPS_LEAST = 1 << 20,
	STEPS_PER_MESSAGE = 64,
};

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

static uint32_t node_of(struct linking *l, uint32_t name)
{
	if (l->node_of[name] == 0)
		l->node_of[name] = store_thread_tree_add(l->tree);
	return l->node_of[name];
}

static void link_references(struct linking *l, uint32_t row, uint32_t node)
{
	const struct store_links *links = l->links;
	uint32_t before = 0;

	for (uint32_t i = row ? links->refs_end[row - 1] : 0;
	     i < links->refs_end[row]; i++) {
		uint32_t to = node_of(l, links->refs[i]);

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

static void fill(struct linking *l, uint32_t row, uint32_t uid, uint32_t node)
{
	struct store_thread_link *n = &l->tree->node[node];

	n->uid = uid;
	n->date = (int64_t)l->links->date[row];
	n->base = l->links->base[row] / 2;
	n->is_reply = l->links->base[row] & 1;
}

static void add_linked(struct linking *l, uint32_t row, uint32_t uid)
{
	uint32_t name = l->links->name[row];
	uint32_t node = name ? node_of(l, name) : 0;

	/* Of two with one id, the first has it. */
	if (node == 0 || l->tree->node[node].uid)
		node = store_thread_tree_add(l->tree);
	fill(l, row, uid, node);
	link_references(l, row, node);
}

static void add_plain(struct linking *l, uint32_t row, uint32_t uid)
{
	fill(l, row, uid, store_thread_tree_add(l->tree));
}

/* Those of uids that there are rows of. */
static void add_all(struct linking *l, const struct ranges *uids,
		    void (*add)(struct linking *l, uint32_t row, uint32_t uid))
{
	const struct ranges *rows = &l->links->uids;
	uint32_t row = 0;
	size_t at = 0;

	for (size_t i = 0; i < rows->count; i++) {
		for (uint64_t u = rows->run[i].first; u <= rows->run[i].last;
		     u++, row++) {
			while (at < uids->count && uids->run[at].last < u)
				at++;
			if (at < uids->count && uids->run[at].first <= u)
				add(l, row, (uint32_t)u);
		}
	}
}

/* ---- the ways ---- */

static void thread_references(struct linking *l, const struct ranges *uids,
			      enum store_thread_how how)
{
	struct store_thread_tree *tree = l->tree;

	l->node_of =
		x_calloc((size_t)l->links->ids.count + 1, sizeof(*l->node_of));
	add_all(l, uids, add_linked);
	free(l->node_of);
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
}

bool store_thread(struct store_box *box, const struct ranges *uids,
		  enum store_thread_how how, size_t bytes_max,
		  struct store_threads *out, struct err *err)
{
	struct store_thread_tree tree;
	struct store_links links;
	struct linking l = {
		.tree = &tree,
		.links = &links,
		.steps_left =
			STEPS_LEAST +
			STEPS_PER_MESSAGE * (uint64_t)store_orders_count(uids),
	};

	if (!store_links_get(box, uids, bytes_max, &links, err))
		return false;
	store_thread_tree_init(&tree, links.bases.count);
	if (how == STORE_THREAD_ORDEREDSUBJECT) {
		add_all(&l, uids, add_plain);
		store_thread_tree_group(&tree);
	} else {
		thread_references(&l, uids, how);
	}
	store_thread_tree_give(&tree, out);
	store_thread_tree_release(&tree);
	store_links_release(&links);
	return true;
}
