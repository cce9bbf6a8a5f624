/* SPDX-License-Identifier: MIT */
/* Any bytes as byte-code: what the loader takes runs to an end. */
#include <stdint.h>

#include "base/auto.h"
#include "sieve/sieve.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct sieve_settings settings = {
	.limits = {
		.script_bytes = 65536,
		.nesting = 32,
		.actions = 32,
		.redirects = 4,
		.notifies = 4,
		.programs = 4,
		.includes = 8,
		.include_depth = 4,
		.variables = 32,
		.variable_bytes = 400,
		.memory = 1 << 20,
		.steps = 2000,
		.examined = 1 << 20,
		.cpu_ms = 60000,
	},
	.separator = '+',
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct sieve_host host = { .context = NULL };
	const struct sieve_input input = {
		.message = SPAN("From: a@b\nSubject: x y\n\nbody\n"),
		.sender = SPAN("a@b"),
		.recipient = SPAN("c@d"),
	};
	struct sieve_script *script = NULL;
	struct sieve_run *run;
	struct err err;
	bool keep;

	if (!sieve_open(span_make(data, size), "fuzz", &script, &err))
		return 0;
	run = sieve_run_new(&settings, &host, &input, NULL, NULL);
	if (sieve_run_script(run, script, &keep, &err))
		(void)sieve_run_actions(run);
	sieve_run_free(&run);
	sieve_close(&script);
	return 0;
}
