/* SPDX-License-Identifier: MIT */
/* What writer and loader of byte-code agree on. Private to this folder. */
#pragma once

#include "sieve/sieve_code.h"

/* The last byte is the version: a new one for each change of sieve_code.c's
 * form or of what an operation, a slot or a choice means. */
#define SIEVE_CODE_MAGIC SPAN("FuSieve\2")

static inline bool sieve_code_is_list(enum sieve_type type)
{
	return type == SIEVE_STRINGS || type == SIEVE_VARIABLES;
}

static inline bool sieve_code_has_texts(enum sieve_type type)
{
	return type == SIEVE_STRING || type == SIEVE_VARIABLE ||
	       sieve_code_is_list(type);
}

static inline bool sieve_code_has_call(enum sieve_op_kind kind)
{
	return kind == SIEVE_OP_CALL || kind == SIEVE_OP_LOOP;
}

static inline bool sieve_code_has_number(enum sieve_op_kind kind)
{
	return !sieve_code_has_call(kind) && kind != SIEVE_OP_NOT &&
	       kind != SIEVE_OP_STOP && kind != SIEVE_OP_RETURN;
}

static inline bool sieve_code_has_text(enum sieve_op_kind kind)
{
	return kind == SIEVE_OP_FAIL || kind == SIEVE_OP_NEED ||
	       kind == SIEVE_OP_SECOND;
}
