/* SPDX-License-Identifier: MIT */
/*
 * The zygote's loop. It stays small and touches no mail, so that a fork is
 * cheap and a worker starts clean. One poll on the control channel and a
 * signalfd for SIGCHLD; workers are kept in a plain array.
 */
#include "proc/proc.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"
#include "proc/parked.h"
#include "proc/sight.h"
#include "proc/trace.h"
#include "proc/worker.h"

struct worker {
	pid_t pid;
	uint32_t id;
	bool parked;     /* its session lies in gate */
	uint32_t page;   /* of z->sights */
	int64_t kill_ms; /* it was to end by then (clock_mono_ms); 0: not */
};

struct zygote {
	struct proc *proc;
	int (*session)(const struct config *, const struct control_msg *, int);
	struct worker *worker;
	size_t count;
	size_t space;
	int signals;
	struct parked *parked;
	struct sight_book *sights;
	struct trace_orders traces;
	size_t kicks; /* workers that have a kill_ms */
	bool stopping;
};

static void tell_master(struct zygote *z, const struct control_msg *msg)
{
	struct err err;

	if (!control_send(z->proc->control, msg, -1, &err) && !z->stopping)
		log_err(LOG_LEVEL_WARN, "control", &err, "kind=%u", msg->kind);
}

static void report(struct zygote *z, uint32_t id, pid_t pid)
{
	const struct control_msg done = { .kind = CONTROL_SESSION_DONE,
					  .id = id,
					  .pid = (uint32_t)pid };

	tell_master(z, &done);
}

/* ---- parked sessions ---- */

static void tell_of(struct zygote *z, enum control_kind kind, uint32_t session)
{
	const struct control_msg msg = { .kind = kind, .session = session };

	tell_master(z, &msg);
}

static void hear(struct zygote *z, struct worker *worker,
		 const struct parked_note *note, int watch)
{
	worker->parked = note->parked;
	if (!note->parked) {
		parked_forget(z->parked, worker->id);
		return;
	}
	parked_add(z->parked, worker->id, note, watch);
	tell_master(z, &(struct control_msg){ .kind = CONTROL_PARKED,
					      .id = worker->page,
					      .session = worker->id });
}

/* Before anything else is done, so that what a worker said counts before what
 * came of it. */
static void take_notes(struct zygote *z)
{
	static struct parked_note note;
	pid_t sender;
	int watch;

	while (parked_take(z->parked, &note, &sender, &watch)) {
		for (size_t i = 0; i < z->count; i++)
			if (z->worker[i].pid == sender)
				hear(z, &z->worker[i], &note, watch);
		if (watch >= 0)
			close(watch);
	}
}

static void tell_changes(struct zygote *z)
{
	uint32_t session;

	while (parked_next(z->parked, &session))
		tell_of(z, CONTROL_CHANGED, session);
}

_Noreturn static void become_worker(struct zygote *z,
				    const struct control_msg *msg, int channel,
				    uint32_t page)
{
	struct worker_start start = { .proc = z->proc,
				      .session = z->session,
				      .signals = z->signals,
				      .parked = z->parked,
				      .sights = z->sights,
				      .traces = &z->traces,
				      .channel = channel,
				      .page = page };

	worker_run(&start, msg);
}

static void start_worker(struct zygote *z, const struct control_msg *msg,
			 int channel)
{
	uint32_t page = sight_book_take(z->sights, msg->id);
	sigset_t ends, old;
	pid_t pid;

	/* Until the worker is ready to say farewell. */
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGUSR1);
	sigprocmask(SIG_BLOCK, &ends, &old);
	pid = fork();
	if (pid == 0)
		become_worker(z, msg, channel, page);
	sigprocmask(SIG_SETMASK, &old, NULL);
	close(channel);
	if (pid < 0) {
		log_event(LOG_LEVEL_ERROR, "fork", "errno=%d", errno);
		sight_book_give(z->sights, page);
		report(z, msg->id, 0);
		return;
	}
	if (z->count == z->space) {
		z->space = z->space ? z->space * 2 : 64;
		z->worker = x_realloc_array(z->worker, z->space,
					    sizeof(*z->worker));
	}
	z->worker[z->count++] =
		(struct worker){ .pid = pid, .id = msg->id, .page = page };
}

/* One that was killed in the middle may not have given its client to gate. */
static void end_worker(struct zygote *z, const struct worker *worker,
		       int status)
{
	if (worker->parked && WIFEXITED(status))
		return;
	if (worker->parked)
		parked_forget(z->parked, worker->id);
	report(z, worker->id, worker->pid);
}

static void reap(struct zygote *z)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		size_t i = 0;

		take_notes(z);
		if (WIFSIGNALED(status))
			log_event(LOG_LEVEL_ERROR, "worker_died",
				  "worker=%d signal=%d", (int)pid,
				  WTERMSIG(status));
		while (i < z->count && z->worker[i].pid != pid)
			i++;
		if (i == z->count)
			continue;
		sight_book_give(z->sights, z->worker[i].page);
		z->kicks -= z->worker[i].kill_ms != 0;
		end_worker(z, &z->worker[i], status);
		z->worker[i] = z->worker[--z->count];
	}
}

static void stop(struct zygote *z, enum control_stop how)
{
	z->stopping = true;
	if (how == CONTROL_STOP_NOW)
		parked_forget_all(z->parked);
	for (size_t i = 0; how == CONTROL_STOP_NOW && i < z->count; i++)
		kill(z->worker[i].pid, SIGTERM);
}

/* ---- sessions that an administrator ends ---- */

/* One that has parked is master's to wake. */
static void kick(struct zygote *z, uint32_t session)
{
	int64_t grace_ms = (int64_t)z->proc->config.session_kick_grace * 1000;

	for (size_t i = 0; i < z->count; i++) {
		struct worker *worker = &z->worker[i];

		if (worker->id != session || worker->parked)
			continue;
		kill(worker->pid, SIGUSR1);
		worker->kill_ms = clock_mono_ms() + grace_ms;
		z->kicks++;
	}
}

static void kill_late(struct zygote *z)
{
	int64_t now = clock_mono_ms();

	for (size_t i = 0; z->kicks && i < z->count; i++) {
		struct worker *worker = &z->worker[i];

		if (!worker->kill_ms || worker->kill_ms > now)
			continue;
		log_event(LOG_LEVEL_WARN, "kick", "worker=%d killed=yes",
			  (int)worker->pid);
		kill(worker->pid, SIGKILL);
		worker->kill_ms = 0;
		z->kicks--;
	}
}

/* For poll(), like parked_due_ms. */
static int due_ms(const struct zygote *z)
{
	int due = parked_due_ms(z->parked);
	int64_t now = clock_mono_ms();

	for (size_t i = 0; z->kicks && i < z->count; i++) {
		int64_t left = z->worker[i].kill_ms - now;

		if (z->worker[i].kill_ms && (due < 0 || left < due))
			due = left > 0 ? (int)left : 0;
	}
	return due;
}

static void obey(struct zygote *z, const struct control_msg *msg, int fd)
{
	if (msg->kind == CONTROL_SESSION || msg->kind == CONTROL_FORGET)
		parked_forget(z->parked, msg->kind == CONTROL_FORGET
						 ? msg->session
						 : msg->id);
	trace_orders_expire(&z->traces);
	if (msg->kind == CONTROL_TRACE && fd >= 0) {
		(void)trace_orders_add(&z->traces, msg->account.user,
				       msg->until_ms, fd);
		return;
	}
	if (msg->kind == CONTROL_SESSION && fd >= 0) {
		start_worker(z, msg, fd);
		return;
	}
	if (fd >= 0)
		close(fd);
	/* Its stream found no room here; master counts the session. */
	if (msg->kind == CONTROL_SESSION)
		report(z, msg->id, 0);
	if (msg->kind == CONTROL_KICK)
		kick(z, msg->session);
	if (msg->kind == CONTROL_STOP)
		stop(z, (enum control_stop)msg->result);
}

/* Master is gone: nobody counts these sessions any more or could end them. */
static void be_alone(struct zygote *z)
{
	close(z->proc->control);
	z->proc->control = -1;
	stop(z, CONTROL_STOP_NOW);
}

static int child_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void drain(int signals)
{
	struct signalfd_siginfo one;

	while (read(signals, &one, sizeof(one)) == sizeof(one))
		;
}

static void listen_to_master(struct zygote *z)
{
	static struct control_msg msg;
	struct err err;
	int fd;

	switch (control_receive(z->proc->control, &msg, &fd, &err)) {
	case FDPASS_OK:
		take_notes(z);
		obey(z, &msg, fd);
		explicit_bzero(msg.grant, sizeof(msg.grant));
		break;
	case FDPASS_BAD:
		log_err(LOG_LEVEL_ERROR, "control", &err, "%s", "");
		break;
	case FDPASS_AGAIN:
		break;
	case FDPASS_EOF:
		be_alone(z);
		break;
	}
}

static void show_sights(struct zygote *z)
{
	const struct control_msg msg = { .kind = CONTROL_SIGHT };
	struct err err;

	z->sights = sight_book_new((unsigned)z->proc->config.session_limit);
	if (!z->sights)
		log_event(LOG_LEVEL_WARN, "sight", "errno=%d", errno);
	else if (!control_send(z->proc->control, &msg, sight_book_fd(z->sights),
			       &err))
		log_err(LOG_LEVEL_WARN, "sight", &err, "%s", "");
}

int proc_serve_sessions(struct proc *proc,
			int (*session)(const struct config *config,
				       const struct control_msg *msg, int fd))
{
	struct zygote z = { .proc = proc,
			    .session = session,
			    .signals = child_signals(),
			    .parked = parked_new() };

	show_sights(&z);
	while (!z.stopping || z.count || parked_count(z.parked)) {
		struct pollfd wait[] = {
			{ .fd = z.signals, .events = POLLIN },
			{ .fd = proc->control, .events = POLLIN },
			{ .fd = parked_notes_fd(z.parked), .events = POLLIN },
			{ .fd = parked_changes_fd(z.parked), .events = POLLIN },
		};

		if (poll(wait, ARRAY_LEN(wait), due_ms(&z)) < 0)
			continue;
		take_notes(&z);
		if (wait[0].revents) {
			drain(z.signals);
			reap(&z);
		}
		if (wait[1].revents)
			listen_to_master(&z);
		tell_changes(&z);
		kill_late(&z);
	}
	free(z.worker);
	parked_free(&z.parked);
	sight_book_free(&z.sights);
	trace_orders_release(&z.traces);
	return 0;
}
