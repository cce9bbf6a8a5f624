/* SPDX-License-Identifier: MIT */
/*
 * Master's end of `fumikura session` (proc/desk.h): a socket, and the few
 * connections that have not said yet what they want. Master never waits for
 * them.
 */
#pragma once

#include "proc/desk.h"

struct desk_server;

/* Does what is asked. fd is -1 or the caller's, *out_fd is taken. */
typedef void (*desk_server_do)(void *arg, const struct desk_request *request,
			       int fd, struct desk_answer *out, int *out_fd);

/* NULL: there is no such socket, which is logged. */
struct desk_server *desk_server_open(const char *run_dir);
void desk_server_close(struct desk_server **desk);
/* Polls as readable when there is something to serve; NULL: -1. */
int desk_server_fd(const struct desk_server *desk);
void desk_server_serve(struct desk_server *desk, desk_server_do answer,
		       void *arg);
