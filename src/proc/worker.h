/* SPDX-License-Identifier: MIT */
/*
 * A worker: the process of one session, forked from a zygote
 * (proc_sessions.c), or of one session after the other if it has an end for
 * the next ones. What its session may ask for is in proc.h.
 *
 *   zygote → worker  TRACE (fd) if the user is traced, SESSION (channel fd)
 *   worker → zygote  a note (parked.h) when it is free for the next
 */
#pragma once

#include "proc/control.h"
#include "proc/parked.h"
#include "proc/proc.h"
#include "proc/sight.h"
#include "proc/trace.h"

/* What it takes along from the zygote, and leaves what is not its own of. */
struct worker_start {
	struct proc *proc;
	int (*session)(const struct config *config,
		       const struct control_msg *msg, int fd);
	int signals; /* the zygote's signalfd */
	struct parked *parked;
	struct sight_book *sights;
	struct trace_orders *traces;
	int channel;   /* the session's (handover.h) */
	uint32_t page; /* of sights */
	int next;      /* where further sessions come from, or -1: none do */
};

/* After the fork, with SIGTERM and SIGUSR1 blocked: runs the session of that
 * message, and those that come after it, and ends with the last one's
 * result. */
_Noreturn void worker_run(struct worker_start *start, struct control_msg *msg);
