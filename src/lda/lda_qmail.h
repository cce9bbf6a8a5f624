/* SPDX-License-Identifier: MIT */
/* The environment of a program in .qmail (qmail-command(8)). */
#pragma once

#include "base/check.h"
#include "base/err.h"
#include "lda/lda_options.h"

/*
 * Fills in what the command line left open: the user from EXT and HOST (as
 * vpopmail does; without EXT the caller's USER counts), the sender from SENDER,
 * else RPLINE or UFLINE, the original recipient from RECIPIENT, the final one
 * from DTLINE. ERR_SYNTAX if something does not fit.
 */
MUST_CHECK bool lda_qmail_read(struct lda_options *o, struct err *err);
