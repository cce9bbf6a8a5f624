/* SPDX-License-Identifier: MIT */
/* Runs the operations of a script. Private to this folder. */
#pragma once

#include "sieve/sieve_state.h"

/* In a frame of its own, on top of run->frame. Ends at its last operation, at
 * a return, or with run->stopped. */
MUST_CHECK bool sieve_eval_script(struct sieve_run *run,
				  const struct sieve_script *script);
