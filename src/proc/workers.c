/* SPDX-License-Identifier: MIT */
#include "proc/workers.h"

#include <signal.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"
#include "io/fd.h"

void workers_release(struct workers *workers)
{
	free(workers->worker);
	*workers = (struct workers){ .count = 0 };
}

void workers_add(struct workers *workers, const struct worker *worker)
{
	if (workers->count == workers->space) {
		workers->space = workers->space ? workers->space * 2 : 64;
		workers->worker =
			x_realloc_array(workers->worker, workers->space,
					sizeof(*workers->worker));
	}
	workers->worker[workers->count++] = *worker;
}

void workers_remove(struct workers *workers, struct worker *worker)
{
	workers_let_go(workers, worker);
	workers->kicks -= worker->kill_ms != 0;
	*worker = workers->worker[--workers->count];
}

struct worker *workers_find(struct workers *workers, pid_t pid)
{
	for (size_t i = 0; i < workers->count; i++)
		if (workers->worker[i].pid == pid)
			return &workers->worker[i];
	return NULL;
}

struct worker *workers_find_idle(struct workers *workers)
{
	for (size_t i = workers->count; workers->idle && i-- > 0;)
		if (workers->worker[i].idle && workers->worker[i].next >= 0)
			return &workers->worker[i];
	return NULL;
}

void workers_set_idle(struct workers *workers, struct worker *worker, bool idle)
{
	if (worker->next >= 0) {
		workers->idle -= worker->idle;
		workers->idle += idle;
	}
	worker->idle = idle;
}

void workers_let_go(struct workers *workers, struct worker *worker)
{
	if (worker->next >= 0 && worker->idle)
		workers->idle--;
	fd_close(&worker->next);
}

void workers_kick(struct workers *workers, uint32_t session, int64_t grace_ms)
{
	for (size_t i = 0; i < workers->count; i++) {
		struct worker *worker = &workers->worker[i];

		if (worker->id != session || worker->parked || worker->idle)
			continue;
		kill(worker->pid, SIGUSR1);
		workers->kicks += worker->kill_ms == 0;
		worker->kill_ms = clock_mono_ms() + grace_ms;
	}
}

void workers_kill_late(struct workers *workers)
{
	int64_t now = clock_mono_ms();

	for (size_t i = 0; workers->kicks && i < workers->count; i++) {
		struct worker *worker = &workers->worker[i];

		if (!worker->kill_ms || worker->kill_ms > now)
			continue;
		log_event(LOG_LEVEL_WARN, "kick", "worker=%d killed=yes",
			  (int)worker->pid);
		kill(worker->pid, SIGKILL);
		workers_let_go(workers, worker);
		worker->kill_ms = 0;
		workers->kicks--;
	}
}

int workers_due_ms(const struct workers *workers, int due)
{
	int64_t now = clock_mono_ms();

	for (size_t i = 0; workers->kicks && i < workers->count; i++) {
		int64_t left = workers->worker[i].kill_ms - now;

		if (workers->worker[i].kill_ms && (due < 0 || left < due))
			due = left > 0 ? (int)left : 0;
	}
	return due;
}
