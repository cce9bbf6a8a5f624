/* SPDX-License-Identifier: MIT */
/*
 * One poll over the control channel, a signalfd for SIGCHLD and, while there
 * is room for another message, the socket. Who has no place waits in its
 * queue.
 */
#include "submit/submit_server.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"

enum {
	PAUSE_MS = 500, /* after there was no room for a process */
	EXIT_TEMP = 75
};

struct server {
	struct proc *proc;
	const struct submit_request_rules *rules;
	int listen;
	int signals;
	uint64_t running;
	bool stopping;
};

static void run_request(const struct server *s, int fd)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	close(s->proc->control);
	close(s->signals);
	close(s->listen);
	submit_request_serve(s->rules, fd);
	_exit(0);
}

static void pause_after(const char *what)
{
	log_event(LOG_LEVEL_ERROR, what, "errno=%d", errno);
	poll(NULL, 0, PAUSE_MS);
}

static void accept_one(struct server *s)
{
	int fd = accept4(s->listen, NULL, NULL, SOCK_CLOEXEC);
	pid_t pid;

	if (fd < 0) {
		if (errno != EAGAIN && errno != ECONNABORTED)
			pause_after("accept");
		return;
	}
	pid = fork();
	if (pid == 0)
		run_request(s, fd);
	close(fd);
	if (pid < 0)
		pause_after("fork");
	else
		s->running++;
}

static void reap(struct server *s)
{
	struct signalfd_siginfo info;
	int status;
	pid_t pid;

	if (read(s->signals, &info, sizeof(info)) < 0 && errno != EAGAIN)
		log_event(LOG_LEVEL_ERROR, "signalfd", "errno=%d", errno);
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		s->running--;
		if (status)
			log_event(LOG_LEVEL_ERROR, "request_died",
				  "pid=%d status=%d", (int)pid, status);
	}
}

static void obey(struct server *s)
{
	struct control_msg msg = { 0 };
	struct err err;
	int fd = -1;

	switch (control_receive(s->proc->control, &msg, &fd, &err)) {
	case FDPASS_OK:
		s->stopping |= msg.kind == CONTROL_STOP;
		break;
	case FDPASS_AGAIN:
		return;
	case FDPASS_EOF:
	case FDPASS_BAD:
		s->stopping = true;
		return;
	}
	if (fd >= 0)
		close(fd);
}

static void pass(struct server *s)
{
	bool room = s->running < s->proc->config.submit_processes;
	struct pollfd fds[] = {
		{ s->stopping ? -1 : s->proc->control, POLLIN, 0 },
		{ s->signals, POLLIN, 0 },
		{ s->stopping || !room ? -1 : s->listen, POLLIN, 0 },
	};

	if (poll(fds, ARRAY_LEN(fds), -1) < 0)
		return;
	if (fds[1].revents)
		reap(s);
	if (fds[0].revents)
		obey(s);
	if (fds[2].revents && !s->stopping)
		accept_one(s);
}

int submit_server_run(struct proc *proc,
		      const struct submit_request_rules *rules, int listen_fd)
{
	struct server s = {
		.proc = proc,
		.rules = rules,
		.listen = listen_fd,
	};
	sigset_t child;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	s.signals = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
	if (s.signals < 0 || fcntl(listen_fd, F_SETFL, O_NONBLOCK) != 0) {
		log_event(LOG_LEVEL_ERROR, "start", "errno=%d", errno);
		return EXIT_TEMP;
	}
	while (!s.stopping || s.running)
		pass(&s);
	return 0;
}
