/* SPDX-License-Identifier: MIT */
#include "sieve/sieve_rule.h"

enum {
	SHOWN = 80
};

void sieve_rule_check(struct sieve_compiler *c, const struct sieve_call *call,
		      const struct sieve_rule *rules, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct span text;

		if (sieve_command_constant(call, rules[i].slot, 0, &text) &&
		    !rules[i].holds(text))
			sieve_emit_error(c, call->line, "%s: '%.*s' is no %s",
					 call->command->name,
					 SPAN_ARG(span_first(text, SHOWN)),
					 rules[i].what);
	}
}

bool sieve_rule_take(struct sieve_run *run, const struct sieve_call *call,
		     const struct sieve_rule *rule, struct span *out)
{
	if (!sieve_state_string(run, call, rule->slot, out))
		return false;
	return !sieve_command_has(call, rule->slot) || rule->holds(*out) ||
	       sieve_state_fail(run, ERR_SYNTAX, "%s: '%.*s' is no %s",
				call->command->name,
				SPAN_ARG(span_first(*out, SHOWN)), rule->what);
}
