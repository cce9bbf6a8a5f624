/* SPDX-License-Identifier: MIT */
#include "admin/adm_forget.h"

#include <errno.h>

#include "account/account_client.h"
#include "account/account_wire.h"
#include "base/auto.h"

enum {
	ANSWER_MS = 10000,
};

bool adm_forget(const struct config *config, const char *user, struct err *err)
{
	auto_buf struct buf answer;

	buf_init(&answer, ACCOUNT_WIRE_LINE_MAX);
	return account_client_command(config->userdb_socket, ANSWER_MS,
				      "CACHE-FLUSH", user, &answer, err) ||
	       err->os == ENOENT || err->os == ECONNREFUSED;
}
