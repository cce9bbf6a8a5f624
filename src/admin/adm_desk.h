/* SPDX-License-Identifier: MIT */
/* Requests to the master that runs (proc/desk.h). */
#pragma once

#include "admin/adm.h"
#include "proc/desk.h"

/* Makes request's version. fd is -1 or the caller's; *out_fd (or NULL: none is
 * wanted) is the caller's, or -1. ERR_NOTFOUND: no server runs; ERR_TEMP. */
MUST_CHECK bool adm_desk_ask(const struct config *config,
			     struct desk_request *request, int fd,
			     struct desk_answer *out, int *out_fd,
			     struct err *err);
/* Ends all sessions of a user; nothing to do where no server runs. */
MUST_CHECK bool adm_desk_kick_user(const struct config *config,
				   const char *user, struct err *err);
