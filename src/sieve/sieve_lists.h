/* SPDX-License-Identifier: MIT */
/* Lists of RFC 6134, as tests and redirect ask for them. Private to this
 * folder. */
#pragma once

#include "sieve/sieve_state.h"

/* *out: the member that the value is, as the list has it; ptr NULL: none. A
 * list that is not there fails the run (RFC 6134 2.2), here and below. */
MUST_CHECK bool sieve_lists_has(struct sieve_run *run, struct span list,
				struct span value, struct span *out);
/* Its members, for sieve_lists_next. */
MUST_CHECK bool sieve_lists_members(struct sieve_run *run, struct span list,
				    struct span *out);
