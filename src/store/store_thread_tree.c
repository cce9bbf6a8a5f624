/* SPDX-License-Identifier: MIT */
#include "store/store_thread_tree.h"

#include <stdlib.h>

#include "base/auto.h"
#include "base/x.h"
#include "store/store_rows.h"

enum {
	SPACE_FIRST = 1024
};

void store_thread_tree_init(struct store_thread_tree *tree, uint32_t bases)
{
	*tree = (struct store_thread_tree){ .bases = bases };
	store_thread_tree_add(tree);
}

void store_thread_tree_release(struct store_thread_tree *tree)
{
	free(tree->node);
	free(tree->order);
}

uint32_t store_thread_tree_add(struct store_thread_tree *tree)
{
	if (tree->count == tree->space) {
		tree->space = tree->space ? tree->space * 2 : SPACE_FIRST;
		tree->node = x_realloc_array(tree->node, tree->space,
					     sizeof(*tree->node));
	}
	tree->node[tree->count] = (struct store_thread_link){ .uid = 0 };
	return (uint32_t)tree->count++;
}

/* ---- lists of children ---- */

static void append(struct store_thread_tree *tree, uint32_t parent,
		   uint32_t node)
{
	struct store_thread_link *p = &tree->node[parent];

	tree->node[node].next = 0;
	tree->node[node].parent = parent;
	if (p->last)
		tree->node[p->last].next = node;
	else
		p->first = node;
	p->last = node;
	p->children++;
}

static void clear_children(struct store_thread_link *n)
{
	n->first = n->last = n->children = 0;
}

/* All children of from, behind those of to. */
static void append_children(struct store_thread_tree *tree, uint32_t to,
			    uint32_t from)
{
	uint32_t next;

	for (uint32_t c = tree->node[from].first; c; c = next) {
		next = tree->node[c].next;
		append(tree, to, c);
	}
	clear_children(&tree->node[from]);
}

/* Every node behind its parent: level by level. */
static void note_order(struct store_thread_tree *tree)
{
	tree->order =
		x_realloc_array(tree->order, tree->count, sizeof(*tree->order));
	tree->order[0] = 0;
	tree->order_count = 1;
	for (size_t i = 0; i < tree->order_count; i++)
		for (uint32_t c = tree->node[tree->order[i]].first; c;
		     c = tree->node[c].next)
			tree->order[tree->order_count++] = c;
}

void store_thread_tree_grow(struct store_thread_tree *tree)
{
	for (size_t i = 0; i < tree->count; i++)
		clear_children(&tree->node[i]);
	for (size_t i = 1; i < tree->count; i++)
		append(tree, tree->node[i].parent, (uint32_t)i);
	note_order(tree);
}

/* One child of a node whose list is made anew. */
static void keep(struct store_thread_tree *tree, uint32_t parent,
		 uint32_t child)
{
	const struct store_thread_link *c = &tree->node[child];

	if (c->uid || (parent == 0 && c->children > 1))
		append(tree, parent, child);
	else
		append_children(tree, parent, child);
}

void store_thread_tree_prune(struct store_thread_tree *tree)
{
	for (size_t i = tree->order_count; i-- > 0;) {
		uint32_t node = tree->order[i];
		uint32_t c = tree->node[node].first;
		uint32_t next;

		clear_children(&tree->node[node]);
		for (; c; c = next) {
			next = tree->node[c].next;
			keep(tree, node, c);
		}
	}
}

/* ---- sorting ---- */

static int compare_uids(const void *a, const void *b, void *arg)
{
	const struct store_row *x = a;
	const struct store_row *y = b;

	(void)arg;
	return (x->uid > y->uid) - (x->uid < y->uid);
}

/* The node itself, or the first child of a dummy, which has some. */
static uint32_t speaker(const struct store_thread_tree *tree, uint32_t node)
{
	const struct store_thread_link *n = &tree->node[node];

	return n->uid || !n->first ? node : n->first;
}

/* By dates[node] where that is given. */
static void sort_children(struct store_thread_tree *tree, uint32_t node,
			  const int64_t *dates)
{
	size_t count = tree->node[node].children;
	auto_free struct store_row *list = NULL;
	size_t n = 0;

	if (count < 2)
		return;
	list = x_realloc_array(NULL, count, sizeof(*list));
	for (uint32_t c = tree->node[node].first; c; c = tree->node[c].next) {
		uint32_t by = speaker(tree, c);

		list[n++] = (struct store_row){
			.rank = store_rows_rank(dates ? dates[c]
						      : tree->node[by].date),
			.place = c,
			.uid = tree->node[by].uid,
		};
	}
	store_rows_sort(list, n, compare_uids, NULL);
	clear_children(&tree->node[node]);
	for (size_t i = 0; i < n; i++)
		append(tree, node, list[i].place);
}

void store_thread_tree_sort_roots(struct store_thread_tree *tree)
{
	for (uint32_t c = tree->node[0].first; c; c = tree->node[c].next)
		if (!tree->node[c].uid)
			sort_children(tree, c, NULL);
	sort_children(tree, 0, NULL);
}

void store_thread_tree_sort(struct store_thread_tree *tree)
{
	note_order(tree);
	for (size_t i = tree->order_count; i-- > 0;)
		sort_children(tree, tree->order[i], NULL);
}

void store_thread_tree_sort_latest(struct store_thread_tree *tree)
{
	auto_free int64_t *latest =
		x_realloc_array(NULL, tree->count, sizeof(*latest));

	note_order(tree);
	for (size_t i = tree->order_count; i-- > 0;) {
		uint32_t n = tree->order[i];

		latest[n] = tree->node[n].uid ? tree->node[n].date : INT64_MIN;
		for (uint32_t c = tree->node[n].first; c;
		     c = tree->node[c].next)
			if (latest[c] > latest[n])
				latest[n] = latest[c];
	}
	sort_children(tree, 0, latest);
}

/* ---- (5) ---- */

struct subjects {
	struct store_thread_tree *tree;
	uint32_t *table; /* by base subject: nodes below the root */
};

static uint32_t base_of(const struct store_thread_tree *tree, uint32_t node)
{
	return tree->node[speaker(tree, node)].base;
}

/* (5.B) */
static void note_subject(struct subjects *s, uint32_t node)
{
	struct store_thread_link *nodes = s->tree->node;
	uint32_t base = base_of(s->tree, node);
	uint32_t *slot = &s->table[base];

	if (base == 0)
		return;
	if (*slot == 0 ||
	    (nodes[*slot].uid && (!nodes[node].uid || (nodes[*slot].is_reply &&
						       !nodes[node].is_reply))))
		*slot = node;
}

/* Both become children of a new dummy, which takes the place of `known`. */
static void join(struct subjects *s, uint32_t *slot, uint32_t node)
{
	uint32_t dummy = store_thread_tree_add(s->tree);

	append(s->tree, dummy, *slot);
	append(s->tree, dummy, node);
	*slot = dummy;
}

/* (5.C): false: it stays below the root. */
static bool merge_one(struct subjects *s, uint32_t node)
{
	struct store_thread_link *nodes = s->tree->node;
	uint32_t base = base_of(s->tree, node);
	uint32_t *slot = &s->table[base];

	if (base == 0 || *slot == node)
		return false;
	if (!nodes[*slot].uid && !nodes[node].uid)
		append_children(s->tree, *slot, node);
	else if (!nodes[*slot].uid ||
		 (nodes[node].is_reply && !nodes[*slot].is_reply))
		append(s->tree, *slot, node);
	else
		join(s, slot, node);
	return true;
}

/* Nodes that a dummy took with it are replaced by it. */
static uint32_t standing_for(const struct store_thread_tree *tree,
			     uint32_t node)
{
	return tree->node[node].parent ? tree->node[node].parent : node;
}

void store_thread_tree_merge(struct store_thread_tree *tree)
{
	size_t count = tree->node[0].children;
	auto_free uint32_t *roots =
		x_realloc_array(NULL, count, sizeof(*roots));
	auto_free bool *gone = NULL;
	struct subjects s = { .tree = tree };
	size_t n = 0;

	s.table = x_calloc((size_t)tree->bases + 1, sizeof(*s.table));
	gone = x_realloc_array(NULL, count, sizeof(*gone));
	for (uint32_t c = tree->node[0].first; c; c = tree->node[c].next)
		roots[n++] = c;
	for (size_t i = 0; i < n; i++)
		note_subject(&s, roots[i]);
	for (size_t i = 0; i < n; i++)
		gone[i] = merge_one(&s, roots[i]);
	free(s.table);
	clear_children(&tree->node[0]);
	for (size_t i = 0; i < n; i++)
		if (!gone[i])
			append(tree, 0, standing_for(tree, roots[i]));
}

/* ---- ORDEREDSUBJECT ---- */

static int compare_subjects(const void *a, const void *b, void *arg)
{
	const struct store_thread_tree *tree = arg;
	const uint32_t *x = a;
	const uint32_t *y = b;
	const struct store_thread_link *m = &tree->node[*x];
	const struct store_thread_link *n = &tree->node[*y];

	if (m->base != n->base)
		return m->base > n->base ? 1 : -1;
	if (m->date != n->date)
		return m->date > n->date ? 1 : -1;
	return (m->uid > n->uid) - (m->uid < n->uid);
}

void store_thread_tree_group(struct store_thread_tree *tree)
{
	size_t count = tree->count - 1;
	auto_free uint32_t *list = x_realloc_array(NULL, count, sizeof(*list));
	uint32_t head = 0;

	for (size_t i = 0; i < count; i++)
		list[i] = (uint32_t)i + 1;
	qsort_r(list, count, sizeof(*list), compare_subjects, tree);
	for (size_t i = 0; i < count; i++) {
		if (head && tree->node[head].base == tree->node[list[i]].base) {
			append(tree, head, list[i]);
			continue;
		}
		head = list[i];
		append(tree, 0, head);
	}
	sort_children(tree, 0, NULL);
}

void store_thread_tree_give(const struct store_thread_tree *tree,
			    struct store_threads *out)
{
	out->count = tree->count;
	out->node = x_realloc_array(NULL, tree->count, sizeof(*out->node));
	for (size_t i = 0; i < tree->count; i++)
		out->node[i] = (struct store_thread_node){
			.uid = tree->node[i].uid,
			.child = tree->node[i].first,
			.next = tree->node[i].next,
		};
}
