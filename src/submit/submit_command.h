/* SPDX-License-Identifier: MIT */
/* Sending by a sendmail command (setting submit_command). */
#pragma once

#include "base/check.h"
#include "base/err.h"
#include "submit/submit_transport.h"

/*
 * Runs COMMAND -i [-N NOTIFY] [-R RET] [-V ENVID] -f SENDER -- RECIPIENT…
 * without a shell, the message on its stdin, and waits for its end. What is
 * asked for the first recipient counts; ORCPT and times of delivery can't be
 * told. ERR_TEMP also for what sysexits.h doesn't call final; ERR_DENIED:
 * EX_DATAERR, EX_NOUSER, EX_NOHOST, and mail that must go where times of
 * delivery are known.
 */
MUST_CHECK bool submit_command_send(const struct submit_job *job,
				    enum submit_taken *out, struct err *err);
