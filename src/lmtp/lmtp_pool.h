/* SPDX-License-Identifier: MIT */
/*
 * The supervisor of the LMTP workers: keeps at least two idle ones, at most
 * lmtp_workers_max in all, retires those that are too many for a while,
 * replaces what dies, and obeys master.
 */
#pragma once

#include "proc/proc.h"

struct tls_context;

/* tls: for STARTTLS, or NULL. Returns the exit code after STOP or the end of
 * the control channel, when the last connection is done. */
int lmtp_pool_run(struct proc *proc, const struct tls_context *tls);
