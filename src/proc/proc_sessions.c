/* SPDX-License-Identifier: MIT */
/*
 * The zygote's loop. It stays small and touches no mail, so that a fork is
 * cheap and a worker starts clean. One poll on the control channel and a
 * signalfd for SIGCHLD. With `isolation = uid` a worker whose session has ended
 * waits for another.
 */
#include "proc/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"
#include "io/fd.h"
#include "proc/isolation.h"
#include "proc/parked.h"
#include "proc/sight.h"
#include "proc/starter.h"
#include "proc/to_master.h"
#include "proc/trace.h"
#include "proc/worker.h"
#include "proc/workers.h"

enum {
	IDLE_MAX = 16, /* workers that wait for a session */
};

struct zygote {
	struct proc *proc;
	int (*session)(const struct config *, const struct control_msg *, int);
	struct workers workers;
	int signals;
	struct parked *parked;
	struct sight_book *sights;
	struct trace_orders traces;
	struct to_master to_master;
	bool stopping;
};

static void report(struct zygote *z, uint32_t id, uint32_t turn, pid_t pid)
{
	to_master_tell(&z->to_master,
		       &(struct to_master_word){ .kind = CONTROL_SESSION_DONE,
						 .id = id,
						 .turn = turn,
						 .pid = (uint32_t)pid });
}

/* ---- parked sessions ---- */

/* One that was killed in the middle may not have given its client to gate. */
static void end_session(struct zygote *z, const struct worker *worker,
			bool killed)
{
	if (worker->parked && !killed)
		return;
	parked_forget(z->parked, worker->id);
	report(z, worker->id, worker->turn, worker->pid);
}

static void be_free(struct zygote *z, struct worker *worker)
{
	if (worker->idle)
		return;
	end_session(z, worker, false);
	sight_book_pass(z->sights, worker->page, 0);
	worker->parked = false;
	workers_set_idle(&z->workers, worker, true);
	if (worker->kill_ms || z->workers.idle > IDLE_MAX)
		workers_let_go(&z->workers, worker);
}

static void hear(struct zygote *z, struct worker *worker,
		 const struct parked_note *note, int watch)
{
	if (note->kind == PARKED_WORKER_FREE) {
		be_free(z, worker);
		return;
	}
	if (worker->idle)
		return;
	worker->parked = note->kind == PARKED_IN_GATE;
	if (!worker->parked) {
		parked_forget(z->parked, worker->id);
		return;
	}
	parked_add(z->parked, worker->id, note, watch);
	to_master_tell(&z->to_master,
		       &(struct to_master_word){ .kind = CONTROL_PARKED,
						 .id = worker->page,
						 .session = worker->id,
						 .turn = worker->turn });
}

/* Before anything else is done, so that what a worker said counts before what
 * came of it. */
static void take_notes(struct zygote *z)
{
	static struct parked_note note;
	pid_t sender;
	int watch;

	while (parked_take(z->parked, &note, &sender, &watch)) {
		struct worker *worker = workers_find(&z->workers, sender);

		if (worker)
			hear(z, worker, &note, watch);
		if (watch >= 0)
			close(watch);
	}
}

static void tell_changes(struct zygote *z)
{
	struct to_master_word word = { .kind = CONTROL_CHANGED };

	while (parked_next(z->parked, &word.session))
		to_master_tell(&z->to_master, &word);
}

/* ---- workers ---- */

_Noreturn static void become_worker(struct zygote *z, struct control_msg *msg,
				    int channel, const struct worker *self)
{
	struct worker_start start = { .proc = z->proc,
				      .session = z->session,
				      .signals = z->signals,
				      .parked = z->parked,
				      .sights = z->sights,
				      .traces = &z->traces,
				      .channel = channel,
				      .page = self->page,
				      .next = self->next };

	/* The ends that lead to the others. */
	for (size_t i = 0; i < z->workers.count; i++)
		fd_close(&z->workers.worker[i].next);
	worker_run(&start, msg);
}

/* Without such a pair the worker has one session. */
static void open_next(const struct zygote *z, int out_ends[2])
{
	int type = SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK;

	if (isolation_is_wanted(&z->proc->config) ||
	    socketpair(AF_UNIX, type, 0, out_ends) != 0)
		out_ends[0] = out_ends[1] = -1;
}

static void fork_worker(struct zygote *z, struct control_msg *msg, int channel)
{
	struct worker worker = { .id = msg->id,
				 .turn = msg->turn,
				 .page = sight_book_take(z->sights, msg->id) };
	sigset_t ends, old;
	int next[2];

	open_next(z, next);
	/* Until the worker is ready to say farewell. */
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGUSR1);
	sigprocmask(SIG_BLOCK, &ends, &old);
	worker.next = next[0];
	worker.pid = fork();
	if (worker.pid == 0) {
		fd_close(&worker.next);
		worker.next = next[1];
		become_worker(z, msg, channel, &worker);
	}
	sigprocmask(SIG_SETMASK, &old, NULL);
	fd_close(&next[1]);
	if (worker.pid > 0) {
		workers_add(&z->workers, &worker);
		return;
	}
	log_event(LOG_LEVEL_ERROR, "fork", "errno=%d", errno);
	fd_close(&worker.next);
	sight_book_give(z->sights, worker.page);
	parked_forget(z->parked, msg->id);
	report(z, msg->id, msg->turn, 0);
}

/* Nobody else's orders are a worker's to see. */
static bool pass(const struct zygote *z, const struct worker *worker,
		 const struct control_msg *msg, int channel)
{
	const struct trace_order *order =
		trace_orders_find(&z->traces, msg->account.user);
	static struct control_msg trace = { .kind = CONTROL_TRACE };
	struct err err;

	if (order) {
		trace.until_ms = order->until_ms;
		memcpy(trace.account.user, order->user, sizeof(order->user));
		if (!control_send(worker->next, &trace, order->fd, &err))
			return false;
	}
	return control_send(worker->next, msg, channel, &err);
}

/* false: nobody waits for it. */
static bool pass_on(struct zygote *z, const struct control_msg *msg,
		    int channel)
{
	struct worker *worker;

	while ((worker = workers_find_idle(&z->workers))) {
		sight_book_pass(z->sights, worker->page, msg->id);
		if (pass(z, worker, msg, channel)) {
			workers_set_idle(&z->workers, worker, false);
			worker->id = msg->id;
			worker->turn = msg->turn;
			return true;
		}
		/* It has ended. */
		sight_book_pass(z->sights, worker->page, 0);
		workers_let_go(&z->workers, worker);
	}
	return false;
}

static void start_session(struct zygote *z, struct control_msg *msg,
			  int channel)
{
	if (!pass_on(z, msg, channel))
		fork_worker(z, msg, channel);
	close(channel);
}

static void end_worker(struct zygote *z, struct worker *worker, int status)
{
	sight_book_give(z->sights, worker->page);
	if (!worker->idle)
		end_session(z, worker, !WIFEXITED(status));
	workers_remove(&z->workers, worker);
}

static void reap(struct zygote *z)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		struct worker *worker = workers_find(&z->workers, pid);

		take_notes(z);
		if (starter_has_ended(z->proc, pid)) {
			to_master_tell(&z->to_master,
				       &(struct to_master_word){
					       .kind = CONTROL_RENEW });
			continue;
		}
		if (WIFSIGNALED(status))
			log_event(LOG_LEVEL_ERROR, "worker_died",
				  "worker=%d signal=%d", (int)pid,
				  WTERMSIG(status));
		if (worker)
			end_worker(z, worker, status);
	}
}

static void stop(struct zygote *z, enum control_stop how)
{
	z->stopping = true;
	if (how == CONTROL_STOP_NOW)
		parked_forget_all(z->parked);
	for (size_t i = 0; i < z->workers.count; i++) {
		workers_let_go(&z->workers, &z->workers.worker[i]);
		if (how == CONTROL_STOP_NOW)
			kill(z->workers.worker[i].pid, SIGTERM);
	}
}

/* ---- master's messages ---- */

static void obey(struct zygote *z, struct control_msg *msg, int fd)
{
	if (msg->kind == CONTROL_SESSION)
		parked_wake(z->parked, msg->id);
	if (msg->kind == CONTROL_FORGET)
		parked_forget(z->parked, msg->session);
	trace_orders_expire(&z->traces);
	if (msg->kind == CONTROL_TRACE && fd >= 0) {
		(void)trace_orders_add(&z->traces, msg->account.user,
				       msg->until_ms, fd);
		return;
	}
	if (msg->kind == CONTROL_SESSION && fd >= 0) {
		start_session(z, msg, fd);
		return;
	}
	if (fd >= 0)
		close(fd);
	/* Its stream found no room here; master counts the session. */
	if (msg->kind == CONTROL_SESSION) {
		parked_forget(z->parked, msg->id);
		report(z, msg->id, msg->turn, 0);
	}
	if (msg->kind == CONTROL_KICK)
		workers_kick(&z->workers, msg->session,
			     (int64_t)z->proc->config.session_kick_grace *
				     1000);
	if (msg->kind == CONTROL_STOP)
		stop(z, (enum control_stop)msg->result);
}

/* Master is gone: nobody counts these sessions any more or could end them. */
static void be_alone(struct zygote *z)
{
	close(z->proc->control);
	z->proc->control = z->to_master.control = -1;
	to_master_go_on(&z->to_master);
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

/* Before the first session. */
static bool close_in(struct proc *proc)
{
	enum sandbox_calls calls = proc->makes_links
					   ? SANDBOX_CALLS_LINKING_ZYGOTE
					   : SANDBOX_CALLS_ZYGOTE;
	struct err err;

	if (starter_begin(proc, &err) && sandbox_calls_enter(calls, &err))
		return true;
	log_err(LOG_LEVEL_ERROR, "start", &err, "%s", "");
	return false;
}

int proc_serve_sessions(struct proc *proc,
			int (*session)(const struct config *config,
				       const struct control_msg *msg, int fd))
{
	struct zygote z = { .proc = proc,
			    .session = session,
			    .signals = child_signals(),
			    .parked = parked_new(proc->look),
			    .to_master = { .control = proc->control } };

	/* See to_master.h. */
	fcntl(proc->control, F_SETFL, O_NONBLOCK);
	if (!close_in(proc))
		return EX_TEMPFAIL;
	/* What the configuration took to be read is not for each worker's fork
	 * to share and each of its allocations to copy. */
	malloc_trim(0);
	show_sights(&z);
	while (!z.stopping || z.workers.count || parked_count(z.parked) ||
	       to_master_keeps(&z.to_master)) {
		short writing = to_master_keeps(&z.to_master) ? POLLOUT : 0;
		struct pollfd wait[] = {
			{ .fd = z.signals, .events = POLLIN },
			{ .fd = proc->control,
			  .events = (short)(POLLIN | writing) },
			{ .fd = parked_notes_fd(z.parked), .events = POLLIN },
			{ .fd = parked_changes_fd(z.parked), .events = POLLIN },
		};

		int due = workers_due_ms(&z.workers, parked_due_ms(z.parked));

		if (poll(wait, ARRAY_LEN(wait), due) < 0)
			continue;
		if (wait[2].revents)
			take_notes(&z);
		if (wait[0].revents) {
			drain(z.signals);
			reap(&z);
		}
		if (wait[1].revents & ~POLLOUT)
			listen_to_master(&z);
		to_master_go_on(&z.to_master);
		tell_changes(&z);
		workers_kill_late(&z.workers);
	}
	to_master_release(&z.to_master);
	workers_release(&z.workers);
	parked_free(&z.parked);
	sight_book_free(&z.sights);
	trace_orders_release(&z.traces);
	return 0;
}
