/* SPDX-License-Identifier: MIT */
/* Memory that is always there: out of memory ends the process (DESIGN: every
 * growable thing has a cap, so this is a bug or a starved machine). */
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
