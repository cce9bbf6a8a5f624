/* SPDX-License-Identifier: MIT */
/*
 * The forest that THREAD makes: nodes by number, 0 being the root of all. It
 * begins with parents only; store_thread_tree_grow makes lists of children of
 * them, on which everything behind it works. Knows no mailbox.
 */
#pragma once

#include "store/store_order.h"

struct store_thread_link {
	int64_t date;
	uint32_t uid; /* 0: a dummy */
	uint32_t parent;
	uint32_t children; /* how many */
	uint32_t first;    /* child */
	uint32_t last;
	uint32_t next; /* sibling */
	uint32_t base; /* the base subject, in texts */
	uint16_t base_len;
	bool is_reply;
};

struct store_thread_tree {
	struct store_thread_link *node;
	size_t count;
	size_t space;
	uint32_t bases;  /* the highest number of one */
	uint32_t *order; /* every node behind its parent */
	size_t order_count;
};

void store_thread_tree_init(struct store_thread_tree *tree, uint32_t bases);
void store_thread_tree_release(struct store_thread_tree *tree);
/* A dummy without parent. */
uint32_t store_thread_tree_add(struct store_thread_tree *tree);

/* (2) */
void store_thread_tree_grow(struct store_thread_tree *tree);
/* (3) */
void store_thread_tree_prune(struct store_thread_tree *tree);
/* (4) */
void store_thread_tree_sort_roots(struct store_thread_tree *tree);
/* (5) */
void store_thread_tree_merge(struct store_thread_tree *tree);
/* (6) */
void store_thread_tree_sort(struct store_thread_tree *tree);
/* Threads by the latest date in each. */
void store_thread_tree_sort_latest(struct store_thread_tree *tree);
/* ORDEREDSUBJECT, of nodes that have no parents. */
void store_thread_tree_group(struct store_thread_tree *tree);

void store_thread_tree_give(const struct store_thread_tree *tree,
			    struct store_threads *out);
