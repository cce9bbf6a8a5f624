/* SPDX-License-Identifier: MIT */
/*
 * Sending mail out: hands one message to fumikura-submit and waits until the
 * MTA has it.
 *
 * Blocking. True only when the MTA took the message for all recipients; so who
 * has not acknowledged its own mail yet may do so then. On false nothing was
 * sent as far as anybody can know, except when the server or the MTA died
 * between taking the message and saying so.
 */
#pragma once

#include "base/check.h"
#include "base/err.h"
#include "submit/submit_envelope.h"

struct submit_client {
	const char *socket; /* setting submit_socket */
	unsigned seconds;   /* setting submit_timeout */
};

/* The message in pieces, lines ending in LF or CRLF. All spans are the
 * caller's. */
struct submit_letter {
	struct submit_envelope envelope;
	const struct span *piece;
	size_t piece_count;
};

/* ERR_TEMP: not now. ERR_DENIED: finally refused; the text is the MTA's, in
 * printable ASCII. */
MUST_CHECK bool submit_client_send(const struct submit_client *client,
				   const struct submit_letter *letter,
				   enum submit_taken *out, struct err *err);
