/* SPDX-License-Identifier: MIT */
/* From text to byte-code; see sieve.h. */
#include "sieve/sieve_emit.h"
#include "sieve/sieve_second.h"
#include "sieve/sieve_table.h"

static void compile(struct sieve_compiler *c, struct span text)
{
	struct sieve_node *tree;

	if (text.len > c->settings->limits.script_bytes)
		(void)sieve_note_error(
			&c->notes, 1, "the script has more than %llu bytes",
			(unsigned long long)c->settings->limits.script_bytes);
	else if (sieve_parse(text, c->settings->limits.nesting, &c->notes,
			     &tree)) {
		if (c->settings->engine == SIEVE_ENGINE_LIBSIEVE)
			sieve_second_emit(c, text, tree);
		else
			sieve_emit_block(c, tree);
	}
}

bool sieve_compile(const struct sieve_settings *settings, struct span text,
		   struct arena *arena, struct sieve_note **out_notes,
		   struct buf *out)
{
	struct sieve_compiler c = {
		.settings = settings,
		.notes = { .arena = arena },
		.arena = arena,
		.lookup = sieve_table_find,
	};
	struct sieve_script script;
	size_t before = out->len;

	compile(&c, text);
	if (c.notes.errors == 0) {
		script = (struct sieve_script){ .ops = c.ops,
						.count = c.count,
						.locals = c.locals };
		sieve_code_write(out, &script, settings, text, &c.asked);
		if (out->full) {
			buf_truncate(out, before);
			(void)sieve_note_error(&c.notes, 1,
					       "the script is too large");
		}
	}
	*out_notes = c.notes.first;
	return c.notes.errors == 0;
}
