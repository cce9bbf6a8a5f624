/* SPDX-License-Identifier: MIT */
/* Whatever a client said before: the password of its next login is hidden, and
 * it makes no difference where the bytes were cut. */
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "proc/trace_blank.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct span login = { "\nt LOGIN u \xffsecret\xff\n", 20 };
	struct span bytes = span_make((const char *)data, size);
	struct trace_blank whole = { 0 };
	struct trace_blank cut = { 0 };
	auto_buf struct buf a, b;

	buf_init(&a, size * 9 + 4096);
	buf_init(&b, size * 9 + 4096);
	trace_blank_add(&whole, bytes, &a);
	for (size_t i = 0; i < size; i++)
		trace_blank_add(&cut, span_first(span_from(bytes, i), 1), &b);
	if (!span_eq(buf_span(&a), buf_span(&b)))
		abort();
	buf_reset(&a);
	trace_blank_add(&whole, login, &a);
	if (a.len && memmem(a.ptr, a.len, "\xffsecret\xff", 8))
		abort();
	return 0;
}
