/* SPDX-License-Identifier: MIT */
/* Messages that go to a program (vnd.dovecot.pipe). */
#pragma once

#include "deliver/deliver_outgoing.h"
#include "sieve/sieve_action.h"

/* Unless it took the message in an earlier attempt that was not acknowledged.
 * ERR_TEMP: not now. ERR_DENIED: it is not there, or its exit code is neither 0
 * nor 75 (EX_TEMPFAIL). */
MUST_CHECK bool deliver_pipe_run(const struct deliver_outgoing *o,
				 const struct sieve_action *action,
				 struct err *err);
/* No other attempt comes. */
void deliver_pipe_forget(const struct deliver_outgoing *o,
			 const struct sieve_action *action);
