/* SPDX-License-Identifier: MIT */
/*
 * Arguments of ManageSieve commands; and what is written of them is read again
 * as the same.
 */
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "wire/wire_sieve.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_again(struct span text)
{
	auto_arena struct arena arena = { 0 };
	auto_buf struct buf out;
	struct span rest, got;

	buf_init(&out, text.len * 2 + 100);
	buf_add_char(&out, ' ');
	wire_sieve_add_string(&out, text);
	ASSERT(!out.full);
	rest = buf_span(&out);
	ASSERT(wire_sieve_take_argument(&rest, &arena, &got));
	ASSERT(rest.len == 0 && span_eq(got, text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_arena struct arena arena = { 0 };
	struct span rest = span_make((const char *)data, size);
	auto_buf struct buf out;
	struct span text;

	buf_init(&out, size * 2 + 200);
	if (!wire_sieve_add_noop(&out, rest))
		ASSERT(out.len == 0);
	ASSERT(!out.full);
	while (wire_sieve_take_argument(&rest, &arena, &text))
		write_again(text);
	return 0;
}
