/* SPDX-License-Identifier: MIT */
#include "sieve/sieve_target.h"

#include "base/utf8.h"
#include "sieve/sieve_flags.h"
#include "sieve/sieve_rule.h"

/* use-attr of RFC 6154 6; RFC 8579 4: another is as bad as a bad name. */
static bool is_use(struct span text)
{
	for (size_t i = 1; i < text.len; i++)
		if ((unsigned char)text.ptr[i] <= ' ' ||
		    (unsigned char)text.ptr[i] >= 0x7f ||
		    strchr("(){%*\"\\]", text.ptr[i]))
			return false;
	return text.len > 1 && text.ptr[0] == '\\';
}

static const struct sieve_rule use_rule = {
	SIEVE_SLOT_SPECIAL_USE,
	"special use",
	is_use,
};

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
	return sieve_rule_take(run, call, &use_rule, &out->special_use) &&
	       sieve_state_string(run, call, SIEVE_SLOT_MAILBOXID,
				  &out->mailboxid) &&
	       sieve_flags_of(run, call, &out->has_flags, &out->flags);
}

void sieve_target_check(struct sieve_compiler *c, struct sieve_call *call)
{
	if (sieve_command_has(call, SIEVE_SLOT_SPECIAL_USE) &&
	    sieve_command_has(call, SIEVE_SLOT_MAILBOXID))
		sieve_emit_error(c, call->line,
				 "'%s' can't have both :specialuse and "
				 ":mailboxid",
				 call->command->name);
	sieve_rule_check(c, call, &use_rule, 1);
}

/* ---- :fcc ---- */

void sieve_target_check_fcc(struct sieve_compiler *c, struct sieve_call *call)
{
	static const struct {
		unsigned slot;
		const char *name;
	} tags[] = {
		{ SIEVE_SLOT_CREATE, "create" },
		{ SIEVE_SLOT_FLAGS, "flags" },
		{ SIEVE_SLOT_SPECIAL_USE, "specialuse" },
		{ SIEVE_SLOT_MAILBOXID, "mailboxid" },
	};

	sieve_target_check(c, call);
	for (size_t i = 0; i < ARRAY_LEN(tags); i++)
		if (sieve_command_has(call, tags[i].slot) &&
		    !sieve_command_has(call, SIEVE_SLOT_FCC))
			sieve_emit_error(c, call->line,
					 "'%s' has :%s without :fcc",
					 call->command->name, tags[i].name);
}

bool sieve_target_make_fcc(struct sieve_run *run, const struct sieve_call *call,
			   bool *out_given, struct sieve_target *out)
{
	struct span mailbox;

	*out_given = sieve_command_has(call, SIEVE_SLOT_FCC);
	if (!*out_given)
		return true;
	if (!sieve_state_string(run, call, SIEVE_SLOT_FCC, &mailbox) ||
	    !sieve_target_make(run, call, mailbox, out))
		return false;
	/* What setflag left is the message's, not the answer's. */
	if (!sieve_command_has(call, SIEVE_SLOT_FLAGS)) {
		out->has_flags = false;
		out->flags = (struct sieve_strings){ NULL, 0 };
	}
	return true;
}
