/* SPDX-License-Identifier: MIT */
#include "proc/worker.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/log.h"
#include "io/stream.h"
#include "proc/handover.h"
#include "proc/isolation.h"
#include "stats/stats.h"

enum {
	LONG_WORK_NICE = 15,
	/* Whatever a library may keep, it does not grow for ever. */
	SESSIONS_MAX = 1000,
	CROWD_MAX = 1000, /* so that some time is left of any burst */
};

/* Only in a worker: what its SIGTERM has to end. */
static volatile sig_atomic_t session_fd = -1;
static volatile sig_atomic_t session_stopping;
static volatile sig_atomic_t session_kicked;
static volatile sig_atomic_t session_gave_way;
/* And its end of the session's channel; -1 in all others. */
static int session_channel = -1;
static int session_notes = -1; /* see parked.h */
static struct handover session_handover;
static struct handover_message session_brought;

/* The session sees the end of its input after the command that runs. */
static void on_term(int signal_number)
{
	int saved = errno;

	session_kicked = session_kicked || signal_number == SIGUSR1;
	session_stopping = 1;
	if (session_fd >= 0)
		shutdown(session_fd, SHUT_RD);
	errno = saved;
}

bool proc_is_stopping(void)
{
	return session_stopping;
}

bool proc_is_kicked(void)
{
	return session_kicked;
}

const char *proc_stop_text(void)
{
	return session_kicked ? "The administrator has ended this session"
			      : "The server shuts down";
}

struct span proc_session_input(void)
{
	return session_brought.input;
}

struct span proc_session_record(void)
{
	return session_brought.record;
}

bool proc_has_gate(void)
{
	struct pollfd channel = { .fd = session_channel };

	return session_channel >= 0 && poll(&channel, 1, 0) == 0;
}

bool proc_give_back(struct stream *stream, struct err *err)
{
	const struct handover_message back = {
		.kind = HANDOVER_BACK,
		.input = stream_unread_input(stream),
	};

	return stream_flush(stream, err) &&
	       handover_send(session_channel, &back, stream->fd_in, err);
}

/* Too large to be cleared each time. */
static struct parked_note note;
static unsigned noted; /* watches in it that are a session's */

static bool tell_zygote(enum parked_kind kind, struct err *err)
{
	note.kind = kind;
	note.count = 0;
	return parked_send(session_notes, &note, -1, err);
}

/* The zygote is told first: from when gate has the client, the session may go
 * on in another worker. */
bool proc_park(struct stream *stream, const struct proc_park *park,
	       struct err *err)
{
	const struct handover_message put = {
		.kind = HANDOVER_PARK,
		.input = park->input,
		.record = park->record,
		.left_ms = park->left_ms,
		.packed = park->packed,
	};
	struct err ignored;

	if (!stream_flush(stream, err))
		return false;
	note.kind = PARKED_IN_GATE;
	note.count = noted = park->count;
	for (unsigned i = 0; i < park->count; i++)
		note.watch[i] = park->watches[i];
	if (!parked_send(session_notes, &note, park->watch, err))
		return false;
	if (handover_send(session_channel, &put, stream->fd_in, err))
		return true;
	(void)!tell_zygote(PARKED_NOT, &ignored);
	return false;
}

/* -1: gate has thought better of it. */
static int take_stream(int channel)
{
	enum fdpass_result result;
	struct err err;
	int fd;

	result = handover_receive(channel, &session_handover, &session_brought,
				  &fd, &err);
	if (result == FDPASS_BAD)
		log_err(LOG_LEVEL_ERROR, "handover", &err, "%s", "");
	return fd;
}

/* Of long work; the next worker of the session begins anew, and this one can't
 * come back. */
static void on_cpu_time(int signal_number)
{
	int saved = errno;

	(void)signal_number;
	session_gave_way = 1;
	(void)setpriority(PRIO_PROCESS, 0, LONG_WORK_NICE);
	errno = saved;
}

/* Many workers of one user have together not much more than one alone. What a
 * worker runs itself does not inherit this, as it would a limit. 0 s: never. */
static void give_way_after(uint64_t seconds, uint32_t crowd)
{
	uint64_t share = crowd < CROWD_MAX ? crowd : CROWD_MAX;
	uint64_t us = seconds * 1000000 / (share * share + !share);
	const struct itimerval once = {
		.it_value = { .tv_sec = (time_t)(us / 1000000),
			      .tv_usec = (suseconds_t)(us % 1000000) },
	};

	(void)setitimer(ITIMER_PROF, &once, NULL);
}

/* Before anything of the client's is looked at. */
static void go_in(const struct worker_start *start,
		  const struct control_msg *msg)
{
	struct err err;

	log_context(msg->login.session, msg->account.user);
	if (isolation_enter(&start->proc->config, &msg->account,
			    start->proc->others, &err))
		return;
	log_err(LOG_LEVEL_ERROR, "isolation", &err, "%s", "");
	_exit(1);
}

static void farewell_signals(sigset_t *out)
{
	sigemptyset(out);
	sigaddset(out, SIGTERM);
	sigaddset(out, SIGUSR1);
}

static void farewells(int how)
{
	sigset_t ends;

	farewell_signals(&ends);
	sigprocmask(how, &ends, NULL);
}

/* What is the zygote's, or of other sessions. */
static void leave_zygote(struct worker_start *start)
{
	const struct sigaction term = { .sa_handler = on_term };
	const struct sigaction slow = { .sa_handler = on_cpu_time,
					.sa_flags = SA_RESTART };
	sigset_t ends;

	sigaction(SIGTERM, &term, NULL);
	sigaction(SIGUSR1, &term, NULL);
	sigaction(SIGPROF, &slow, NULL);
	/* SIGCHLD, too, was the zygote's to wait for. */
	farewell_signals(&ends);
	sigprocmask(SIG_SETMASK, &ends, NULL);
	close(start->signals);
	close(start->proc->control);
	session_notes = parked_leave(start->parked);
	sight_enter(start->sights, start->page);
	for (unsigned i = 0; i < start->proc->listen_count; i++)
		close(start->proc->listen[i].fd);
}

static int serve(struct worker_start *start, const struct control_msg *msg)
{
	const struct config *config = &start->proc->config;
	int fd;

	go_in(start, msg);
	fd = take_stream(start->channel);
	trace_begin(start->traces, msg->account.user, msg->login.session,
		    config->session_trace_max);
	if (fd < 0)
		return 0;
	session_channel = start->channel;
	session_fd = fd;
	farewells(SIG_UNBLOCK);
	if (msg->result == CONTROL_BEGIN_TO_END)
		on_term(SIGUSR1);
	give_way_after(config->session_cpu_burst, msg->crowd);
	/* A parked one's may be packed. */
	if (!session_brought.record.len)
		trace_came(session_brought.input);
	return start->session(config, msg, fd);
}

/* ---- one session after the other ---- */

/* Nothing of a session is left for the next, which may be another user's. The
 * program has let go of the rest (proc.h). */
static void leave_session(struct worker_start *start, struct control_msg *msg)
{
	session_fd = -1;
	session_channel = -1;
	close(start->channel);
	give_way_after(0, 0);
	trace_leave();
	stats_forget_own();
	log_context(NULL, NULL);
	explicit_bzero(session_handover.bytes,
		       session_brought.record.len + session_brought.input.len);
	session_brought = (struct handover_message){ .left_ms = 0 };
	explicit_bzero(note.watch, sizeof(note.watch[0]) * noted);
	noted = 0;
	explicit_bzero(msg, sizeof(*msg));
}

/* Signals come only here, and only those that mean this process. */
static void wait_for_zygote(int next)
{
	struct pollfd wait = { .fd = next, .events = POLLIN };
	sigset_t none;

	sigemptyset(&none);
	(void)ppoll(&wait, 1, NULL, &none);
}

/* false: there is none. */
static bool take_next(struct worker_start *start, struct control_msg *msg)
{
	enum fdpass_result result;
	struct err err;
	int fd;

	if (!tell_zygote(PARKED_WORKER_FREE, &err))
		return false;
	do {
		wait_for_zygote(start->next);
		result = control_receive(start->next, msg, &fd, &err);
		start->channel = fd;
		if (result == FDPASS_OK && msg->kind == CONTROL_SESSION)
			return fd >= 0;
		if (result == FDPASS_OK && fd >= 0)
			(void)trace_orders_add(start->traces, msg->account.user,
					       msg->until_ms, fd);
	} while (result == FDPASS_OK ||
		 (result == FDPASS_AGAIN && !session_stopping));
	return false;
}

static void be_alone(const struct config *config)
{
	struct err err;

	if (isolation_be_alone(config, &err))
		return;
	log_err(LOG_LEVEL_ERROR, "sandbox", &err, "%s", "");
	_exit(1);
}

void worker_run(struct worker_start *start, struct control_msg *msg)
{
	int code;

	leave_zygote(start);
	be_alone(&start->proc->config);
	for (unsigned served = 1;; served++) {
		code = serve(start, msg);
		farewells(SIG_BLOCK);
		if (start->next < 0 || served == SESSIONS_MAX)
			_exit(code);
		leave_session(start, msg);
		/* That was told to end, or is slow for good. */
		if (session_stopping || session_gave_way ||
		    !take_next(start, msg))
			_exit(code);
	}
}
