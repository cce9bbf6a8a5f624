/* SPDX-License-Identifier: MIT */
#include "proc/worker.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/log.h"
#include "io/stream.h"
#include "proc/handover.h"

enum {
	LONG_WORK_NICE = 15,
};

/* Only in a worker: what its SIGTERM has to end. */
static volatile sig_atomic_t session_fd = -1;
static volatile sig_atomic_t session_stopping;
static volatile sig_atomic_t session_kicked;
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
	};
	static struct parked_note note;
	struct err ignored;

	if (!stream_flush(stream, err))
		return false;
	note = (struct parked_note){ .parked = true, .count = park->count };
	for (unsigned i = 0; i < park->count; i++)
		note.watch[i] = park->watches[i];
	if (!parked_send(session_notes, &note, park->watch, err))
		return false;
	if (handover_send(session_channel, &put, stream->fd_in, err))
		return true;
	note = (struct parked_note){ .parked = false };
	(void)!parked_send(session_notes, &note, -1, &ignored);
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

/* Of long work; the next worker of the session begins anew. */
static void on_cpu_time(int signal_number)
{
	int saved = errno;

	(void)signal_number;
	(void)setpriority(PRIO_PROCESS, 0, LONG_WORK_NICE);
	errno = saved;
}

static void give_way_after(uint64_t seconds)
{
	const struct sigaction action = { .sa_handler = on_cpu_time,
					  .sa_flags = SA_RESTART };
	const struct itimerval once = { .it_value.tv_sec = (time_t)seconds };

	if (!seconds)
		return;
	sigaction(SIGPROF, &action, NULL);
	/* What it runs itself does not inherit this, as it would a limit. */
	(void)setitimer(ITIMER_PROF, &once, NULL);
}

void worker_run(struct worker_start *start, const struct control_msg *msg)
{
	const struct config *config = &start->proc->config;
	struct sigaction action = { .sa_handler = on_term };
	int fd = take_stream(start->channel);
	sigset_t none;

	if (fd < 0)
		_exit(0);
	sigemptyset(&none);
	session_channel = start->channel;
	session_fd = fd;
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGUSR1, &action, NULL);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (msg->result == CONTROL_BEGIN_TO_END)
		on_term(SIGUSR1);
	close(start->signals);
	close(start->proc->control);
	session_notes = parked_leave(start->parked);
	sight_enter(&start->sights, start->page);
	give_way_after(config->session_cpu_burst);
	trace_begin(start->traces, msg->account.user, msg->login.session,
		    config->session_trace_max);
	/* A parked one's may be packed. */
	if (!session_brought.record.len)
		trace_came(session_brought.input);
	for (unsigned i = 0; i < start->proc->listen_count; i++)
		close(start->proc->listen[i].fd);
	log_context(msg->login.session, msg->account.user);
	_exit(start->session(config, msg, fd));
}
