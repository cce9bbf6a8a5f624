/* SPDX-License-Identifier: MIT */
/* The loop of the key process: channels from the door, a question at a time. */
#pragma once

#include "proc/proc.h"

struct tls_answers;

/* Returns the exit code: after STOP, when nobody has a channel any more, or
 * with master. */
int keys_server_run(struct proc *proc, const struct tls_answers *answers);
