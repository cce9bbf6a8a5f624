/* SPDX-License-Identifier: MIT */
#include "auth/auth_server.h"

#include "base/log.h"

void auth_server_note_source(struct auth_server *server, const struct err *err)
{
	bool failed = err != NULL;

	if (failed && !server->source_failed)
		log_err(LOG_LEVEL_ERROR, "account_source", err, "state=failed");
	else if (!failed && server->source_failed)
		log_event(LOG_LEVEL_INFO, "account_source", "state=back");
	server->source_failed = failed;
}
