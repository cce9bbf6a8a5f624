/* SPDX-License-Identifier: MIT */
/*
 * The bytes of one file of accounts and where its lines are, sorted by key;
 * for account_lines.c only. Pure: no I/O.
 */
#pragma once

#include "account/account_lines.h"

struct account_lines_line {
	const char *text;
	uint32_t len;
	uint32_t number;
	uint16_t key_at;
	uint16_t key_len;
};

struct account_lines_table {
	char *bytes;
	size_t size;
	struct account_lines_line *line; /* by key */
	size_t count;
	size_t space;
};

/* Wipes the bytes. NULL is none. */
void account_lines_table_free(struct account_lines_table *t);
/* Fills t->line from t->bytes. ERR_TEMP with path:line for the log. */
MUST_CHECK bool account_lines_table_parse(struct account_lines_table *t,
					  const struct account_lines_form *form,
					  const char *path, struct err *err);
enum account_lines_table_from {
	ACCOUNT_LINES_TABLE_AT, /* the key itself would do */
	ACCOUNT_LINES_TABLE_BEHIND,
};
/* The first line whose key is at or behind `key`; t->count: none. */
size_t account_lines_table_find(const struct account_lines_table *t,
				struct span key,
				enum account_lines_table_from from);
bool account_lines_table_is(const struct account_lines_table *t, size_t at,
			    struct span key);
