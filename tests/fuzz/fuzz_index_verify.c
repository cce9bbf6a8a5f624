/* SPDX-License-Identifier: MIT */
/* An LMDB file of unknown bytes. The input is the pages without their empty
 * middles: each page is a length (2 bytes) for its front, the front, a length
 * for its end, the end. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/auto.h"
#include "base/x.h"
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
	return 0;
}
