/* SPDX-License-Identifier: MIT */
/* The command line of fumikura-lda, as dovecot-lda's users write it. */
#pragma once

#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"

struct lda_options {
	struct span user;
	struct span sender; /* ptr NULL: from the message's "From " line */
	struct span origin;
	struct span final;
	struct span mailbox;
	const char *path; /* of the message; NULL: standard input */
	char socket[108];
};

/* ERR_SYNTAX: wrong usage, the text says how. */
MUST_CHECK bool lda_options_read(int argc, char **argv, struct lda_options *out,
				 struct err *err);
