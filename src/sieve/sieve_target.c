/* SPDX-License-Identifier: MIT */
#include "sieve/sieve_target.h"

#include "base/utf8.h"
#include "sieve/sieve_flags.h"

bool sieve_target_make(struct sieve_run *run, const struct sieve_call *call,
		       struct span mailbox, struct sieve_target *out)
{
	if (mailbox.len == 0 || !utf8_is_valid(mailbox) ||
	    span_find_char(mailbox, '\0') < mailbox.len)
		return sieve_state_fail(run, ERR_SYNTAX,
					"'%.*s' is no name of a mailbox",
					SPAN_ARG(span_first(mailbox, 80)));
	*out = (struct sieve_target){
		.mailbox = mailbox,
		.create = sieve_command_has(call, SIEVE_SLOT_CREATE),
		.copy = sieve_command_has(call, SIEVE_SLOT_COPY),
	};
	return sieve_state_string(run, call, SIEVE_SLOT_SPECIAL_USE,
				  &out->special_use) &&
	       sieve_state_string(run, call, SIEVE_SLOT_MAILBOXID,
				  &out->mailboxid) &&
	       sieve_flags_of(run, call, &out->has_flags, &out->flags);
}
