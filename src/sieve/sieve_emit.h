/* SPDX-License-Identifier: MIT */
/*
 * The compiler's core: a node of the tree, fitted to its row, becomes
 * operations. For check and emit functions of commands. Private to this folder.
 */
#pragma once

#include "sieve/sieve_code.h"
#include "sieve/sieve_parse.h"

/* The rows of the table by name: tests, or all that is none. */
typedef const struct sieve_command *
sieve_emit_lookup(struct span name, bool is_test,
		  const struct sieve_extension_set *required);

/* A row that was looked up before; scripts have few names, and those often. */
enum {
	SIEVE_EMIT_FOUND = 32
};
struct sieve_emit_found {
	struct span name;
	bool is_test;
	struct sieve_extension_set required;
	const struct sieve_command *command;
};

/* A loop whose block is being compiled. */
struct sieve_emit_loop {
	struct sieve_emit_loop *outer;
	const struct sieve_value *name; /* not given: it has none */
	uint32_t begin;                 /* its SIEVE_OP_LOOP */
	uint32_t breaks; /* jumps to its end, chained; UINT32_MAX: none */
};

struct sieve_compiler {
	const struct sieve_settings *settings;
	struct sieve_notes notes;
	struct arena *arena;
	sieve_emit_lookup *lookup;
	struct sieve_emit_found found[SIEVE_EMIT_FOUND];
	struct sieve_extension_set required;
	/* RFC 5463: those of them that are there only behind an ihave that
	 * has found them. */
	struct sieve_extension_set maybe;
	/* Those that were looked for, there or not. */
	struct sieve_extension_set asked;
	struct sieve_emit_loop *loop;     /* innermost */
	bool requires_ended;              /* another command has come */
	struct sieve_variable *variables; /* see sieve_string.c */
	/* Of the call that is being fitted; the first is none. */
	struct sieve_value values[SIEVE_SLOTS + 1];
	uint32_t locals;
	struct sieve_op *ops;
	uint32_t count, space;
};

void sieve_emit_error(struct sieve_compiler *c, uint32_t line,
		      const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Something that the language lacks as far as this script may use it. With
 * ihave (RFC 5463 4) it is an error only once it is reached. */
void sieve_emit_unknown(struct sieve_compiler *c, uint32_t line,
			const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The extension of that name; SIEVE_EXT_NONE: not under these settings. */
enum sieve_extension sieve_emit_extension(struct sieve_compiler *c,
					  struct span name);

/* Returns the index of the new operation. */
uint32_t sieve_emit_op(struct sieve_compiler *c, enum sieve_op_kind kind,
		       uint32_t number);
/* Makes the jump at index lead to the next operation. */
void sieve_emit_land(struct sieve_compiler *c, uint32_t index);
/* Leaves the innermost loop, or the one of the name that the call has in
 * SIEVE_SLOT_OWN. */
void sieve_emit_break(struct sieve_compiler *c, const struct sieve_call *call);
/* The row of that name; NULL: there is none. */
const struct sieve_command *sieve_emit_find(struct sieve_compiler *c,
					    struct span name, bool is_test);
/* A node as a command, or as a test. */
void sieve_emit_test(struct sieve_compiler *c, const struct sieve_node *node);
/* Commands of a block, one after the other. */
void sieve_emit_block(struct sieve_compiler *c, const struct sieve_node *first);

/* Is that extension required? If an ihave has to find it, that is checked at
 * this place, too. */
bool sieve_emit_has(struct sieve_compiler *c, uint32_t line,
		    enum sieve_extension extension);

/* For emit functions: reports arguments, tests or a block that are not
 * expected. */
enum sieve_emit_shape {
	SIEVE_HAS_ARGUMENTS = 1 << 0,
	SIEVE_HAS_TEST = 1 << 1, /* exactly one, without parentheses */
	SIEVE_HAS_TESTS = 1 << 2,
	SIEVE_HAS_BLOCK = 1 << 3,
};
bool sieve_emit_fits(struct sieve_compiler *c, const struct sieve_node *node,
		     unsigned shape);
/* The arguments of a node without tests as a call; NULL: a note says why. */
struct sieve_call *sieve_emit_call(struct sieve_compiler *c,
				   const struct sieve_node *node,
				   const struct sieve_command *command);
