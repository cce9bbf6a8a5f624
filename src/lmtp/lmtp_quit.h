/* SPDX-License-Identifier: MIT */
/*
 * The end of the service, as a worker sees it: the writers of its quit pipe are
 * gone, because the pool stops or died. From then on it takes no connection,
 * and has closed its listening sockets, so that the next server can have the
 * addresses though a transaction is still to be finished here.
 */
#pragma once

#include <stdbool.h>

#include "proc/proc.h"

struct lmtp_quit {
	int fd; /* the pipe */
	const struct proc_fd *listen;
	unsigned listen_count;
	bool seen;
};

/* The end has been seen. */
void lmtp_quit_obey(struct lmtp_quit *quit);
