/* SPDX-License-Identifier: MIT */
/* The items of RFC 5183, for its test and as variables. Private to this
 * folder. */
#pragma once

#include "sieve/sieve_state.h"

/* *out with ptr NULL: there is no such item. */
MUST_CHECK bool sieve_item_find(struct sieve_run *run, struct span name,
				struct span *out);
/* ${env.name} of vnd.dovecot.environment 4; "" if there is none. It stays what
 * it is for the whole run. */
MUST_CHECK bool sieve_item_variable(struct sieve_run *run, struct span name,
				    struct span *out);
