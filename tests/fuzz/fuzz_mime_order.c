/* SPDX-License-Identifier: MIT */
/* Any bytes as a header: what is made of it can be read. And as what was made.
 */
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "mime/mime_order.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = span_make(data, size);
	auto_buf struct buf bytes;
	struct mime_order order;

	buf_init(&bytes, 1 << 20);
	mime_order_make(&bytes, input, 0, 0);
	ASSERT(mime_order_read(buf_span(&bytes), &order));
	ASSERT(order.base.len <= order.text[MIME_ORDER_SUBJECT].len);
	(void)mime_order_read(input, &order);
	return 0;
}
