/* SPDX-License-Identifier: MIT */
#include "master/login_limit.h"

#include "base/check.h"
#include "base/span.h"
#include "master/session_table.h"

static uint64_t service_limit(const struct config *config, const char *service)
{
	const struct {
		const char *service;
		uint64_t limit;
	} limits[] = {
		{ "imap", config->imap_session_limit },
		{ "pop3", config->pop3_session_limit },
		{ "sieve", config->managesieve_session_limit },
	};

	for (size_t i = 0; i < ARRAY_LEN(limits); i++)
		if (limits[i].limit &&
		    span_eq(span_of(service), span_of(limits[i].service)))
			return limits[i].limit;
	return UINT64_MAX;
}

const char *login_limit_exceeded(const struct session_table *table,
				 const struct config *config,
				 const struct control_login *login,
				 const char *user,
				 enum control_result *out_result)
{
	struct session_counts counts = session_table_counts(table, user, login);

	*out_result = CONTROL_BUSY;
	if (counts.user >= config->user_connections)
		return "user_connections";
	if (counts.address >= config->address_connections)
		return "address_connections";
	*out_result = CONTROL_TEMP;
	if (counts.service >= service_limit(config, login->service))
		return "service";
	if (session_table_count(table) >= config->session_limit)
		return "session_limit";
	return NULL;
}

uint64_t login_limit_files(const struct config *config)
{
	return config->session_limit + LOGIN_LIMIT_UNDER_WAY;
}
