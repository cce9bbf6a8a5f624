/* SPDX-License-Identifier: MIT */
#include "sieve/sieve_table.h"

#include "sieve/sieve_commands.h"

static const struct sieve_command *const tables[] = {
#define SIEVE_COMMANDS(table) table,
#include "sieve/sieve_commands.def"
#undef SIEVE_COMMANDS
};

/* The next row with that name behind *at of *table. */
static const struct sieve_command *next(struct span name, size_t *table,
					size_t *at)
{
	for (; *table < ARRAY_LEN(tables); (*table)++, *at = 0) {
		const struct sieve_command *row = &tables[*table][*at];

		for (; row->name; row++) {
			(*at)++;
			if (span_lower(name.ptr[0]) == row->name[0] &&
			    span_eq_nocase(name, span_of(row->name)))
				return row;
		}
	}
	return NULL;
}

const struct sieve_command *
sieve_table_find(struct span name, bool is_test,
		 const struct sieve_extension_set *required)
{
	const struct sieve_command *first = NULL;
	const struct sieve_command *row;
	size_t table = 0;
	size_t at = 0;

	while ((row = next(name, &table, &at))) {
		if ((row->kind == SIEVE_TEST) != is_test)
			continue;
		if (sieve_extension_has(required, row->extension))
			return row;
		if (!first)
			first = row;
	}
	return first;
}

const struct sieve_command *sieve_table_find_hashed(struct span name,
						    uint32_t hash)
{
	const struct sieve_command *row;
	size_t table = 0;
	size_t at = 0;

	if (name.len == 0)
		return NULL;
	row = next(name, &table, &at);
	while (row && sieve_code_hash(row) != hash)
		row = next(name, &table, &at);
	return row;
}
