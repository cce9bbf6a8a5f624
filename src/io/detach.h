/* SPDX-License-Identifier: MIT */
/*
 * Starting a program that nobody waits for, so that whoever starts it loses
 * no time: how many run at once and how long each may is bounded all the same.
 *
 * A keeper, in a session of its own, waits for its turn, starts the program
 * with stdin and stdout on /dev/null and stderr kept, and kills its process
 * group when the time is over. Turns are locks on bytes of a file that all
 * share, so what a killed keeper had is free again.
 */
#pragma once

#include "base/check.h"
#include "base/err.h"
#include "io/errand.h"

struct detach {
	const char *name;        /* of the log event if it fails */
	const char *const *argv; /* [0] is an absolute path; ends in NULL */
	const char *const *env;  /* ends in NULL */
	enum errand_kind errand; /* what it is for a starter */
	unsigned seconds;        /* until it is killed */
	const char *turns;       /* the file, made if missing */
	unsigned running_max;
	unsigned waiting_max;
};

/* True when a keeper has it. ERR_LIMIT: too many wait; ERR_TEMP. */
MUST_CHECK bool detach_run(const struct detach *d, struct err *err);
