/* SPDX-License-Identifier: MIT */
/*
 * Texts may quote the script, which is what its author sent: control characters
 * in them become '?', so that they stay one line.
 */
#include "sieve/sieve_note.h"

#include <stdarg.h>
#include <stdio.h>

enum {
	TEXT_MAX = 400
};

__attribute__((format(printf, 3, 0))) static void add(struct sieve_notes *notes,
						      struct sieve_note note,
						      const char *format,
						      va_list args)
{
	char text[TEXT_MAX];
	struct sieve_note *kept;

	if (notes->count == SIEVE_NOTES_MAX)
		return;
	notes->count++;
	vsnprintf(text, sizeof(text), format, args);
	for (char *at = text; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = '?';
	kept = arena_alloc(notes->arena, sizeof(*kept));
	*kept = note;
	kept->text = arena_strdup(notes->arena, span_of(text));
	if (notes->last)
		notes->last->next = kept;
	else
		notes->first = kept;
	notes->last = kept;
}

bool sieve_note_error(struct sieve_notes *notes, uint32_t line,
		      const char *format, ...)
{
	va_list args;

	notes->errors++;
	va_start(args, format);
	add(notes, (struct sieve_note){ .line = line }, format, args);
	va_end(args);
	return false;
}

void sieve_note_warning(struct sieve_notes *notes, uint32_t line,
			const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(notes, (struct sieve_note){ .is_warning = true, .line = line },
	    format, args);
	va_end(args);
}
