/* SPDX-License-Identifier: MIT */
/* fumikura sieve …: users' Sieve scripts. */
#include "admin/adm_sieve.h"

#include "base/check.h"
#include "base/span.h"

static const struct adm_sieve_verb *const verbs[] = {
	&adm_sieve_activate, &adm_sieve_check,  &adm_sieve_deactivate,
	&adm_sieve_delete,   &adm_sieve_get,    &adm_sieve_list,
	&adm_sieve_put,      &adm_sieve_rename, &adm_sieve_run,
	&adm_sieve_test,
};

static int run_sieve(struct adm_call *call)
{
	struct span name = span_of(adm_take_word(call));
	int code = ADM_USAGE;

	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (span_eq(name, span_of(verbs[i]->name)))
			code = verbs[i]->run(call);
	return code == ADM_USAGE ? adm_usage(&adm_sieve) : code;
}

const struct adm_command adm_sieve = {
	.name = "sieve",
	.usage = "sieve check SCRIPT ...\n"
		 "sieve test SCRIPT MESSAGE [-f SENDER] [-a RECIPIENT] ...\n"
		 "sieve run USER MAILBOX SCRIPT [--execute]\n"
		 "sieve list USER\n"
		 "sieve get USER [NAME]\n"
		 "sieve put USER NAME [FILE] [--activate]\n"
		 "sieve activate USER NAME\n"
		 "sieve deactivate USER\n"
		 "sieve delete USER NAME\n"
		 "sieve rename USER NAME NEW-NAME\n",
	.run = run_sieve,
};
