/* SPDX-License-Identifier: MIT */
/* Where the errors and warnings of a script are gathered. Private to this
 * folder. */
#pragma once

#include "base/arena.h"
#include "sieve/sieve.h"

enum {
	SIEVE_NOTES_MAX = 100
};

struct sieve_notes {
	struct arena *arena;
	struct sieve_note *first, *last;
	unsigned count;
	unsigned errors; /* also those beyond the first SIEVE_NOTES_MAX notes */
};

/* Returns false, so that `return sieve_note_error(...)` reads well. */
bool sieve_note_error(struct sieve_notes *notes, uint32_t line,
		      const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void sieve_note_warning(struct sieve_notes *notes, uint32_t line,
			const char *format, ...)
	__attribute__((format(printf, 3, 4)));
