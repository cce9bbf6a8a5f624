/* SPDX-License-Identifier: MIT */
/* An LMDB file of unknown bytes. The input is the pages without their empty
 * middles: each page is a length (2 bytes) for its front, the front, a length
 * for its end, the end. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"
#include "index/index_dump_walk.h"
#include "index/index_verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	PAGE = 4096,
	PAGES = 64
};

static struct span take_piece(struct span *in, size_t most)
{
	struct span piece = { 0 };
	size_t len;

	if (in->len < 2)
		return piece;
	len = (size_t)((unsigned char)in->ptr[0] | (unsigned char)in->ptr[1]
							   << 8);
	piece = span_first(span_from(*in, 2), len < most ? len : most);
	*in = span_from(*in, 2 + piece.len);
	return piece;
}

static void found_record(void *arg, struct span key, struct span value)
{
	size_t *sum = arg;

	for (size_t i = 0; i < key.len; i++)
		*sum += (unsigned char)key.ptr[i];
	for (size_t i = 0; i < value.len; i++)
		*sum += (unsigned char)value.ptr[i];
}

static void found_damage(void *arg, uint64_t page, const char *what)
{
	size_t *sum = arg;

	*sum += (size_t)page + strlen(what);
}

/* Every byte that the dump would show. */
static void dump(struct span bytes)
{
	auto_fd int fd = memfd_create("index", MFD_CLOEXEC);
	size_t sum = 0;
	const struct index_dump_walk_sink sink = { found_record, found_damage,
						   &sum };
	struct index_dump_pages pages;

	if (fd >= 0 &&
	    pwrite(fd, bytes.ptr, bytes.len, 0) == (ssize_t)bytes.len &&
	    index_dump_walk_begin(fd, 0, &pages))
		index_dump_walk(&pages, &sink);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = span_make(data, size);
	auto_free char *file = x_calloc(PAGES, PAGE);
	struct span bytes;
	uint64_t map;
	uint64_t used;
	size_t pages = 0;

	for (; in.len > 1 && pages < PAGES; pages++) {
		char *page = file + pages * PAGE;
		struct span front = take_piece(&in, PAGE);
		struct span end = take_piece(&in, PAGE);

		if (front.len)
			memcpy(page, front.ptr, front.len);
		if (end.len)
			memcpy(page + PAGE - end.len, end.ptr, end.len);
	}
	bytes = span_make(file, pages * PAGE);
	(void)index_verify_meta(span_first(bytes, 2 * (size_t)PAGE), bytes.len,
				&map, &used);
	for (uint64_t txnid = 0; txnid < 8; txnid++)
		(void)index_verify_tree(bytes, txnid);
	dump(bytes);
	return 0;
}
