/* SPDX-License-Identifier: MIT */
/*
 * What a string argument has to be, asked when a script is compiled where it
 * has no variables, and when it is run. Private to this folder.
 */
#pragma once

#include "sieve/sieve_emit.h"
#include "sieve/sieve_state.h"

struct sieve_rule {
	unsigned slot;
	const char *what; /* for texts of errors */
	bool (*holds)(struct span text);
};

/* An error for each string of these slots that is known and does not hold. */
void sieve_rule_check(struct sieve_compiler *c, const struct sieve_call *call,
		      const struct sieve_rule *rules, size_t count);
/* The string of the slot, "" if it is not given. false: the run has failed,
 * also because it does not hold. */
MUST_CHECK bool sieve_rule_take(struct sieve_run *run,
				const struct sieve_call *call,
				const struct sieve_rule *rule,
				struct span *out);
