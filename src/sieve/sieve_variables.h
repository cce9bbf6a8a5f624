/* SPDX-License-Identifier: MIT */
/* Values of variables in a run (RFC 5229, RFC 6609 3.4). Private to this
 * folder. */
#pragma once

#include "sieve/sieve_state.h"

/* value has to live as long as the run; it is cut where it is longer than
 * limits.variable_bytes, between two characters (RFC 5229 6). */
MUST_CHECK bool sieve_variables_set(struct sieve_run *run,
				    const struct sieve_piece *variable,
				    struct span value);
