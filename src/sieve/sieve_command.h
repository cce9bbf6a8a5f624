/* SPDX-License-Identifier: MIT */
/*
 * What the language has: each test, action and control command is one row of
 * its file's table (sieve_<subject>_commands, ended by a row without a name),
 * and the file is one line of sieve_commands.def. See README.md. Private to
 * this folder.
 *
 * The compiler fits the arguments of a command to its row and puts each into a
 * slot; the loader checks byte-code against the same row. So run functions may
 * trust types and choices, and that required arguments are there.
 */
#pragma once

#include "sieve/sieve_extension.h"

struct sieve_compiler;
struct sieve_node;
struct sieve_run;

enum sieve_type {
	SIEVE_NOTHING, /* a bare tag: the slot has its choice as number */
	SIEVE_NUMBER,
	SIEVE_STRING,
	SIEVE_STRINGS,    /* a string list; one string is one, too */
	SIEVE_COMPARATOR, /* a string in the script, a number in the slot */
	SIEVE_RELATION,   /* same: of :value and :count */
	SIEVE_VARIABLE,  /* a constant name; one piece, not SIEVE_PIECE_FIXED */
	SIEVE_VARIABLES, /* a list of these */
};

/* Where an argument goes; a command's own begin at SIEVE_SLOT_OWN. */
enum sieve_slot {
	SIEVE_SLOT_A, /* positional */
	SIEVE_SLOT_B,
	SIEVE_SLOT_C,
	SIEVE_SLOT_D,
	SIEVE_SLOT_MATCH, /* sieve_tags.h has the choices */
	SIEVE_SLOT_RELATION,
	SIEVE_SLOT_COMPARATOR,
	SIEVE_SLOT_PART,
	SIEVE_SLOT_INDEX, /* RFC 5260 */
	SIEVE_SLOT_LAST,
	SIEVE_SLOT_MIME, /* RFC 5703 */
	SIEVE_SLOT_ANYCHILD,
	SIEVE_SLOT_MIME_OPTION,
	SIEVE_SLOT_MIME_PARAM,
	SIEVE_SLOT_COPY,
	SIEVE_SLOT_CREATE,
	SIEVE_SLOT_FLAGS,
	SIEVE_SLOT_SPECIAL_USE,
	SIEVE_SLOT_MAILBOXID,
	SIEVE_SLOT_FCC,
	SIEVE_SLOT_OWN,
	SIEVE_SLOTS = SIEVE_SLOT_OWN + 12
};

/* A string: fixed if it has no pieces. */
struct sieve_piece;
struct sieve_text {
	struct span fixed;
	const struct sieve_piece *pieces;
	size_t count;
};
enum sieve_piece_kind {
	SIEVE_PIECE_FIXED,
	SIEVE_PIECE_LOCAL,  /* variable number of this script */
	SIEVE_PIECE_GLOBAL, /* RFC 6609, by name */
	SIEVE_PIECE_MATCH,  /* ${number} */
	SIEVE_PIECE_SPACE,  /* name in namespace number */
	SIEVE_PIECES
};
/* Namespaces of variables (RFC 5229 3). */
enum sieve_space {
	SIEVE_SPACE_NONE,
	SIEVE_SPACE_ENV, /* vnd.dovecot.environment 4 */
	SIEVE_SPACES
};
struct sieve_piece {
	enum sieve_piece_kind kind;
	uint32_t number;
	struct span text; /* fixed text, or the variable's name */
};

struct sieve_value {
	bool is_given;
	unsigned char slot;
	enum sieve_type type;
	uint64_t number;
	const struct sieve_text *texts;
	size_t count;
};

/* A command or test with its arguments. */
struct sieve_call {
	const struct sieve_command *command;
	uint32_t line;
	uint32_t count;                   /* values given */
	struct sieve_value *values;       /* one more: the first is none */
	unsigned char place[SIEVE_SLOTS]; /* in values; 0: not given */
};

/* A tag. Tags of one slot exclude each other. */
struct sieve_tag {
	const char *name; /* without its colon */
	enum sieve_extension extension;
	enum sieve_type type; /* of its argument */
	unsigned slot;        /* of its argument, or of its choice */
	uint64_t choice;      /* SIEVE_NOTHING: what the slot has then */
	unsigned also;        /* with an argument: has the choice; or 0 */
};

enum sieve_param_flags {
	SIEVE_REQUIRED = 0,
	SIEVE_OPTIONAL = 1 << 0, /* filled from the left if there are more
				  * arguments than required */
	SIEVE_CONSTANT = 1 << 1, /* no variables in it */
};

struct sieve_param {
	const char *what; /* for texts of errors; NULL ends them */
	enum sieve_type type;
	unsigned flags; /* enum sieve_param_flags */
};

enum sieve_kind {
	SIEVE_ACTION, /* ends with ';' */
	SIEVE_TEST,   /* its run function sets run->result */
	SIEVE_LOOP,   /* has a block, which is run as long as `run` sets
		       * run->result; `begin` comes first, `end` last */
};

enum {
	SIEVE_TAG_SETS = 8,
	SIEVE_PARAMS = 4,
	SIEVE_MATCH_LAST = 31, /* ${31}; RFC 5229 6 asks for ${9} */
	SIEVE_LOCALS_MAX = 10000,
};

struct sieve_command {
	const char *name;
	enum sieve_kind kind;
	/* Any of these allows it; both SIEVE_EXT_NONE: the base language. */
	enum sieve_extension extension, or_extension;
	/* Each ended by a tag without a name. */
	const struct sieve_tag *tags[SIEVE_TAG_SETS];
	/* Into the slots A, B, C, D. */
	struct sieve_param params[SIEVE_PARAMS];
	unsigned needs; /* which tags have to fill; 0: none */
	/* What tags and params cannot say, by sieve_emit_error(); may be
	 * NULL. It may add to what is given and change it. */
	void (*check)(struct sieve_compiler *compiler, struct sieve_call *call);
	/* false: run->err says why (sieve_state_fail). */
	MUST_CHECK bool (*run)(struct sieve_run *run,
			       const struct sieve_call *call);
	MUST_CHECK bool (*begin)(struct sieve_run *run,
				 const struct sieve_call *call);
	void (*end)(struct sieve_run *run);
	/* Instead of all of the above: commands that are made of others.
	 * Returns the last node that it used, mostly the one given. */
	const struct sieve_node *(*emit)(struct sieve_compiler *compiler,
					 const struct sieve_node *node);
};

static inline const struct sieve_value *
sieve_command_arg(const struct sieve_call *call, unsigned slot)
{
	return &call->values[call->place[slot]];
}

/* For who makes a call, whose values have room for SIEVE_SLOTS and the none. */
static inline void sieve_command_set(struct sieve_call *call, unsigned slot,
				     struct sieve_value value)
{
	if (!call->place[slot])
		call->place[slot] = (unsigned char)++call->count;
	value.is_given = true;
	value.slot = (unsigned char)slot;
	call->values[call->place[slot]] = value;
}

static inline bool sieve_command_has(const struct sieve_call *call,
				     unsigned slot)
{
	return sieve_command_arg(call, slot)->is_given;
}

/* A string of a slot, if it is there and has no variables. For `check`. */
static inline bool sieve_command_constant(const struct sieve_call *call,
					  unsigned slot, size_t i,
					  struct span *out)
{
	const struct sieve_value *value = sieve_command_arg(call, slot);

	if (i >= value->count || value->texts[i].count)
		return false;
	*out = value->texts[i].fixed;
	return true;
}

/* The choice of tags in a slot, or `otherwise`. */
static inline uint64_t sieve_command_choice(const struct sieve_call *call,
					    unsigned slot, uint64_t otherwise)
{
	const struct sieve_value *value = sieve_command_arg(call, slot);

	return value->is_given ? value->number : otherwise;
}
