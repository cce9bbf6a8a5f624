/* SPDX-License-Identifier: MIT */
/* The rows that a database found for one user, of which one may be his. */
#pragma once

#include "account/account_sql.h"

struct account_sql_answer {
	const struct account_sql_base *base;
	const char *asked;
	struct account_entry *out;
	unsigned found;
};

void account_sql_answer_begin(struct account_sql_answer *answer,
			      const struct account_sql_base *base,
			      const char *asked, struct account_entry *out);
/* Rows of other names are passed over. ERR_CORRUPT: see account_sql_entry. */
MUST_CHECK bool account_sql_answer_row(struct account_sql_answer *answer,
				       const struct account_sql_cell *cells,
				       size_t count, struct err *err);
/* ERR_NOTFOUND: none. ERR_CORRUPT: more than one. */
MUST_CHECK bool account_sql_answer_end(const struct account_sql_answer *answer,
				       struct err *err);
/* Makes ERR_TEMP of ERR_CORRUPT: the user is there, so that neither "no such
 * user" nor a guess would be right. Returns false. */
bool account_sql_answer_temp(const char *user, struct err *err);
