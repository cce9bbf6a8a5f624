/* SPDX-License-Identifier: MIT */
/* Flags of messages (RFC 5232). Private to this folder. */
#pragma once

#include "sieve/sieve_state.h"

/* Those that setflag and its like have left. *out_given false: none has been
 * there. */
void sieve_flags_now(const struct sieve_run *run, bool *out_given,
		     struct sieve_strings *out);
/* The flags of a :flags, or those that setflag and its like have left. */
MUST_CHECK bool sieve_flags_of(struct sieve_run *run,
			       const struct sieve_call *call, bool *out_given,
			       struct sieve_strings *out);
