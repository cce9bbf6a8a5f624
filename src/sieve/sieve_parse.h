/* SPDX-License-Identifier: MIT */
/* The tree of a script (RFC 5228 8.2): commands, tests and their arguments,
 * none of which it knows by name. Private to this folder. */
#pragma once

#include "sieve/sieve_note.h"

enum sieve_argument_kind {
	SIEVE_ARGUMENT_NUMBER,
	SIEVE_ARGUMENT_STRINGS,
	SIEVE_ARGUMENT_TAG,
};

struct sieve_argument {
	struct sieve_argument *next;
	enum sieve_argument_kind kind;
	bool is_list; /* strings in brackets */
	uint32_t line;
	uint64_t number;
	struct span tag;
	struct sieve_strings strings;
	struct span string; /* where there is but one */
};

struct sieve_node {
	struct sieve_node *next;
	struct span name;
	uint32_t line;
	struct sieve_argument *arguments;
	bool has_test_list; /* in parentheses */
	bool has_block;
	struct sieve_node *tests;
	struct sieve_node *block;
};

/* In the notes' arena. false: it can't be parsed, and a note says where. */
MUST_CHECK bool sieve_parse(struct span text, uint32_t max_nesting,
			    struct sieve_notes *notes, struct sieve_node **out);
