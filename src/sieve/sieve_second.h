/* SPDX-License-Identifier: MIT */
/*
 * Scripts that another engine runs (settings.engine). Ours compiles each of
 * them all the same, refuses what the other one is known to do wrong, and takes
 * nothing from its answer but which of the script's own actions are to be done:
 * so a broken answer can do no more than the script could. Private to this
 * folder, but for the form of request and answer: records of a letter, the
 * length of what follows in four bytes, the least first, and that.
 *
 * The request, in this order:
 *   s  the script
 *   d  what stands between user and detail (RFC 5233)
 *   z  bytes of the message, decimal
 *   f  sender, t  recipient, both maybe empty
 *   n  a header field that the script asks for; behind it as v its values
 * The answer:
 *   K  keep, D  discard; F  fileinto, R  redirect, J  reject and V  vacation
 *      with their positional argument: in the order in which it met them
 *   .  at its end, or E  and why it failed
 */
#pragma once

#include "sieve/sieve_emit.h"
#include "sieve/sieve_state.h"

/* The tree of that text becomes operations, the first of them SIEVE_OP_SECOND,
 * or notes say what can't be run there. */
void sieve_second_emit(struct sieve_compiler *c, struct span text,
		       const struct sieve_node *tree);
/* Whether what was compiled is in the subset. */
void sieve_second_check(struct sieve_compiler *c, struct span text);
/* The script of run->frame, whose text that is. */
MUST_CHECK bool sieve_second_run(struct sieve_run *run, struct span text);
/* Is it a call of the command of that name? */
static inline bool sieve_second_calls(const struct sieve_op *op,
				      const char *name)
{
	return op->kind == SIEVE_OP_CALL &&
	       strcmp(op->call->command->name, name) == 0;
}
