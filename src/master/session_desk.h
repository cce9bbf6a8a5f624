/* SPDX-License-Identifier: MIT */
/* What `fumikura session` can have done: the list, kicks, traces. */
#pragma once

#include "master/desk_server.h"
#include "master/session_table.h"

struct children;
struct session_desk;

/* Both stay the caller's. */
struct session_desk *session_desk_new(struct session_table *table,
				      struct children *children);
void session_desk_free(struct session_desk **desk);
/* A desk_server_do of a struct session_desk. */
void session_desk_do(void *arg, const struct desk_request *request, int fd,
		     struct desk_answer *out, int *out_fd);
/* A zygote has begun: it is told what is traced. */
void session_desk_tell(struct session_desk *desk, const struct child *zygote);
