/* SPDX-License-Identifier: MIT */
/*
 * Damaged lines of fumikura-facts, which every reader passes over: for an
 * admin to know of, and to be rid of.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/check.h"
#include "base/err.h"
#include "base/span.h"

struct md_facts_mend {
	size_t damaged; /* lines, a torn end among them */
	size_t first;   /* number of the first, from 1 */
};

/* Of the folder's file; none is no error. dir: "" for the root. */
MUST_CHECK bool md_facts_mend_look(const char *root, struct span dir,
				   struct md_facts_mend *out, struct err *err);
/* Writes it anew, durably, with all lines but those. The caller holds the
 * user's write lock. */
MUST_CHECK bool md_facts_mend_write(const char *root, struct span dir,
				    struct md_facts_mend *out, struct err *err);
