/* SPDX-License-Identifier: MIT */
/* libsieve, in a process of its own: what sieve_host's `second` is where
 * sieve_engine says so. */
#pragma once

#include "sieve/sieve.h"

/*
 * Of the limits CPU time (in whole seconds) and memory hold for it. ERR_STATE:
 * it broke down, or has used up its time. ERR_LIMIT: it answers too much.
 * ERR_TEMP: it can't be started now, or the machine stands still.
 */
MUST_CHECK bool deliver_second_run(const struct sieve_limits *limits,
				   struct span request, struct buf *answer,
				   struct err *err);
