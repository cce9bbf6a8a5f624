/* SPDX-License-Identifier: MIT */
/* Tokens of IMAP commands: whatever is taken lies inside the input, and what
 * is answered can be read back. */
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "wire/wire_imap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_and_read_back(struct span text, struct arena *arena)
{
	auto_buf struct buf out;
	struct span rest;
	struct span back;

	buf_init(&out, SIZE_MAX / 4);
	wire_imap_add_astring(&out, text);
	rest = buf_span(&out);
	ASSERT(wire_imap_take_astring(&rest, arena, &back));
	ASSERT(rest.len == 0 && span_eq(back, text));
}

static bool take_any(struct span *rest, struct arena *arena)
{
	struct span out = { 0 };
	uint64_t n;

	if (wire_imap_take_astring(rest, arena, &out)) {
		write_and_read_back(out, arena);
		return true;
	}
	return wire_imap_take_number(rest, UINT32_MAX, &n) ||
	       wire_imap_take_list_mailbox(rest, arena, &out) ||
	       wire_imap_take_nstring(rest, arena, &out) ||
	       wire_imap_take_tag(rest, &out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = span_make(data, size);
	auto_arena struct arena arena;
	uint64_t literal = 0;

	arena_init(&arena);
	wire_imap_literal(rest, &literal);
	ASSERT(literal <= UINT32_MAX || literal == WIRE_LITERAL_HUGE);
	while (rest.len) {
		size_t before = rest.len;

		if (take_any(&rest, &arena))
			ASSERT(rest.len < before);
		else
			rest = span_from(rest, 1);
	}
	return 0;
}
