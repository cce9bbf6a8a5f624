/* SPDX-License-Identifier: MIT */
/*
 * Master's end of `fumikura session` (proc/desk.h): a socket, and the few
 * connections that have not said yet what they want. Master never waits for
 * them.
 */
#pragma once

#include <poll.h>

#include "proc/desk.h"

enum {
	DESK_SERVER_FDS = 9, /* the socket and those connections */
};

struct desk_server;

/* Does what is asked. fd is -1 or the caller's, *out_fd is taken. */
typedef void (*desk_server_do)(void *arg, const struct desk_request *request,
			       int fd, struct desk_answer *out, int *out_fd);

/* NULL: there is no such socket, which is logged. */
struct desk_server *desk_server_open(const char *run_dir);
void desk_server_close(struct desk_server **desk);
/* What is to be waited for; a NULL desk waits for nothing. */
void desk_server_wait(const struct desk_server *desk,
		      struct pollfd out[DESK_SERVER_FDS]);
void desk_server_serve(struct desk_server *desk,
		       const struct pollfd polled[DESK_SERVER_FDS],
		       desk_server_do answer, void *arg);
