/* SPDX-License-Identifier: MIT */
#include "account/account_sql_answer.h"

#include "crypto/crypto_secret.h"

void account_sql_answer_begin(struct account_sql_answer *answer,
			      const struct account_sql_base *base,
			      const char *asked, struct account_entry *out)
{
	*answer = (struct account_sql_answer){
		.base = base,
		.asked = asked,
		.out = out,
	};
}

bool account_sql_answer_row(struct account_sql_answer *answer,
			    const struct account_sql_cell *cells, size_t count,
			    struct err *err)
{
	struct account_entry entry;
	bool his = account_sql_entry(answer->base, answer->asked, cells, count,
				     &entry, err);
	bool good = his || err->kind == ERR_NOTFOUND;

	if (his && answer->found++ == 0)
		*answer->out = entry;
	else if (his)
		good = err_set(err, ERR_CORRUPT, "two entries for one user");
	crypto_secret_wipe(&entry, sizeof(entry));
	return good;
}

bool account_sql_answer_end(const struct account_sql_answer *answer,
			    struct err *err)
{
	return answer->found == 1 || err_set(err, ERR_NOTFOUND, "no such user");
}

bool account_sql_answer_temp(const char *user, struct err *err)
{
	const struct err why = *err;

	return err->kind == ERR_CORRUPT
		       ? account_sql_temp(err, user, err_log_text(&why))
		       : false;
}
