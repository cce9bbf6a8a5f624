/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/x.h"

enum {
	BLOCK_SIZE = 8 * 1024,
	ALIGN = 16
};

struct arena_block {
	struct arena_block *next;
	size_t used;
	size_t space;
	size_t pad; /* keeps mem 16-byte aligned */
	char mem[];
};

void arena_init(struct arena *a)
{
	a->blocks = NULL;
}

void arena_release(struct arena *a)
{
	while (a->blocks) {
		struct arena_block *next = a->blocks->next;

		free(a->blocks);
		a->blocks = next;
	}
}

void arena_reset(struct arena *a)
{
	struct arena_block *keep = a->blocks;

	if (!keep)
		return;
	a->blocks = keep->next;
	arena_release(a);
	if (keep->space > BLOCK_SIZE) {
		free(keep);
		return;
	}
	keep->next = NULL;
	keep->used = 0;
	a->blocks = keep;
}

size_t arena_size(const struct arena *a)
{
	size_t size = 0;

	for (const struct arena_block *b = a->blocks; b; b = b->next)
		size += sizeof(*b) + b->space;
	return size;
}

void *arena_alloc(struct arena *a, size_t size)
{
	struct arena_block *block = a->blocks;
	char *mem;

	ASSERT(size < SIZE_MAX / 2);
	size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (!block || block->space - block->used < size) {
		size_t space = size > BLOCK_SIZE ? size : BLOCK_SIZE;

		block = x_realloc_array(NULL, sizeof(*block) + space, 1);
		*block = (struct arena_block){ .next = a->blocks,
					       .space = space };
		a->blocks = block;
	}
	mem = block->mem + block->used;
	block->used += size;
	memset(mem, 0, size);
	return mem;
}

void *arena_alloc_array(struct arena *a, size_t count, size_t size)
{
	size_t total;

	ASSERT(!__builtin_mul_overflow(count, size, &total));
	return arena_alloc(a, total);
}

char *arena_strdup(struct arena *a, struct span s)
{
	char *copy = arena_alloc(a, s.len + 1);

	if (s.len)
		memcpy(copy, s.ptr, s.len);
	return copy;
}

struct span arena_dup(struct arena *a, struct span s)
{
	return span_make(arena_strdup(a, s), s.len);
}

char *arena_printf(struct arena *a, const char *format, ...)
{
	va_list args;
	char *text;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	ASSERT(len >= 0);
	text = arena_alloc(a, (size_t)len + 1);
	va_start(args, format);
	vsnprintf(text, (size_t)len + 1, format, args);
	va_end(args);
	return text;
}
