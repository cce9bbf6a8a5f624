/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as what is kept of a message: what is found lies within them. And
 * what is made of a message is found as it was.
 */
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "store/store_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look(struct span payload)
{
	struct mime_order order;
	struct span field;

	if (store_blob_base(payload, &field))
		ASSERT(field.ptr + field.len <= payload.ptr + payload.len);
	for (int tag = 0; tag <= UINT8_MAX; tag++) {
		if (!store_blob_find(payload, (enum store_field)tag, &field))
			continue;
		ASSERT(field.ptr >= payload.ptr &&
		       field.ptr + field.len <= payload.ptr + payload.len);
		(void)mime_order_read(field, &order);
	}
	(void)store_blob_sent(payload);
}

static void make_and_find(struct span message)
{
	static const struct mime_limits limits = {
		.parts = 50,
		.depth = 10,
		.header_bytes = 32 * 1024,
	};
	struct store_parsed parsed = { .is_header = true };
	auto_buf struct buf payload;
	struct span field;

	mime_summary_init(&parsed.summary);
	buf_init(&payload, STORE_BLOB_CAP);
	if (store_blob_summarize_header(&parsed.summary, message, &limits)) {
		store_blob_begin(&payload, SPAN("1.M1P1.host"));
		store_blob_add_parsed(&payload, &parsed);
		ASSERT(store_blob_find(buf_span(&payload), STORE_ENVELOPE,
				       &field));
		ASSERT(span_eq(field, buf_span(&parsed.summary.envelope)));
		ASSERT(store_blob_find(buf_span(&payload), STORE_HEADERS,
				       &field));
		ASSERT(span_eq(field, buf_span(&parsed.summary.headers)));
		look(buf_span(&payload));
	}
	mime_summary_release(&parsed.summary);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = span_make(data, size);

	look(input);
	make_and_find(input);
	return 0;
}
