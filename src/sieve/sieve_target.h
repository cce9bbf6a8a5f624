/* SPDX-License-Identifier: MIT */
/* Where a copy is kept, as the tags of sieve_tags_target tell it. Private to
 * this folder. */
#pragma once

#include "sieve/sieve_emit.h"
#include "sieve/sieve_state.h"
#include "sieve/sieve_tags.h"

/* Fills in *out, which names the mailbox `mailbox`. */
MUST_CHECK bool sieve_target_make(struct sieve_run *run,
				  const struct sieve_call *call,
				  struct span mailbox,
				  struct sieve_target *out);

/* RFC 8580. Tags of a target need a :fcc where that has them. */
void sieve_target_check_fcc(struct sieve_compiler *c, struct sieve_call *call);
MUST_CHECK bool sieve_target_make_fcc(struct sieve_run *run,
				      const struct sieve_call *call,
				      bool *out_given,
				      struct sieve_target *out);
/* RFC 9042 4.2 */
void sieve_target_check(struct sieve_compiler *c, struct sieve_call *call);
