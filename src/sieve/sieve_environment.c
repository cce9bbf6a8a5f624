/* SPDX-License-Identifier: MIT */
/* RFC 5183. What the host does not know is known here, if at all. */
#include "base/auto.h"
#include "sieve/sieve_commands.h"
#include "sieve/sieve_match.h"

enum {
	VALUE_MAX = 4096
};

static struct span known(const struct sieve_run *run, struct span name)
{
	bool is_event = run->input->mailbox.len > 0;

	if (span_eq_nocase(name, SPAN("name")))
		return span_of(PACKAGE_NAME);
	if (span_eq_nocase(name, SPAN("version")))
		return span_of(PACKAGE_VERSION);
	if (span_eq_nocase(name, SPAN("location")))
		return is_event ? SPAN("MS") : SPAN("MDA");
	if (span_eq_nocase(name, SPAN("phase")))
		return is_event ? SPAN("post") : SPAN("during");
	return (struct span){ NULL, 0 };
}

/* ptr NULL: there is no such item. */
static bool find(struct sieve_run *run, struct span name, struct span *out)
{
	auto_buf struct buf value;
	bool found = false;

	buf_init(&value, VALUE_MAX);
	if (run->host->environment &&
	    !run->host->environment(run->host->context, name, &value, &found,
				    run->err))
		return sieve_state_host_failed(run);
	if (found)
		return sieve_state_keep(run, buf_span(&value), out);
	*out = known(run, name);
	return true;
}

static bool run_environment(struct sieve_run *run,
			    const struct sieve_call *call)
{
	struct sieve_match match;
	struct span name;
	struct span value;

	if (!sieve_state_string(run, call, SIEVE_SLOT_A, &name) ||
	    !find(run, name, &value) ||
	    !sieve_match_begin(run, call, SIEVE_SLOT_B, &match))
		return false;
	if (!value.ptr) {
		run->result = false;
		return true;
	}
	if ((value.len || match.type != SIEVE_MATCH_COUNT) &&
	    !sieve_match_value(&match, value))
		return false;
	return sieve_match_end(&match);
}

const struct sieve_command sieve_environment_commands[] = {
	{ .name = "environment",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_ENVIRONMENT,
	  .tags = { sieve_tags_match },
	  .params = { { "name", SIEVE_STRING, SIEVE_REQUIRED },
		      { "keys", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .run = run_environment },
	{ .name = NULL },
};
