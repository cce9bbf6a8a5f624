/* SPDX-License-Identifier: MIT */
/* Messages sorted by a number first, which takes no comparisons. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct store_row {
	uint64_t rank; /* smaller for what comes first */
	uint32_t place;
	uint32_t uid;
};

/* A smaller rank for a smaller number. */
static inline uint64_t store_rows_rank(int64_t n)
{
	return (uint64_t)n ^ (UINT64_C(1) << 63);
}

/* compare: of rows that have the same rank, as for qsort_r; NULL: these stay in
 * their order. */
void store_rows_sort(struct store_row *rows, size_t count,
		     int (*compare)(const void *, const void *, void *),
		     void *arg);
