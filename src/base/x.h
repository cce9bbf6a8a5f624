/* SPDX-License-Identifier: MIT */
/* x_…: memory that is always there. Out of memory ends the process: everything
 * that grows has a cap, so it is a bug or a starved machine. */
#pragma once

#include <stddef.h>

#include "base/span.h"

void *x_calloc(size_t count, size_t size);
/* Grows to count * size bytes, overflow checked; new bytes are not zeroed. */
void *x_realloc_array(void *old, size_t count, size_t size);
char *x_strdup(const char *str);
/* NUL-terminated copy. */
char *x_span_dup(struct span s);
char *x_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
