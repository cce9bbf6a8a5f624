/* SPDX-License-Identifier: MIT */
#include "index/index_dump_walk.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"
#include "index/index_page.h"

enum {
	VALUE_MAX = 1 << 20 /* no record of ours is larger */
};

struct walk {
	const struct index_dump_pages *pages;
	const struct index_dump_walk_sink *sink;
	unsigned char *seen; /* a bit per page, against circles */
};

static void damage(struct walk *w, uint64_t page, const char *what)
{
	w->sink->damage(w->sink->arg, page, what);
}

/* ---- the meta pages ---- */

static bool meta_is_sane(const char *meta, uint64_t number, uint64_t page)
{
	return page_get(meta, 8) == number &&
	       (page_get(meta + 10, 2) & PAGE_META) &&
	       page_get(meta + META_AT, 4) == (uint32_t)META_MAGIC &&
	       page_get(meta + META_VERSION, 4) == 1 &&
	       page_get(meta + META_FREE_TREE, 4) == page &&
	       page_get(meta + META_MAIN_TREE + 6, 2) <= DEPTH_MAX;
}

static void take_meta(const char *meta, struct index_dump_pages *out)
{
	const char *tree = meta + META_MAIN_TREE;

	out->txnid = page_get(meta + META_TXNID, 8);
	out->pages = page_get(meta + META_LAST_PAGE, 8) + 1;
	out->depth = (unsigned)page_get(tree + 6, 2);
	out->root = page_get(tree + 40, 8);
}

bool index_dump_walk_begin(int fd, uint64_t txnid, struct index_dump_pages *out)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	char meta[META_END];
	bool found = false;
	struct stat st;

	*out = (struct index_dump_pages){ .fd = fd };
	if (fstat(fd, &st) != 0)
		return false;
	out->file_size = (uint64_t)st.st_size;
	for (uint64_t i = 0; i < 2; i++) {
		uint64_t id;

		if (pread(fd, meta, sizeof(meta), (off_t)(i * page)) !=
			    (ssize_t)sizeof(meta) ||
		    !meta_is_sane(meta, i, page))
			continue;
		id = page_get(meta + META_TXNID, 8);
		if (txnid ? id != txnid : found && id < out->txnid)
			continue;
		take_meta(meta, out);
		found = true;
	}
	out->page = found ? page : 0;
	/* What a damaged meta page asks for need not be there. */
	if (out->page && out->pages > out->file_size / page + 1)
		out->pages = out->file_size / page + 1;
	return found;
}

/* ---- pages ---- */

/* `count` pages that nobody has reached before; NULL: told why not. */
static char *read_pages(struct walk *w, uint64_t number, uint64_t count)
{
	const struct index_dump_pages *p = w->pages;
	size_t bytes = count * p->page;
	auto_free char *out = NULL;

	if (number < 2 || number >= p->pages || count > p->pages - number) {
		damage(w, number, "lies outside of the file");
		return NULL;
	}
	for (uint64_t i = number; i < number + count; i++) {
		unsigned char bit = (unsigned char)(1u << (i & 7));

		if (w->seen[i >> 3] & bit) {
			damage(w, i, "is reached twice");
			return NULL;
		}
		w->seen[i >> 3] |= bit;
	}
	out = x_calloc(bytes, 1);
	if (pread(p->fd, out, bytes, (off_t)(number * p->page)) !=
	    (ssize_t)bytes) {
		damage(w, number, "cannot be read");
		return NULL;
	}
	if (page_get(out, 8) != number) {
		damage(w, number, "is not what it should be");
		return NULL;
	}
	return TAKE(out);
}

/* A value that has pages of its own. */
static void overflow(struct walk *w, uint64_t number, struct span key,
		     uint64_t size)
{
	uint64_t page = w->pages->page;
	uint64_t count = (size + PAGE_HEAD + page - 1) / page;
	auto_free char *bytes = NULL;

	if (size > VALUE_MAX) {
		damage(w, number, "holds a value that is too long");
		return;
	}
	bytes = read_pages(w, number, count);
	if (bytes)
		w->sink->record(w->sink->arg, key,
				span_make(bytes + PAGE_HEAD, size));
}

static bool leaf(struct walk *w, const char *page, uint64_t at)
{
	const char *node = page + at;
	uint64_t size = page_get(node, 2) | page_get(node + 2, 2) << 16;
	uint64_t flags = page_get(node + 4, 2);
	uint64_t key = page_get(node + 6, 2);
	uint64_t room = w->pages->page - at - NODE_HEAD;
	struct span name = span_make(node + NODE_HEAD, key);

	if (flags & ~(uint64_t)NODE_BIG || key == 0 || key > KEY_MAX ||
	    key > room)
		return false;
	if (flags & NODE_BIG) {
		if (room - key < 8)
			return false;
		overflow(w, page_get(node + NODE_HEAD + key, 8), name, size);
		return true;
	}
	if (size > room - key)
		return false;
	w->sink->record(w->sink->arg, name,
			span_make(node + NODE_HEAD + key, size));
	return true;
}

static void walk_page(struct walk *w, uint64_t number, unsigned depth)
{
	auto_free char *page = read_pages(w, number, 1);
	uint64_t size = w->pages->page;
	uint64_t lower;

	if (!page)
		return;
	lower = page_get(page + 12, 2);
	if (page_get(page + 10, 2) != (depth > 1 ? PAGE_BRANCH : PAGE_LEAF) ||
	    lower % 2 != 0 || lower > size) {
		damage(w, number, "is not what it should be");
		return;
	}
	for (uint64_t slot = PAGE_HEAD; slot < lower; slot += 2) {
		uint64_t at = page_get(page + slot, 2);
		const char *node = page + at;

		if (at < lower || at % 2 != 0 || at > size - NODE_HEAD)
			damage(w, number, "has a damaged entry");
		else if (depth > 1)
			walk_page(w,
				  page_get(node, 2) |
					  page_get(node + 2, 2) << 16 |
					  page_get(node + 4, 2) << 32,
				  depth - 1);
		else if (!leaf(w, page, at))
			damage(w, number, "has a damaged entry");
	}
}

void index_dump_walk(const struct index_dump_pages *pages,
		     const struct index_dump_walk_sink *sink)
{
	struct walk w = { .pages = pages, .sink = sink };

	if (!pages->page || pages->root == NO_PAGE || !pages->depth)
		return;
	w.seen = x_calloc(pages->pages / 8 + 1, 1);
	walk_page(&w, pages->root, pages->depth);
	free(w.seen);
}
