/* SPDX-License-Identifier: MIT */
/*
 * Two lists under one lock: jobs to run and jobs that have run. An eventfd
 * wakes the loop for the second. A pool lives as long as its process.
 */
#include "auth/auth_pool.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/x.h"

struct queue {
	struct auth_job *first;
	struct auth_job **last;
};

struct auth_pool {
	pthread_mutex_t lock;
	pthread_cond_t work;
	struct queue todo;
	struct queue finished;
	unsigned queued; /* in todo */
	unsigned queue_max;
	int wake;
	struct event *woken;
	void *(*begin)(void *arg);
	void *arg;
};

static void push(struct queue *queue, struct auth_job *job)
{
	job->next = NULL;
	*queue->last = job;
	queue->last = &job->next;
}

static struct auth_job *pop(struct queue *queue)
{
	struct auth_job *job = queue->first;

	if (!job)
		return NULL;
	queue->first = job->next;
	if (!queue->first)
		queue->last = &queue->first;
	return job;
}

static struct auth_job *await_job(struct auth_pool *pool)
{
	struct auth_job *job;

	pthread_mutex_lock(&pool->lock);
	while (!(job = pop(&pool->todo)))
		pthread_cond_wait(&pool->work, &pool->lock);
	pool->queued--;
	pthread_mutex_unlock(&pool->lock);
	return job;
}

static void hand_back(struct auth_pool *pool, struct auth_job *job)
{
	uint64_t one = 1;
	bool first;

	pthread_mutex_lock(&pool->lock);
	first = !pool->finished.first;
	push(&pool->finished, job);
	pthread_mutex_unlock(&pool->lock);
	/* It can only fail when the counter is full: then it is awake. */
	if (first && write(pool->wake, &one, sizeof(one)) < 0)
		return;
}

static void *work(void *arg)
{
	struct auth_pool *pool = arg;
	void *worker = pool->begin ? pool->begin(pool->arg) : NULL;

	for (;;) {
		struct auth_job *job = await_job(pool);

		if (!atomic_load(&job->skip))
			job->run(job, worker);
		hand_back(pool, job);
	}
	return NULL;
}

static void on_wake(evutil_socket_t fd, short what, void *arg)
{
	struct auth_pool *pool = arg;
	struct auth_job *job;
	struct queue done;
	uint64_t count;

	(void)what;
	if (read(fd, &count, sizeof(count)) < 0)
		return;
	pthread_mutex_lock(&pool->lock);
	done = pool->finished;
	pool->finished = (struct queue){ NULL, &pool->finished.first };
	pthread_mutex_unlock(&pool->lock);
	while ((job = done.first)) {
		done.first = job->next;
		job->done(job);
	}
}

static bool start_threads(struct auth_pool *pool, unsigned threads,
			  struct err *err)
{
	sigset_t all, old;
	pthread_t thread;
	bool started = true;

	/* Signals are the loop's. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	while (started && threads-- > 0) {
		errno = pthread_create(&thread, NULL, work, pool);
		started = errno == 0;
		if (started)
			pthread_detach(thread);
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return started || err_sys(err, "pthread_create");
}

bool auth_pool_new(struct event_base *base,
		   const struct auth_pool_options *options,
		   struct auth_pool **out, struct err *err)
{
	struct auth_pool *pool = x_calloc(1, sizeof(*pool));

	*out = pool;
	pool->begin = options->begin;
	pool->arg = options->arg;
	pool->queue_max = options->queue_max;
	pool->todo.last = &pool->todo.first;
	pool->finished.last = &pool->finished.first;
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->work, NULL);
	pool->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (pool->wake < 0)
		return err_sys(err, "eventfd");
	pool->woken = event_new(base, pool->wake, EV_READ | EV_PERSIST, on_wake,
				pool);
	ASSERT(pool->woken && event_add(pool->woken, NULL) == 0);
	return start_threads(pool, options->threads, err);
}

bool auth_pool_submit(struct auth_pool *pool, struct auth_job *job)
{
	bool taken;

	pthread_mutex_lock(&pool->lock);
	taken = pool->queued < pool->queue_max;
	if (taken) {
		push(&pool->todo, job);
		pool->queued++;
	}
	pthread_mutex_unlock(&pool->lock);
	/* Behind the lock, which whom it wakes wants next. */
	if (taken)
		pthread_cond_signal(&pool->work);
	return taken;
}
