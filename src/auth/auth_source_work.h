/* SPDX-License-Identifier: MIT */
/* What the threads of a source do; for auth_source.c. */
#pragma once

struct auth_job;

/* auth_pool's begin: the thread's own handle; arg is the auth_source. NULL: it
 * can't be opened, as the log says. */
void *auth_source_work_begin(void *arg);
/* An auth_job's run: fills what the job's thread fills. */
void auth_source_work_run(struct auth_job *job, void *worker);
