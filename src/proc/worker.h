/* SPDX-License-Identifier: MIT */
/*
 * A worker: the process of one session, forked from a zygote
 * (proc_sessions.c). What its session may ask for is in proc.h.
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
};

/* After the fork, with SIGTERM and SIGUSR1 blocked: runs the session of that
 * message and ends with its result. */
_Noreturn void worker_run(struct worker_start *start,
			  const struct control_msg *msg);
