/* SPDX-License-Identifier: MIT */
/* Operations, and what is wrong with a script; see sieve_emit.h. */
#include <stdarg.h>
#include <stdio.h>

#include "sieve/sieve_emit.h"

enum {
	TEXT_MAX = 300
};

void sieve_emit_error(struct sieve_compiler *c, uint32_t line,
		      const char *format, ...)
{
	char text[TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	(void)sieve_note_error(&c->notes, line, "%s", text);
}

void sieve_emit_unknown(struct sieve_compiler *c, uint32_t line,
			const char *format, ...)
{
	char text[TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (sieve_extension_has(&c->required, SIEVE_EXT_IHAVE)) {
		uint32_t at = sieve_emit_op(c, SIEVE_OP_FAIL, line);

		c->ops[at].text = arena_dup(c->arena, span_of(text));
		return;
	}
	(void)sieve_note_error(&c->notes, line, "%s", text);
}

/* ---- operations ---- */

uint32_t sieve_emit_op(struct sieve_compiler *c, enum sieve_op_kind kind,
		       uint32_t number)
{
	if (c->count == c->space) {
		struct sieve_op *more;

		c->space = c->space ? c->space * 2 : 64;
		more = arena_alloc_array(c->arena, c->space, sizeof(*more));
		if (c->count)
			memcpy(more, c->ops, c->count * sizeof(*more));
		c->ops = more;
	}
	c->ops[c->count] = (struct sieve_op){ .kind = kind, .number = number };
	return c->count++;
}

void sieve_emit_land(struct sieve_compiler *c, uint32_t index)
{
	c->ops[index].number = c->count;
}

bool sieve_emit_has(struct sieve_compiler *c, uint32_t line,
		    enum sieve_extension extension)
{
	if (!sieve_extension_has(&c->required, extension))
		return false;
	if (extension != SIEVE_EXT_NONE &&
	    sieve_extension_has(&c->maybe, extension)) {
		uint32_t at = sieve_emit_op(c, SIEVE_OP_NEED, line);

		c->ops[at].text = span_of(sieve_extension_name(extension));
	}
	return true;
}
