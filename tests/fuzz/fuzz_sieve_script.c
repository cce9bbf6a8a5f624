/* SPDX-License-Identifier: MIT */
/*
 * A script, and behind a NUL the message that it is run with: what compiles can
 * be opened, fits, and runs to an end within small limits.
 */
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
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
	.old_extensions = true,
	.separator = '+',
};

static void run(struct span code, struct span message)
{
	const struct sieve_host host = { .context = NULL };
	const struct sieve_input input = {
		.message = message,
		.sender = SPAN("a+b@c"),
		.recipient = SPAN("\"x y\"@z"),
		.now = 1000000000,
	};
	struct sieve_script *script = NULL;
	struct sieve_run *run = NULL;
	struct err err;
	bool keep;

	ASSERT(sieve_open(code, "fuzz", &script, &err));
	run = sieve_run_new(&settings, &host, &input, NULL, NULL);
	for (unsigned i = 0; i < 2; i++)
		if (!sieve_run_script(run, script, &keep, &err) || !keep)
			break;
	(void)sieve_run_actions(run);
	sieve_run_free(&run);
	sieve_close(&script);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = span_make(data, size);
	size_t end = span_find_char(input, '\0');
	struct span text = span_first(input, end);
	auto_arena struct arena arena;
	auto_buf struct buf code;
	struct sieve_note *notes;

	arena_init(&arena);
	buf_init(&code, 1 << 20);
	if (sieve_compile(&settings, text, &arena, &notes, &code)) {
		ASSERT(sieve_code_fits(buf_span(&code), &settings, text));
		run(buf_span(&code), span_from(input, end + 1));
	} else {
		ASSERT(notes && notes->line > 0 && code.len == 0);
	}
	return 0;
}
