/* SPDX-License-Identifier: MIT */
/* RFC 6134: lists that are not in the script; the host has them. A list that
 * is not there has no members. */
#include "sieve/sieve_lists.h"

#include "sieve/sieve_commands.h"

bool sieve_lists_has(struct sieve_run *run, struct span list, struct span value,
		     bool *out)
{
	const struct sieve_host *host = run->host;

	*out = false;
	if (!host->list_has ||
	    host->list_has(host->context, list, value, out, run->err))
		return true;
	*out = false;
	return run->err->kind == ERR_NOTFOUND || sieve_state_host_failed(run);
}

bool sieve_lists_members(struct sieve_run *run, struct span list,
			 struct buf *out)
{
	const struct sieve_host *host = run->host;

	if (!host->list_members)
		return sieve_state_fail(run, ERR_SYNTAX,
					"there is no list '%.*s'",
					SPAN_ARG(span_first(list, 80)));
	return host->list_members(host->context, list, out, run->err) ||
	       sieve_state_host_failed(run);
}

bool sieve_lists_next(struct span *rest, struct span *out)
{
	struct span line;

	while (span_cut(rest, '\n', &line)) {
		*out = span_trim(line);
		if (out->len && out->ptr[0] != '#')
			return true;
	}
	return false;
}

static bool run_valid(struct sieve_run *run, const struct sieve_call *call)
{
	const struct sieve_host *host = run->host;
	struct sieve_strings names;
	bool found;

	if (!sieve_state_strings(run, call, SIEVE_SLOT_A, &names))
		return false;
	run->result = host->list_has != NULL;
	for (size_t i = 0; i < names.count && run->result; i++) {
		run->result = host->list_has(host->context, names.at[i],
					     SPAN(""), &found, run->err);
		if (!run->result && run->err->kind != ERR_NOTFOUND)
			return sieve_state_host_failed(run);
	}
	return true;
}

const struct sieve_command sieve_lists_commands[] = {
	{ .name = "valid_ext_list",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_EXTLISTS,
	  .params = { { "list names", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .run = run_valid },
	{ .name = NULL },
};
