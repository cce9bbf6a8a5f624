/* SPDX-License-Identifier: MIT */
#include "sieve/sieve_state.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/clock.h"

enum {
	BETWEEN_CLOCKS = 1 << 20 /* bytes examined */
};

bool sieve_state_fail(struct sieve_run *run, enum err_kind kind,
		      const char *format, ...)
{
	char text[200];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	/* A script may have put anything in it, and it is to be one line. */
	for (char *at = text; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = '?';
	return err_set(run->err, kind, "line %u: %s", (unsigned)run->line,
		       text);
}

bool sieve_state_host_failed(struct sieve_run *run)
{
	struct err told = *run->err;

	(void)err_set(run->err, told.kind, "line %u: %s", (unsigned)run->line,
		      told.text);
	return err_detail(run->err, "%s", told.detail);
}

/* ---- budgets ---- */

void *sieve_state_alloc(struct sieve_run *run, size_t size)
{
	run->memory += size;
	if (run->memory <= run->settings->limits.memory)
		return arena_alloc(&run->arena, size);
	(void)sieve_state_fail(run, ERR_LIMIT,
			       "the script needs too much memory");
	return NULL;
}

char *sieve_state_copy(struct sieve_run *run, struct span text)
{
	char *copy = sieve_state_alloc(run, text.len + 1);

	if (copy && text.len)
		memcpy(copy, text.ptr, text.len);
	return copy;
}

bool sieve_state_keep(struct sieve_run *run, struct span text, struct span *out)
{
	*out = span_make(sieve_state_copy(run, text), text.len);
	return out->ptr != NULL;
}

bool sieve_state_clock(struct sieve_run *run)
{
	int64_t now = clock_cpu_us();

	if (run->cpu_start < 0)
		run->cpu_start = now;
	return now - run->cpu_start <=
		       run->settings->limits.cpu_ms * INT64_C(1000) ||
	       sieve_state_fail(run, ERR_LIMIT, "the script takes too long");
}

bool sieve_state_examine(struct sieve_run *run, uint64_t bytes)
{
	uint64_t before = run->examined;

	run->examined += bytes;
	if (run->examined > run->settings->limits.examined)
		return sieve_state_fail(run, ERR_LIMIT,
					"the script compares too many bytes");
	return run->examined / BETWEEN_CLOCKS == before / BETWEEN_CLOCKS ||
	       sieve_state_clock(run);
}

/* ---- actions ---- */

struct sieve_action *sieve_state_add(struct sieve_run *run,
				     const struct sieve_call *call,
				     enum sieve_action_kind kind)
{
	struct sieve_action *action;

	if (run->actions >= run->settings->limits.actions) {
		(void)sieve_state_fail(run, ERR_LIMIT, "more than %u actions",
				       (unsigned)run->settings->limits.actions);
		return NULL;
	}
	action = sieve_state_alloc(run, sizeof(*action));
	if (!action)
		return NULL;
	run->actions++;
	action->kind = kind;
	action->script = span_of(run->frame->script->name);
	action->line = call->line;
	action->message = run->message;
	if (run->last)
		run->last->next = action;
	else
		run->first = action;
	run->last = action;
	return action;
}

void sieve_state_trace(struct sieve_run *run, const char *format, ...)
{
	char text[400];
	va_list args;

	if (!run->trace)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	run->trace(run->trace_context, run->frame->script->name, run->line,
		   span_of(text));
}
