/* SPDX-License-Identifier: MIT */
/* :zone of tests that show a time (RFC 5260 4, RFC 6009 5). Private to this
 * folder. */
#pragma once

#include "sieve/sieve_emit.h"
#include "sieve/sieve_state.h"

/* An error if it is known and no zone. */
void sieve_dates_check_zone(struct sieve_compiler *c,
			    const struct sieve_call *call, unsigned slot);
/* It, or the server's own; one that is none counts as not told. Minutes east.
 */
MUST_CHECK bool sieve_dates_choose_zone(struct sieve_run *run,
					const struct sieve_call *call,
					unsigned slot, int32_t *out);
