/* SPDX-License-Identifier: MIT */
/*
 * One message by SMTP (RFC 5321) over a connection that has greeted, and where
 * it needs TLS and a login has these: EHLO, MAIL, RCPT, DATA.
 *
 * What the server does not announce is not asked for: without DSN the message
 * goes without NOTIFY, RET, ENVID and ORCPT (RFC 3461 5.2.2), without DELIVERBY
 * without BY, if its mode allows that (RFC 2852).
 */
#pragma once

#include "base/check.h"
#include "base/err.h"
#include "io/stream.h"
#include "submit/submit_transport.h"

/* As submit_smtp_send. end: of clock_mono_ms, when all has to be done. */
MUST_CHECK bool submit_dialogue_send(const struct submit_job *job,
				     struct stream *stream, int64_t end,
				     enum submit_taken *out, struct err *err);
/* QUIT, and its answer. */
void submit_dialogue_quit(struct stream *stream, int64_t end);
