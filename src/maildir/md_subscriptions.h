/* SPDX-License-Identifier: MIT */
/*
 * The file `subscriptions` as Dovecot writes it: version 2 ("V<TAB>2", an
 * empty line, names with TAB between levels) or version 1 (names with '.').
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/check.h"
#include "base/err.h"

/* The names in UTF-8, in the order of the file, each once. Lines that are no
 * mailbox name are passed over. */
void md_subscriptions_parse(struct span text, struct arena *arena,
			    struct span **out, size_t *out_count);
MUST_CHECK bool md_subscriptions_read(const char *root, struct arena *arena,
				      struct span **out, size_t *out_count,
				      struct err *err);
/* Makes the file with these names if there is none. */
MUST_CHECK bool md_subscriptions_begin(const char *root,
				       const struct span *names, size_t count,
				       struct err *err);
/* Adds or removes one name, under a lock against other processes; no change
 * is no error. ERR_LIMIT when the file would pass 1 MiB. */
MUST_CHECK bool md_subscriptions_set(const char *root, struct span mailbox,
				     bool subscribed, struct err *err);
