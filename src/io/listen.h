/* SPDX-License-Identifier: MIT */
/* Listening and connected sockets; all close-on-exec, blocking if nothing else
 * is said. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "base/check.h"
#include "base/err.h"

/* A stale socket file is replaced, a live one is ERR_EXISTS. */
MUST_CHECK bool listen_unix(const char *path, mode_t mode, int *out_fd,
			    struct err *err);
/* address: "127.0.0.1", "::1", or "*" for every address; port 1..65535. */
MUST_CHECK bool listen_tcp(const char *address, unsigned port, int *out_fd,
			   struct err *err);
MUST_CHECK bool listen_connect_unix(const char *path, int *out_fd,
				    struct err *err);
/* The same, and neither connecting nor sending on that socket ever waits longer
 * than that. */
MUST_CHECK bool listen_connect_unix_within(const char *path,
					   unsigned milliseconds, int *out_fd,
					   struct err *err);
/* The same without waiting for a server whose queue is full (ERR_TEMP); the
 * socket is non-blocking. */
MUST_CHECK bool listen_try_unix(const char *path, int *out_fd, struct err *err);
