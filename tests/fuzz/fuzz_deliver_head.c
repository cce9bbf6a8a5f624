/* SPDX-License-Identifier: MIT */
/* The head of a message: the same in one piece and byte by byte. */
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "deliver/deliver_head.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void collect(void *target, struct span bytes)
{
	buf_add(target, bytes);
}

static const struct deliver_trace trace = {
	.sender = { "s@x", 3 },
	.recipient = { "r@y", 3 },
	.origin = { "o@y", 3 },
	.address = { "r@y", 3 },
	.received = { "Received: us\n", 13 },
};

static void feed(struct deliver_head *h, struct span input, size_t cut,
		 struct buf *out)
{
	deliver_head_init(h, &trace, collect, NULL, out);
	while (input.len) {
		deliver_head_add(h, span_first(input, cut));
		input = span_from(input, cut);
	}
	deliver_head_end(h);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = span_make(data, size);
	struct deliver_head whole, cut;
	auto_buf struct buf a;
	auto_buf struct buf b;

	buf_init(&a, size + 1000);
	buf_init(&b, size + 1000);
	feed(&whole, input, size + 1, &a);
	feed(&cut, input, 1, &b);
	ASSERT(span_eq(buf_span(&a), buf_span(&b)));
	ASSERT(a.len >= size);
	ASSERT(whole.received == cut.received);
	ASSERT(span_eq(span_of(whole.id), span_of(cut.id)));
	ASSERT(span_eq(span_of(whole.queue.id), span_of(cut.queue.id)));
	ASSERT(span_eq(buf_span(&whole.delivered), buf_span(&cut.delivered)));
	ASSERT(!deliver_head_was_delivered(&whole, SPAN("")));
	deliver_head_release(&whole);
	deliver_head_release(&cut);
	return 0;
}
