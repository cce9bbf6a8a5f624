/* SPDX-License-Identifier: MIT */
/* The LMTP conversation of the LDA with the server, and what it means. */
#pragma once

#include "base/err.h"
#include "io/stream.h"
#include "lda/lda_exit.h"
#include "lda/lda_message.h"
#include "lda/lda_options.h"

/* How it went, and one line for pipe(8) that begins with the enhanced code. */
struct lda_result {
	enum lda_exit code;
	char text[400];
};

/* The whole delivery over a connected stream. */
void lda_client_deliver(struct stream *server, const struct lda_options *o,
			struct lda_message *message, struct lda_result *out);
/* Trouble on our side: temporary. */
void lda_client_trouble(const struct err *err, struct lda_result *out);
/* A server's reply line, "550 5.1.1 text" (RFC 2033, RFC 3463). */
void lda_client_judge(struct span reply, struct lda_result *out);
