/* SPDX-License-Identifier: MIT */
/*
 * The gate process: its listening sockets, the control channel, the loop.
 */
#pragma once

#include "proc/proc.h"

struct tls_context;

/* Serves until master stops it and the last client is gone, or the control
 * channel ends. Returns the exit status. */
int gate_server_run(struct proc *proc, const struct tls_context *tls);
