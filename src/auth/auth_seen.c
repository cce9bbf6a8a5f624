/* SPDX-License-Identifier: MIT */
#include "auth/auth_seen.h"

#include <stdlib.h>

#include "account/account_seen.h"
#include "auth/auth_pool.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"

enum {
	WRITE_S = 3,
	/* A disk that takes nothing must not fill memory: newer ones are
	 * lost. */
	ROWS_MAX = 16384
};

struct auth_seen {
	const char *path;
	struct auth_pool *pool;
	struct event *timer;
	struct account_seen *row;
	size_t count;
	struct job *writing; /* a thread has it */
};

struct job {
	struct auth_job job; /* first */
	struct auth_seen *seen;
	struct account_seen *row;
	size_t count;
	struct err err;
};

static void run(struct auth_job *base, void *worker)
{
	struct job *job = (struct job *)base;

	(void)worker;
	if (account_seen_write(job->seen->path, job->row, job->count,
			       &job->err))
		err_clear(&job->err);
}

static void arm(struct auth_seen *seen)
{
	static const struct timeval wait = { .tv_sec = WRITE_S };

	if (seen->count && !seen->writing)
		event_add(seen->timer, &wait);
}

static void done(struct auth_job *base)
{
	struct job *job = (struct job *)base;
	struct auth_seen *seen = job->seen;

	if (job->err.kind != ERR_NONE)
		log_err(LOG_LEVEL_WARN, "last_login", &job->err, "lost=%zu",
			job->count);
	seen->writing = NULL;
	free(job->row);
	free(job);
	arm(seen);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct auth_seen *seen = arg;
	struct job *job = x_calloc(1, sizeof(*job));
	bool taken;

	(void)fd;
	(void)what;
	job->job.run = run;
	job->job.done = done;
	job->seen = seen;
	job->row = seen->row;
	job->count = seen->count;
	/* One at a time: the queue has room. */
	taken = auth_pool_submit(seen->pool, &job->job);
	ASSERT(taken);
	seen->writing = job;
	seen->row = NULL;
	seen->count = 0;
}

void auth_seen_note(struct auth_seen *seen, const char *user,
		    const char *service, const char *ip)
{
	struct account_seen *row;

	if (!seen->path[0] || seen->count == ROWS_MAX)
		return;
	/* Grows by doubling, when the count is a power of two. */
	if ((seen->count & (seen->count - 1)) == 0)
		seen->row = x_realloc_array(seen->row,
					    seen->count ? 2 * seen->count : 1,
					    sizeof(*seen->row));
	row = &seen->row[seen->count++];
	*row = (struct account_seen){ .time = clock_now() };
	snprintf(row->user, sizeof(row->user), "%s", user);
	snprintf(row->service, sizeof(row->service), "%s", service);
	snprintf(row->ip, sizeof(row->ip), "%s", ip);
	if (seen->count == 1)
		arm(seen);
}

static void write_now(const struct auth_seen *seen,
		      const struct account_seen *row, size_t count)
{
	struct err err;

	if (count && !account_seen_write(seen->path, row, count, &err))
		log_err(LOG_LEVEL_WARN, "last_login", &err, "lost=%zu", count);
}

/* What the thread is at would end with the process: written once more, which
 * changes nothing if it was done. */
void auth_seen_finish(struct auth_seen *seen)
{
	if (seen->writing)
		write_now(seen, seen->writing->row, seen->writing->count);
	write_now(seen, seen->row, seen->count);
}

bool auth_seen_new(struct event_base *base, const char *path,
		   struct auth_seen **out, struct err *err)
{
	const struct auth_pool_options options = { .threads = 1,
						   .queue_max = 1 };
	struct auth_seen *seen = x_calloc(1, sizeof(*seen));

	*out = seen;
	seen->path = path;
	seen->timer = event_new(base, -1, 0, on_timer, seen);
	ASSERT(seen->timer);
	return auth_pool_new(base, &options, &seen->pool, err);
}
