/* SPDX-License-Identifier: MIT */
/* Finds commands by name. Private to this folder. */
#pragma once

#include "sieve/sieve_emit.h"

/* A test, or what is none. NULL: there is none. Of several with that name the
 * one that may be used. */
const struct sieve_command *
sieve_table_find(struct span name, bool is_test,
		 const struct sieve_extension_set *required);
/* That name, and that sieve_code_hash(). */
const struct sieve_command *sieve_table_find_hashed(struct span name,
						    uint32_t hash);
