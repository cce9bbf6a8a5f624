/* SPDX-License-Identifier: MIT */
#include "master/child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"
#include "io/fd.h"
#include "proc/control.h"

enum {
	BACKOFF_FIRST_MS = 100,
	BACKOFF_LAST_MS = 10000,
	SEND_SECONDS = 2, /* a child that takes longer hangs */
	SEND_BUFFER = 1024 * 1024,
};

const char *child_name(enum child_kind kind)
{
	static const char *const names[] = {
		[CHILD_AUTH] = "auth",     [CHILD_IMAP] = "imap",
		[CHILD_POP3] = "pop3",     [CHILD_LMTP] = "lmtp",
		[CHILD_GATE] = "gate",     [CHILD_KEYS] = "keys",
		[CHILD_SUBMIT] = "submit", [CHILD_MANAGESIEVE] = "managesieve",
	};
	return names[kind];
}

_Noreturn static void run_program(char *path, int control,
				  const struct config *config)
{
	char *argv[CONFIG_ARGV_MAX];
	sigset_t none;

	config_argv(config, path, argv);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (control == CONTROL_FD)
		fcntl(control, F_SETFD, 0);
	else if (dup2(control, CONTROL_FD) < 0)
		_exit(75);
	/* Ours close themselves; these are what master was started with. */
	closefrom(CONTROL_FD + 1);
	execv(path, argv);
	log_event(LOG_LEVEL_ERROR, "exec", "program=%s",
		  LOG_TEXT(span_of(path)));
	_exit(75);
}

static bool send_listeners(struct child *child,
			   const struct listeners *listeners, struct err *err)
{
	const char *name = child_name(child->kind);

	for (unsigned i = 0; i < listeners->count; i++) {
		const struct listener *l = &listeners->one[i];
		struct control_msg msg = { .kind = CONTROL_LISTEN };

		if (!span_eq(span_of(l->program), span_of(name)))
			continue;
		snprintf(msg.name, sizeof(msg.name), "%s", l->name);
		if (!control_send(child->control, &msg, l->fd, err))
			return false;
	}
	return true;
}

/* Master must never wait long for a child. */
static void bound_sending(int sock)
{
	struct timeval limit = { .tv_sec = SEND_SECONDS };
	int size = SEND_BUFFER;

	setsockopt(sock, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	setsockopt(sock, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
}

static void back_off(struct child *child)
{
	bool ran_long = clock_mono_ms() - child->started_ms > BACKOFF_LAST_MS;

	if (child->state == CHILD_UP && ran_long)
		child->backoff_ms = 0;
	child->start_at_ms = clock_mono_ms() + child->backoff_ms;
	child->backoff_ms =
		child->backoff_ms ? child->backoff_ms * 2 : BACKOFF_FIRST_MS;
	if (child->backoff_ms > BACKOFF_LAST_MS)
		child->backoff_ms = BACKOFF_LAST_MS;
}

void child_follow(struct child *child, struct child *other)
{
	back_off(other);
	child->start_at_ms = other->start_at_ms;
	child->backoff_ms = other->backoff_ms;
}

bool child_start(struct child *child, const char *program_dir,
		 const struct config *config, const struct listeners *listeners,
		 struct err *err)
{
	auto_free char *path = x_printf("%s/fumikura-%s", program_dir,
					child_name(child->kind));
	int pair[2];
	pid_t pid;

	child->started_ms = clock_mono_ms();
	child->clients = (uint32_t)config->gate_connections;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
		back_off(child);
		return err_sys(err, "socketpair");
	}
	pid = fork();
	if (pid == 0)
		run_program(path, pair[1], config);
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		back_off(child);
		return err_sys(err, "fork");
	}
	bound_sending(pair[0]);
	child->pid = pid;
	child->control = pair[0];
	child->state = CHILD_STARTING;
	return send_listeners(child, listeners, err);
}

bool child_go(struct child *child, struct err *err)
{
	struct control_msg msg = { .kind = CONTROL_START };

	return control_send(child->control, &msg, -1, err);
}

bool child_give(struct child *child, const char *name, int fd, struct err *err)
{
	struct control_msg msg = { .kind = CONTROL_PEER };

	snprintf(msg.name, sizeof(msg.name), "%s", name);
	return control_send(child->control, &msg, fd, err);
}

bool child_connect(struct child *a, struct child *b, struct err *err)
{
	auto_fd int end_a = -1;
	auto_fd int end_b = -1;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return err_sys(err, "socketpair");
	end_a = pair[0];
	end_b = pair[1];
	return child_give(a, child_name(b->kind), end_a, err) &&
	       child_give(b, child_name(a->kind), end_b, err);
}

void child_shows(struct child *child, int sight)
{
	fd_close(&child->sight);
	child->sight = sight;
}

void child_ended(struct child *child)
{
	fd_close(&child->control);
	fd_close(&child->sight);
	child->pid = 0;
	back_off(child);
	child->state = CHILD_DOWN;
}
