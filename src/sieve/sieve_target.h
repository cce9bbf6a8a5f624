/* SPDX-License-Identifier: MIT */
/* Where a copy is kept, as the tags of sieve_tags_target tell it. Private to
 * this folder. */
#pragma once

#include "sieve/sieve_state.h"

/* Fills in *out, which names the mailbox `mailbox`. */
MUST_CHECK bool sieve_target_make(struct sieve_run *run,
				  const struct sieve_call *call,
				  struct span mailbox,
				  struct sieve_target *out);
