/* SPDX-License-Identifier: MIT */
/*
 * The gate process: its listening sockets, the control channel, the loop.
 */
#pragma once

#include "proc/proc.h"

struct tls_context;
struct visitors;

/* Open files that it may need when all its clients are woken at once. */
uint64_t gate_server_files(const struct config *config);
/* Serves until master stops it and the last client is gone, or the control
 * channel ends. Both stay the caller's; visitors may be NULL. Returns the exit
 * status. */
int gate_server_run(struct proc *proc, const struct tls_context *tls,
		    struct visitors *visitors);
