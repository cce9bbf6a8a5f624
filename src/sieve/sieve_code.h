/* SPDX-License-Identifier: MIT */
/*
 * Byte-code: a list of operations, in memory as below, kept as in
 * sieve_code.c. Private to this folder.
 *
 * Tests leave their answer in run->result; jumps look at it.
 */
#pragma once

#include "sieve/sieve_command.h"

enum sieve_op_kind {
	SIEVE_OP_CALL,       /* an action or a test */
	SIEVE_OP_SET,        /* result = number */
	SIEVE_OP_NOT,        /* result = !result */
	SIEVE_OP_JUMP,       /* to operation `number` */
	SIEVE_OP_JUMP_TRUE,  /* if result */
	SIEVE_OP_JUMP_FALSE, /* if !result */
	SIEVE_OP_STOP,       /* all scripts */
	SIEVE_OP_RETURN,     /* this script */
	SIEVE_OP_FAIL,       /* with the text of `text`, at line `number` */
	SIEVE_OP_NEED,       /* same, if no ihave has found that extension */
	SIEVE_OP_LOOP,       /* begin of a SIEVE_LOOP command */
	SIEVE_OP_LOOP_NEXT,  /* run of the loop begun at `number` */
	SIEVE_OP_LOOP_END,   /* end of the loop begun at `number` */
	SIEVE_OP_SECOND,     /* another engine runs the script in `text` */
	SIEVE_OPS
};

struct sieve_op {
	enum sieve_op_kind kind;
	uint32_t number;
	const struct sieve_call *call;
	struct span text;
};

struct sieve_script {
	struct arena arena;
	const char *name;
	struct sieve_op *ops; /* behind the last: SIEVE_OP_RETURN */
	uint32_t count;
	uint32_t locals; /* variables of its own */
};

/* What the code was made from; see sieve_code_fits. Which extensions there are
 * is not in it: the code tells those that it was asked about. */
struct sieve_code_origin {
	uint64_t settings, text;
};
struct sieve_code_origin
sieve_code_origin(const struct sieve_settings *settings, struct span text);

/* Of a row of the table: changes with all that byte-code relies on. */
uint32_t sieve_code_hash(const struct sieve_command *command);

/* asked: the extensions that compiling it has looked for under these settings,
 * which `text` was compiled with. */
void sieve_code_write(struct buf *out, const struct sieve_script *script,
		      const struct sieve_settings *settings, struct span text,
		      const struct sieve_extension_set *asked);
