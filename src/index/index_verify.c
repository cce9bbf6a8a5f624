/* SPDX-License-Identifier: MIT */
/*
 * Walks the main tree and the tree of free pages. Each page may be reached
 * once (a bit per page), so that a circle or a page that is used and free at
 * the same time is found too. What a record says is not looked at here: each
 * one carries its own sum (index_record.c).
 */
#include "index/index_verify.h"

#include <string.h>

#include "base/auto.h"
#include "base/x.h"
#include "index/index_page.h"

#define MAP_SIZE_MAX (UINT64_C(1) << 40)

struct walk {
	struct span file;
	uint64_t page;  /* bytes */
	uint64_t pages; /* allocated, by the meta page */
	unsigned char *seen;
	bool is_free_tree;
};

static bool meta_page_is_sane(const char *page, uint64_t number, uint64_t size)
{
	uint64_t map = page_get(page + META_MAP, 8);
	uint64_t last = page_get(page + META_LAST_PAGE, 8);

	return page_get(page, 8) == number &&
	       (page_get(page + 10, 2) & PAGE_META) != 0 &&
	       page_get(page + META_AT, 4) == (uint32_t)META_MAGIC &&
	       page_get(page + META_VERSION, 4) == 1 &&
	       page_get(page + META_FREE_TREE, 4) == size &&
	       (page_get(page + META_FREE_TREE + 4, 2) & TREE_FLAGS) ==
		       TREE_INTEGER_KEYS &&
	       map <= MAP_SIZE_MAX && last >= 1 && last < map / size &&
	       page_get(page + META_TXNID, 8) < UINT64_MAX / 2;
}

bool index_verify_meta(struct span front, uint64_t file_size, uint64_t *out_map,
		       uint64_t *out_used)
{
	uint64_t size = front.len / 2;

	*out_map = 0;
	*out_used = 0;
	if (size < PAGE_LEAST || file_size < front.len)
		return false;
	for (uint64_t i = 0; i < 2; i++) {
		const char *page = front.ptr + i * size;
		uint64_t used;

		if (!meta_page_is_sane(page, i, size))
			return false;
		used = (page_get(page + META_LAST_PAGE, 8) + 1) * size;
		if (used > *out_used)
			*out_used = used;
		if (page_get(page + META_MAP, 8) > *out_map)
			*out_map = page_get(page + META_MAP, 8);
	}
	return true;
}

bool index_verify_txnid(const char front[INDEX_VERIFY_FRONT], uint64_t number,
			uint64_t page, uint64_t *out)
{
	_Static_assert((int)INDEX_VERIFY_FRONT >= (int)META_END,
		       "all that is looked at");
	if (!meta_page_is_sane(front, number, page))
		return false;
	*out = page_get(front + META_TXNID, 8);
	return true;
}

/* The bytes of `count` pages that nobody has reached before, or NULL. */
static const char *claim(struct walk *w, uint64_t number, uint64_t count)
{
	if (number < 2 || number >= w->pages || count == 0 ||
	    count > w->pages - number || number + count > w->file.len / w->page)
		return NULL;
	for (uint64_t i = number; i < number + count; i++) {
		unsigned char bit = (unsigned char)(1u << (i & 7));

		if (w->seen[i >> 3] & bit)
			return NULL;
		w->seen[i >> 3] |= bit;
	}
	return w->file.ptr + number * w->page;
}

/* A list of free pages: a count and that many numbers, falling. */
static bool free_list_is_sane(struct walk *w, struct span list)
{
	uint64_t count;
	uint64_t above = w->pages;

	if (list.len < 8 || list.len % 8 != 0)
		return false;
	count = page_get(list.ptr, 8);
	if (count > list.len / 8 - 1)
		return false;
	for (uint64_t i = 1; i <= count; i++) {
		uint64_t number = page_get(list.ptr + 8 * i, 8);
		unsigned char bit = (unsigned char)(1u << (number & 7));

		if (number < 2 || number >= above ||
		    (w->seen[number >> 3] & bit))
			return false;
		w->seen[number >> 3] |= bit;
		above = number;
	}
	return true;
}

static bool overflow_value(struct walk *w, uint64_t number, uint64_t size,
			   struct span *out)
{
	uint64_t count = (size + PAGE_HEAD + w->page - 1) / w->page;
	const char *page = claim(w, number, count);

	if (!page || page_get(page, 8) != number ||
	    page_get(page + 10, 2) != PAGE_OVERFLOW ||
	    page_get(page + 12, 4) < count)
		return false;
	/* An overwritten value may be shorter than its pages. */
	if (page_get(page + 12, 4) > count &&
	    !claim(w, number + count, page_get(page + 12, 4) - count))
		return false;
	*out = span_make(page + PAGE_HEAD, size);
	return true;
}

static bool leaf_node_is_sane(struct walk *w, const char *page, uint64_t at)
{
	const char *node = page + at;
	uint64_t size = page_get(node, 2) | page_get(node + 2, 2) << 16;
	uint64_t flags = page_get(node + 4, 2);
	uint64_t key = page_get(node + 6, 2);
	uint64_t room = w->page - at - NODE_HEAD;
	struct span value;

	if (flags & ~(uint64_t)NODE_BIG || key == 0 || key > KEY_MAX ||
	    key > room)
		return false;
	room -= key;
	if (flags & NODE_BIG) {
		if (room < 8 ||
		    !overflow_value(w, page_get(node + NODE_HEAD + key, 8),
				    size, &value))
			return false;
	} else {
		if (size > room)
			return false;
		value = span_make(node + NODE_HEAD + key, size);
	}
	return !w->is_free_tree || (key == 8 && free_list_is_sane(w, value));
}

static bool page_is_sane(struct walk *w, uint64_t number, uint64_t depth);

static bool branch_node_is_sane(struct walk *w, const char *page, uint64_t at,
				uint64_t depth)
{
	const char *node = page + at;
	uint64_t key = page_get(node + 6, 2);
	uint64_t child = page_get(node, 2) | page_get(node + 2, 2) << 16 |
			 page_get(node + 4, 2) << 32;

	return key <= KEY_MAX && key <= w->page - at - NODE_HEAD &&
	       page_is_sane(w, child, depth);
}

/* depth: levels from this page down, itself included. */
static bool page_is_sane(struct walk *w, uint64_t number, uint64_t depth)
{
	const char *page = claim(w, number, 1);
	uint64_t lower;
	uint64_t upper;

	if (!page || page_get(page, 8) != number ||
	    page_get(page + 10, 2) != (depth > 1 ? PAGE_BRANCH : PAGE_LEAF))
		return false;
	lower = page_get(page + 12, 2);
	upper = page_get(page + 14, 2);
	if (lower % 2 != 0 || upper > w->page || lower > upper ||
	    lower < PAGE_HEAD + (depth > 1 ? 4 : 2))
		return false;
	for (uint64_t slot = PAGE_HEAD; slot < lower; slot += 2) {
		uint64_t at = page_get(page + slot, 2);

		if (at < upper || at % 2 != 0 || at > w->page - NODE_HEAD)
			return false;
		if (depth > 1 ? !branch_node_is_sane(w, page, at, depth - 1)
			      : !leaf_node_is_sane(w, page, at))
			return false;
	}
	return true;
}

static bool tree_is_sane(struct walk *w, const char *tree)
{
	uint64_t flags = page_get(tree + 4, 2);
	uint64_t depth = page_get(tree + 6, 2);
	uint64_t root = page_get(tree + 40, 8);

	if ((flags & TREE_FLAGS) != (w->is_free_tree ? TREE_INTEGER_KEYS : 0) ||
	    depth > DEPTH_MAX)
		return false;
	if (root == NO_PAGE)
		return depth == 0;
	return depth > 0 && page_is_sane(w, root, depth);
}

enum index_verdict index_verify_tree(struct span file, uint64_t txnid)
{
	auto_free unsigned char *seen = NULL;
	struct walk w = { .file = file };
	char meta[META_END];

	if (file.len < 2 * PAGE_LEAST)
		return INDEX_VERIFY_BAD;
	w.page = page_get(file.ptr + META_FREE_TREE, 4);
	if (w.page < PAGE_LEAST || w.page > PAGE_MOST ||
	    (w.page & (w.page - 1)) != 0 || file.len < 2 * w.page)
		return INDEX_VERIFY_BAD;
	/* Copied, because a writer may come round to it during the walk. */
	memcpy(meta, file.ptr + (txnid & 1) * w.page, sizeof(meta));
	if (!meta_page_is_sane(meta, txnid & 1, w.page) ||
	    page_get(meta + META_TXNID, 8) != txnid)
		return INDEX_VERIFY_OTHER_SNAPSHOT;
	w.pages = page_get(meta + META_LAST_PAGE, 8) + 1;
	/* A file far shorter than it says is not worth the bits. */
	if (w.pages / 2 > file.len / w.page + 4096)
		return INDEX_VERIFY_BAD;
	seen = x_calloc(w.pages / 8 + 1, 1);
	w.seen = seen;
	if (!tree_is_sane(&w, meta + META_MAIN_TREE))
		return INDEX_VERIFY_BAD;
	w.is_free_tree = true;
	return tree_is_sane(&w, meta + META_FREE_TREE) ? INDEX_VERIFY_GOOD
						       : INDEX_VERIFY_BAD;
}
