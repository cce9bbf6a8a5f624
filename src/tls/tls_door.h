/* SPDX-License-Identifier: MIT */
/*
 * The way of a process with TLS to the key process (tls_keys.h). There is one
 * for the whole process; a forked child makes a channel of its own.
 *
 * A question waits for its answer: some 30 µs, or as long as signing takes.
 * While the key process is away, the first one waits for a second, later ones
 * only look whether it is back.
 */
#pragma once

#include <stdint.h>

#include "base/check.h"
#include "base/err.h"
#include "tls/tls_keys.h"

enum {
	/* For a start: the key process may still read its files. */
	TLS_DOOR_PATIENCE_MS = 30000,
	TLS_DOOR_WAIT_MS = 1000,
};

/* fd: of the door, it becomes ours. */
void tls_door_open(int fd);
/* No question is to be expected any more: lets a key process end. */
void tls_door_leave(void);
/* ERR_DENIED: refused. ERR_TEMP: nobody answers. The answer has the shape that
 * its head says. */
MUST_CHECK bool tls_door_ask(const struct tls_keys_request *request,
			     int wait_ms, struct tls_keys_answer *out,
			     struct err *err);
