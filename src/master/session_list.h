/* SPDX-License-Identifier: MIT */
/* Which sessions a request of `fumikura session` means, and what there is to
 * see of them. */
#pragma once

#include "base/check.h"
#include "master/session_table.h"
#include "proc/desk.h"

struct children;

bool session_list_means(const struct desk_request *request,
			const struct session *session);
/* A file in memory with a row for each, and for each connection that gates tell
 * of if the request is for all; the fd is the caller's. ERR_TEMP. */
MUST_CHECK bool session_list_write(const struct session_table *table,
				   const struct children *children,
				   const struct desk_request *request,
				   int *out_fd, uint32_t *out_count,
				   struct err *err);
