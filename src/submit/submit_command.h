/* SPDX-License-Identifier: MIT */
/* Sending by a sendmail command (setting submit_command). */
#pragma once

#include "base/check.h"
#include "base/err.h"
#include "submit/submit_transport.h"

/*
 * Runs COMMAND -i -f SENDER -- RECIPIENT… without a shell, the message on its
 * stdin, and waits for its end. ERR_TEMP also for what sysexits.h doesn't call
 * final; ERR_DENIED: EX_DATAERR, EX_NOUSER, EX_NOHOST.
 */
MUST_CHECK bool submit_command_send(const struct submit_job *job,
				    struct err *err);
