/* SPDX-License-Identifier: MIT */
/*
 * The starter of a zygote: a process that runs for its workers, which may
 * execute nothing, the programs that the configuration names, and no others
 * (io/errand.h). For each it forks a keeper, which reads the request, waits for
 * the program and answers; the program is killed when the worker ends.
 *
 * A request says which kind of program, the name of one in that kind's folder,
 * arguments, and variables of the names that we give. It is not asked whose
 * session that is: who has taken a worker over can have the admin's programs
 * run for other users too.
 */
#pragma once

#include <sys/types.h>

#include "base/arena.h"
#include "base/check.h"
#include "base/err.h"
#include "base/span.h"
#include "io/child.h"

struct config;
struct proc;

enum {
	STARTER_PROGRAMS_MAX = 64, /* at once; further requests wait */
};

/* In the zygote, before it enters its filter. Forks the starter if programs
 * are configured, and has child_run and detach_run ask it, here and in all that
 * is forked from here on. It ends when nobody is left who could ask. */
MUST_CHECK bool starter_begin(struct proc *proc, struct err *err);
/* Was it the starter that has ended? Then what would run programs fails from
 * now on; logged once. A process inside its filter can make no other one, so it
 * asks master for a successor (CONTROL_RENEW). */
bool starter_has_ended(struct proc *proc, pid_t pid);

/*
 * What such a request may start, all of it in the arena, without fds.
 * ERR_SYNTAX: it is no request of ours. ERR_DENIED: with such variables it is
 * started by nobody. ERR_NOTFOUND: there is no such program.
 */
MUST_CHECK bool starter_compose(const struct config *config,
				struct span request, struct arena *arena,
				struct errand *out_errand, struct child *out,
				struct err *err);
