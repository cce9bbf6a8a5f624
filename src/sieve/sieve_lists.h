/* SPDX-License-Identifier: MIT */
/* Lists of RFC 6134, as tests and redirect ask for them. Private to this
 * folder. */
#pragma once

#include "sieve/sieve_state.h"

/* A list that is not there has nothing. */
MUST_CHECK bool sieve_lists_has(struct sieve_run *run, struct span list,
				struct span value, bool *out);
/* Appends its members, one a line. */
MUST_CHECK bool sieve_lists_members(struct sieve_run *run, struct span list,
				    struct buf *out);
