/* SPDX-License-Identifier: MIT */
/* Whatever a second engine answers, nothing comes of it but actions that the
 * script has, in its order. */
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "sieve/sieve.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char text[] =
	"require [\"fileinto\", \"reject\", \"vacation\"];\r\n"
	"if false { reject \"no\r\nmore\"; stop; }\r\n"
	"if true { fileinto \"a\"; }\r\n"
	"if address \"From\" \"x@y\" { redirect \"r@s\"; }\r\n"
	"if header \"Subject\" \"x\" { fileinto \"a\"; stop; }\r\n"
	"if false { vacation \"away\"; }\r\n"
	"if false { discard; keep; }\r\n";

static struct span answer;

static bool second(void *context, struct span request, struct buf *out,
		   struct err *err)
{
	(void)context;
	(void)err;
	ASSERT(request.len && request.ptr[0] == 's');
	buf_add(out, answer);
	return true;
}

static void check(const struct sieve_action *action)
{
	uint32_t line = 0;

	for (; action; action = action->next) {
		if (action->is_implicit)
			continue;
		ASSERT(action->line >= line && action->line <= 8);
		line = action->line;
		if (action->kind == SIEVE_FILEINTO)
			ASSERT(span_eq(action->target.mailbox, SPAN("a")));
		if (action->kind == SIEVE_REJECT)
			ASSERT(span_eq(action->reason, SPAN("no\r\nmore")));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sieve_settings settings = {
		.engine = SIEVE_ENGINE_LIBSIEVE,
		.limits = sieve_limits_default,
		.separator = '+',
	};
	const struct sieve_host host = { .second = second };
	const struct sieve_input input = {
		.message = SPAN("From: a@b\nSubject: x y\n\nbody\n"),
	};
	auto_arena struct arena arena = { 0 };
	struct sieve_script *script = NULL;
	struct sieve_note *notes;
	struct sieve_run *run;
	auto_buf struct buf code;
	struct err err;
	bool keep;

	answer = span_make(data, size);
	buf_init(&code, 1 << 20);
	ASSERT(sieve_compile(&settings, span_of(text), &arena, &notes, &code));
	ASSERT(sieve_open(buf_span(&code), "fuzz", &script, &err));
	run = sieve_run_new(&settings, &host, &input, NULL, NULL);
	if (!sieve_run_script(run, script, &keep, &err))
		ASSERT(keep);
	check(sieve_run_actions(run));
	sieve_run_free(&run);
	sieve_close(&script);
	return 0;
}
