/* SPDX-License-Identifier: MIT */
/* The command line of fumikura-lda, as dovecot-lda's users write it. */
#pragma once

#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"
#include "lda/lda_exit.h"

/* How one is told that the mail was refused for good. */
enum lda_reject {
	LDA_REJECT_QUIET, /* on standard output */
	LDA_REJECT_LOUD,  /* -e: on standard error */
};

struct lda_options {
	struct span user;
	struct span sender; /* ptr NULL: from the message's "From " line */
	struct span origin;
	struct span final;
	struct span mailbox;
	const char *path; /* of the message; NULL: standard input */
	enum lda_exits exits;
	enum lda_reject reject;
	char socket[108];
	char user_space[1024]; /* of a user that was put together */
};

/* Words and environment. ERR_SYNTAX: wrong usage, the text says how; out->exits
 * is good as far as it was read. */
MUST_CHECK bool lda_options_read(int argc, char **argv, struct lda_options *out,
				 struct err *err);
