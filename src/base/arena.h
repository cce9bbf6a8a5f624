/* SPDX-License-Identifier: MIT */
/*
 * Memory that is freed all at once: one arena per lifetime (session, command,
 * message), passed explicitly.
 *
 * Nothing in it may be stored in something that lives longer. Memory is zeroed
 * and 16-byte aligned. What a peer can make an arena hold is bounded by the
 * parser that fills it.
 */
#pragma once

#include <stddef.h>

#include "base/span.h"

struct arena_block;

struct arena {
	struct arena_block *blocks;
};

void arena_init(struct arena *a);
void arena_release(struct arena *a);
/* Frees all but one block; everything handed out before is gone. */
void arena_reset(struct arena *a);
/* Bytes of memory that it holds. */
size_t arena_size(const struct arena *a);

void *arena_alloc(struct arena *a, size_t size);
void *arena_alloc_array(struct arena *a, size_t count, size_t size);
struct span arena_dup(struct arena *a, struct span s); /* NUL-terminated too */
char *arena_strdup(struct arena *a, struct span s);
char *arena_printf(struct arena *a, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
