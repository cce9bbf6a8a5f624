/* SPDX-License-Identifier: MIT */
/* Comparators (RFC 4790 9, RFC 5051). Private to this folder. */
#pragma once

#include <stdint.h>

#include "base/span.h"
#include "sieve/sieve_tags.h"

/*
 * For SIEVE_UNICODE_CASEMAP both have to be folded (mime_text_fold): then they
 * are octets. Order is <0, 0, >0.
 */
int sieve_compare_order(enum sieve_comparator comparator, struct span a,
			struct span b);
bool sieve_compare_is(enum sieve_comparator comparator, struct span a,
		      struct span b);
/* *work grows by the bytes looked at, and the search ends, false, once it is
 * past max_work. */
bool sieve_compare_contains(enum sieve_comparator comparator, struct span hay,
			    struct span needle, uint64_t *work,
			    uint64_t max_work);
