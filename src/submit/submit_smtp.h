/* SPDX-License-Identifier: MIT */
/* Sending by SMTP to a host (setting submit_host). */
#pragma once

#include "base/check.h"
#include "base/err.h"
#include "submit/submit_transport.h"

/* Once, before any process is forked that sends. */
void submit_smtp_init(void);
/*
 * One transaction: all recipients or none. ERR_DENIED: the server answered
 * MAIL, RCPT or the message with 5xx. ERR_TEMP: any other trouble, also a
 * refused login or certificate.
 */
MUST_CHECK bool submit_smtp_send(const struct submit_job *job, struct err *err);
