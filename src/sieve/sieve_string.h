/* SPDX-License-Identifier: MIT */
/* Strings of a script: encoded characters (RFC 5228 2.4.2.4) and variables
 * (RFC 5229 3). Private to this folder. */
#pragma once

#include "sieve/sieve_emit.h"

/* What a string of the script stands for, given what has been required. type
 * SIEVE_VARIABLE, SIEVE_VARIABLES: it is a variable's name. false: an error has
 * been told. */
MUST_CHECK bool sieve_string_make(struct sieve_compiler *c, uint32_t line,
				  struct span text, enum sieve_type type,
				  struct sieve_text *out);
/* RFC 6609 3.4.1: from here on that name is a global variable. */
void sieve_string_declare_global(struct sieve_compiler *c, uint32_t line,
				 struct span name);
