/* SPDX-License-Identifier: MIT */
#include "account/account_sql.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/auto.h"
#include "base/x.h"

enum {
	QUERY_MAX = 65536
};

bool account_sql_temp(struct err *err, const char *what, const char *why)
{
	err_set(err, ERR_TEMP, "Temporary failure");
	return err_detail(err, "accounts: %s: %s", what, why);
}

static bool find_place(struct span name, enum account_sql_place *out)
{
	static const char *const names[] = {
		[ACCOUNT_SQL_USER] = "user",
		[ACCOUNT_SQL_LOCAL] = "local",
		[ACCOUNT_SQL_DOMAIN] = "domain",
		[ACCOUNT_SQL_SERVICE] = "service",
		[ACCOUNT_SQL_LOCAL_IP] = "local_ip",
		[ACCOUNT_SQL_REMOTE_IP] = "remote_ip",
		[ACCOUNT_SQL_OLD] = "old",
		[ACCOUNT_SQL_NEW] = "new",
		[ACCOUNT_SQL_EXPIRES] = "expires",
		[ACCOUNT_SQL_NOW] = "now",
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (span_eq(name, span_of(names[i]))) {
			*out = (enum account_sql_place)i;
			return true;
		}
	}
	return false;
}

/* rest begins with the name behind "%{". */
static bool take_place(struct span *rest, struct account_sql_query *query,
		       struct err *err)
{
	size_t end = span_find_char(*rest, '}');
	struct span name = span_first(*rest, end);

	if (query->count == ACCOUNT_SQL_PLACES_MAX)
		return err_set(err, ERR_SYNTAX, "more than %d placeholders",
			       ACCOUNT_SQL_PLACES_MAX);
	if (end == rest->len || !find_place(name, &query->place[query->count]))
		return err_set(err, ERR_SYNTAX, "unknown placeholder %%{%.*s}",
			       SPAN_ARG(span_first(name, 40)));
	query->count++;
	*rest = span_from(*rest, end + 1);
	return true;
}

static bool in_quotes(const struct buf *text)
{
	char last = text->len ? text->ptr[text->len - 1] : ' ';

	return last == '\'' || last == '"' || last == '`';
}

static bool translate(struct span rest, struct account_sql_query *query,
		      struct buf *text, struct err *err)
{
	while (rest.len) {
		if (!span_starts(rest, SPAN("%{"))) {
			buf_add_char(text, rest.ptr[0]);
			rest = span_from(rest, 1);
			continue;
		}
		/* '%{user}' would be the text "?", not the user. */
		if (in_quotes(text))
			return err_set(err, ERR_SYNTAX,
				       "placeholders stand without quotes");
		rest = span_from(rest, 2);
		if (!take_place(&rest, query, err))
			return false;
		buf_add_char(text, '?');
	}
	return !text->full || err_set(err, ERR_SYNTAX, "query too long");
}

bool account_sql_parse(const char *text, struct account_sql_query *out,
		       struct err *err)
{
	auto_buf struct buf translated = { 0 };

	*out = (struct account_sql_query){ .text = NULL };
	if (span_is_empty(span_trim(span_of(text))))
		return true;
	buf_init(&translated, QUERY_MAX);
	if (!translate(span_of(text), out, &translated, err))
		return false;
	out->text = x_strdup(buf_str(&translated));
	return true;
}

void account_sql_query_release(struct account_sql_query *query)
{
	free(query->text);
	query->text = NULL;
}

struct span account_sql_value(const struct account_sql_values *values,
			      enum account_sql_place place)
{
	struct span local, domain;

	account_split(values->query->user, &local, &domain);
	switch (place) {
	case ACCOUNT_SQL_USER:
		return span_of(values->query->user);
	case ACCOUNT_SQL_LOCAL:
		return local;
	case ACCOUNT_SQL_DOMAIN:
		return domain;
	case ACCOUNT_SQL_SERVICE:
		return span_of(values->query->service);
	case ACCOUNT_SQL_LOCAL_IP:
		return span_of(values->query->local_ip);
	case ACCOUNT_SQL_REMOTE_IP:
		return span_of(values->query->remote_ip);
	case ACCOUNT_SQL_OLD:
		return span_of(values->old);
	case ACCOUNT_SQL_NEW:
		return span_of(values->new);
	case ACCOUNT_SQL_EXPIRES:
		return span_of(values->expires);
	case ACCOUNT_SQL_NOW:
		break;
	}
	return span_of(values->now);
}

const char *account_sql_bare_password(const char *scheme, const char *stored)
{
	size_t len = strlen(scheme);

	return stored[0] == '{' &&
			       span_starts(span_of(stored + 1),
					   span_of(scheme)) &&
			       stored[len + 1] == '}'
		       ? stored + len + 2
		       : NULL;
}

const struct account_sql_values *
account_sql_relay(const struct account_relay *relay, int64_t now,
		  struct account_sql_relay *space)
{
	space->query = (struct account_query){
		.user = "",
		.service = "",
		.local_ip = "",
		.remote_ip = relay ? relay->ip : "",
	};
	snprintf(space->expires, sizeof(space->expires), "%lld",
		 (long long)(relay ? relay->until : 0));
	snprintf(space->now, sizeof(space->now), "%lld", (long long)now);
	space->values = (struct account_sql_values){
		.query = &space->query,
		.expires = space->expires,
		.now = space->now,
	};
	return &space->values;
}
