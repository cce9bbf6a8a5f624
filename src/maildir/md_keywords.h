/* SPDX-License-Identifier: MIT */
/* dovecot-keywords: "<n> <name>" lines, n 0..25 for the letters a..z. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/check.h"
#include "base/err.h"

enum {
	MD_KEYWORDS = 26
};

/* Names by number, "" = free. */
struct md_keywords {
	struct span name[MD_KEYWORDS];
	uint64_t stamp; /* changes with the file; 0: no file */
};
/* Malformed lines are passed over; bytes that no IMAP keyword may hold become
 * '_', so that the letter stays taken. */
void md_keywords_parse(struct span text, struct arena *arena,
		       struct md_keywords *out);
/* No file: all free. */
MUST_CHECK bool md_keywords_read(const char *root, struct span dir,
				 struct arena *arena, struct md_keywords *out,
				 struct err *err);
/* Sets stamp. */
MUST_CHECK bool md_keywords_write(const char *root, struct span dir,
				  struct md_keywords *keywords,
				  struct err *err);
