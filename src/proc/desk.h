/* SPDX-License-Identifier: MIT */
/*
 * What `fumikura session` and master say to each other over RUN_DIR/desk: one
 * request and one answer of a fixed size each, then the connection ends. The
 * socket is for who runs master, and for root.
 *
 *   fumikura → master  struct desk_request (TRACE: with the fd of the file)
 *   master → fumikura  struct desk_answer (LIST: with an fd of that many
 *                      struct desk_row, to be read from its beginning)
 */
#pragma once

#include <stdint.h>

#include "base/check.h"
#include "base/err.h"
#include "proc/sight.h"

enum {
	DESK_VERSION = 2,
	DESK_USER = 256, /* as in struct account */
	DESK_ADDRESS = 256,
};

#define DESK_SOCKET "desk"

enum desk_kind {
	DESK_LIST = 1,
	DESK_TRACE, /* of `user` for `seconds` into the fd; count of sessions */
	DESK_KICK,  /* ends them; count of those that were told so */
};

/* The sessions that are meant: all that fit; "" fits all. */
struct desk_request {
	uint32_t version;
	uint32_t kind; /* enum desk_kind */
	uint32_t seconds;
	uint32_t all; /* LIST, 1: and those that have not logged in */
	char user[DESK_USER];
	char session[32];
	char service[16];
	char address[DESK_ADDRESS]; /* networks (base/network.h) */
};

struct desk_answer {
	uint32_t version;
	uint32_t refused; /* 1: master can't do that; its log says why */
	uint32_t count;   /* of sessions */
};

enum desk_state {
	DESK_ACTIVE,
	DESK_PARKED,
	/* These have no user (visitors.h). */
	DESK_HANDSHAKE,
	DESK_GREETED,
	DESK_LOGIN,
};

struct desk_row {
	char session[32];
	char user[DESK_USER];
	char service[16];
	char remote_ip[64];
	char local_ip[64];
	uint32_t secured; /* 1: TLS */
	uint32_t state;   /* enum desk_state */
	int64_t begin_us; /* clock_now_us of the login, or since it is there */
	struct sight sight;
};

/* The fd, or -1, stays the caller's. */
MUST_CHECK bool desk_send(int sock, const void *message, size_t size, int fd,
			  struct err *err);
/* Of exactly that size; *out_fd is the caller's, or -1. ERR_STATE: the other
 * side is of another version. ERR_GONE: it has ended. */
MUST_CHECK bool desk_receive(int sock, void *message, size_t size, int *out_fd,
			     struct err *err);
/* Do all its texts end? */
bool desk_is_sound(const struct desk_request *request);
