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
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/x.h"
#include "io/stream.h"
#include "proc/handover.h"

struct worker {
	pid_t pid;
	uint32_t id;
};

struct zygote {
	struct proc *proc;
	int (*session)(const struct config *, const struct control_msg *, int);
	struct worker *worker;
	size_t count;
	size_t space;
	int signals;
	bool stopping;
};

/* Only in a worker: what its SIGTERM has to end. */
static volatile sig_atomic_t session_fd = -1;
static volatile sig_atomic_t session_stopping;
/* And its end of the session's channel; -1 in all others. */
static int session_channel = -1;
static struct handover session_handover;
static struct span session_input;

/* The session sees the end of its input after the command that runs. */
static void on_term(int signal_number)
{
	int saved = errno;

	(void)signal_number;
	session_stopping = 1;
	if (session_fd >= 0)
		shutdown(session_fd, SHUT_RD);
	errno = saved;
}

bool proc_is_stopping(void)
{
	return session_stopping;
}

struct span proc_session_input(void)
{
	return session_input;
}

bool proc_has_gate(void)
{
	struct pollfd channel = { .fd = session_channel };

	return session_channel >= 0 && poll(&channel, 1, 0) == 0;
}

bool proc_give_back(struct stream *stream, struct err *err)
{
	return stream_flush(stream, err) &&
	       handover_send(session_channel, HANDOVER_BACK,
			     stream_unread_input(stream), stream->fd_in, err);
}

/* -1: gate has thought better of it. */
static int take_stream(int channel)
{
	struct err err;
	int fd;

	if (handover_receive(channel, HANDOVER_TO_WORKER, &session_handover,
			     &session_input, &fd, &err) == FDPASS_BAD)
		log_err(LOG_LEVEL_ERROR, "handover", &err, "%s", "");
	return fd;
}

static void run_worker(struct zygote *z, const struct control_msg *msg,
		       int channel)
{
	struct sigaction action = { .sa_handler = on_term };
	int fd = take_stream(channel);
	sigset_t none;

	if (fd < 0)
		_exit(0);
	sigemptyset(&none);
	session_channel = channel;
	session_fd = fd;
	sigaction(SIGTERM, &action, NULL);
	sigprocmask(SIG_SETMASK, &none, NULL);
	close(z->signals);
	close(z->proc->control);
	for (unsigned i = 0; i < z->proc->listen_count; i++)
		close(z->proc->listen[i].fd);
	log_context(msg->login.session, msg->account.user);
	_exit(z->session(&z->proc->config, msg, fd));
}

static void report(struct zygote *z, uint32_t id, pid_t pid)
{
	struct control_msg done = { .kind = CONTROL_SESSION_DONE,
				    .id = id,
				    .pid = (uint32_t)pid };
	struct err err;

	if (!control_send(z->proc->control, &done, -1, &err) && !z->stopping)
		log_err(LOG_LEVEL_WARN, "session_done", &err, "id=%u", id);
}

static void start_worker(struct zygote *z, const struct control_msg *msg,
			 int channel)
{
	pid_t pid = fork();

	if (pid == 0)
		run_worker(z, msg, channel);
	close(channel);
	if (pid < 0) {
		log_event(LOG_LEVEL_ERROR, "fork", "errno=%d", errno);
		report(z, msg->id, 0);
		return;
	}
	if (z->count == z->space) {
		z->space = z->space ? z->space * 2 : 64;
		z->worker = x_realloc_array(z->worker, z->space,
					    sizeof(*z->worker));
	}
	z->worker[z->count++] = (struct worker){ pid, msg->id };
}

static void reap(struct zygote *z)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		size_t i = 0;

		if (WIFSIGNALED(status))
			log_event(LOG_LEVEL_ERROR, "worker_died",
				  "worker=%d signal=%d", (int)pid,
				  WTERMSIG(status));
		while (i < z->count && z->worker[i].pid != pid)
			i++;
		if (i == z->count)
			continue;
		report(z, z->worker[i].id, pid);
		z->worker[i] = z->worker[--z->count];
	}
}

static void stop(struct zygote *z, enum control_stop how)
{
	z->stopping = true;
	for (size_t i = 0; how == CONTROL_STOP_NOW && i < z->count; i++)
		kill(z->worker[i].pid, SIGTERM);
}

static void obey(struct zygote *z, const struct control_msg *msg, int fd)
{
	if (msg->kind == CONTROL_SESSION && fd >= 0) {
		start_worker(z, msg, fd);
		return;
	}
	if (fd >= 0)
		close(fd);
	/* Its stream found no room here; master counts the session. */
	if (msg->kind == CONTROL_SESSION)
		report(z, msg->id, 0);
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

int proc_serve_sessions(struct proc *proc,
			int (*session)(const struct config *config,
				       const struct control_msg *msg, int fd))
{
	struct zygote z = { .proc = proc,
			    .session = session,
			    .signals = child_signals() };
	static struct control_msg msg;
	struct err err;
	int fd;

	while (!z.stopping || z.count) {
		struct pollfd wait[2] = {
			{ .fd = z.signals, .events = POLLIN },
			{ .fd = proc->control, .events = POLLIN },
		};

		if (poll(wait, 2, -1) < 0)
			continue;
		if (wait[0].revents) {
			drain(z.signals);
			reap(&z);
		}
		if (!wait[1].revents)
			continue;
		switch (control_receive(proc->control, &msg, &fd, &err)) {
		case FDPASS_OK:
			obey(&z, &msg, fd);
			explicit_bzero(msg.grant, sizeof(msg.grant));
			break;
		case FDPASS_BAD:
			log_err(LOG_LEVEL_ERROR, "control", &err, "%s", "");
			break;
		case FDPASS_AGAIN:
			break;
		case FDPASS_EOF:
			be_alone(&z);
			break;
		}
	}
	free(z.worker);
	return 0;
}
