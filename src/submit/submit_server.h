/* SPDX-License-Identifier: MIT */
/* The supervisor of fumikura-submit: takes connections, a process for each. */
#pragma once

#include "proc/proc.h"
#include "submit/submit_request.h"

/* Until STOP, or the end of the control channel; messages under way are
 * waited for. The exit code. */
int submit_server_run(struct proc *proc,
		      const struct submit_request_rules *rules, int listen_fd);
