/* SPDX-License-Identifier: MIT */
/* Sending by SMTP to a host (setting submit_host). */
#pragma once

#include "base/check.h"
#include "base/err.h"
#include "submit/submit_transport.h"

/* Once, before any process is forked that sends. */
void submit_smtp_init(void);
struct submit_smtp; /* a connection that was not closed yet; NULL: none */
/*
 * One transaction: all recipients or none. ERR_DENIED: the server answered
 * MAIL, RCPT or the message with 5xx, or has not what the envelope needs
 * (SMTPUTF8, DELIVERBY). ERR_TEMP: any other trouble, also a
 * refused login or certificate and 530, which wants one. In every case
 * *out_open, NULL before, is what is to be closed; the job lives until then.
 */
MUST_CHECK bool submit_smtp_send(const struct submit_job *job,
				 struct submit_smtp **out_open,
				 enum submit_taken *out, struct err *err);
/* QUIT. Waits for the server, submit_timeout at most: who waits for us is
 * answered before. */
void submit_smtp_close(struct submit_smtp **open);
