/* SPDX-License-Identifier: MIT */
/* Whatever a script calls a mailto URI is read to an end; what is encoded can
 * be a field's value, and one that is in order names somebody. */
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "sieve/sieve_mailto.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = span_make(data, size);
	uint32_t recipients;
	auto_buf struct buf uri;

	ASSERT(sieve_mailto_complaint(text, &recipients) || recipients);
	buf_init(&uri, size * 3 + 64);
	buf_add_str(&uri, "mailto:a@b.example?x=");
	sieve_mailto_encode(text, &uri);
	for (size_t i = 0; i < uri.len; i++)
		ASSERT(uri.ptr[i] > ' ' && uri.ptr[i] <= '~');
	(void)sieve_mailto_complaint(buf_span(&uri), &recipients);
	return 0;
}
