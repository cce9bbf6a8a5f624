/* SPDX-License-Identifier: MIT */
/*
 * One wait for a signalfd, the desk, and the children's control channels.
 */
#include "master/supervisor.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"
#include "io/fd.h"
#include "io/file.h"
#include "master/children.h"
#include "master/desk_server.h"
#include "master/events.h"
#include "master/keyring.h"
#include "master/listener.h"
#include "master/login.h"
#include "master/login_limit.h"
#include "master/notify.h"
#include "master/session_desk.h"
#include "proc/proc.h"
#include "stats/stats_file.h"

enum {
	STOP_MS = 10000, /* what has not ended by then is killed */
	TICK_MS = 1000,
	FILES_ELSE = 1024, /* children's and the desk's */
	EVENTS = 16,
	/* Whose an event is, beside the children by their places. */
	OF_SIGNALS = CHILDREN_MAX,
	OF_DESK,
};

struct supervisor {
	struct config config;
	const char *program_dir;
	struct listeners listeners;
	struct logins *logins;
	struct desk_server *desk_server;
	struct session_desk *desk;
	struct children children;
	int events; /* what it waits for */
	int signals;
	int stats;          /* the file of counters, or -1 */
	int64_t stop_at_ms; /* 0: running */
	bool said_ready;
	struct keyring keyring;
	pid_t trial;               /* looks whether `fresh` can be used, or 0 */
	struct config fresh;       /* while there is a trial */
	bool again;                /* HUP came meanwhile */
	struct control_msg *sieve; /* what gates are told; NULL: not yet */
};

static struct child *find_zygote(void *arg, enum child_kind kind)
{
	struct supervisor *s = arg;

	return children_find_up(&s->children, kind);
}

static bool give_stats(const struct supervisor *s, struct child *child,
		       struct err *err)
{
	return s->stats < 0 || child_give(child, PROC_STATS, s->stats, err);
}

/* What managesieve has said of its engine, once it has. */
static bool tell_sieve(const struct supervisor *s, struct child *child,
		       struct err *err)
{
	return child->kind != CHILD_GATE || !s->sieve ||
	       control_send(child->control, s->sieve, -1, err);
}

static void hear_of_sieve(struct supervisor *s, const struct control_msg *msg)
{
	struct err err;

	if (!s->sieve)
		s->sieve = x_calloc(1, sizeof(*s->sieve));
	*s->sieve = *msg;
	for (unsigned i = 0; i < s->children.used; i++)
		if (children_is_running(&s->children.child[i]) &&
		    !tell_sieve(s, &s->children.child[i], &err))
			log_err(LOG_LEVEL_WARN, "sieve", &err, "%s", "");
}

static void hang_up(const struct supervisor *s, struct child *child)
{
	events_remove(s->events, child->control);
	fd_close(&child->control);
}

static void start(struct supervisor *s, struct child *child)
{
	uint32_t place = (uint32_t)(child - s->children.child);
	struct err err;

	if (child_start(child, s->program_dir, &s->config, &s->listeners,
			&err) &&
	    events_add(s->events, child->control, place, &err) &&
	    children_connect(&s->children, child, &err) &&
	    give_stats(s, child, &err) &&
	    keyring_give(&s->keyring, child, &err) && child_go(child, &err) &&
	    tell_sieve(s, child, &err)) {
		log_event(LOG_LEVEL_DEBUG, "started", "child=%s pid=%d",
			  child_name(child->kind), (int)child->pid);
		return;
	}
	log_err(LOG_LEVEL_ERROR, "start_failed", &err, "child=%s",
		child_name(child->kind));
	if (child->pid > 0)
		kill(child->pid, SIGKILL); /* its end is seen by reap */
}

static void start_due(struct supervisor *s)
{
	int64_t now = clock_mono_ms();

	for (unsigned i = 0; i < s->children.used && !s->stop_at_ms; i++)
		if (s->children.child[i].state == CHILD_DOWN &&
		    s->children.child[i].start_at_ms <= now)
			start(s, &s->children.child[i]);
}

static void log_end(const struct child *child, int status)
{
	bool expected = child->state == CHILD_RETIRING;

	log_event(expected ? LOG_LEVEL_DEBUG : LOG_LEVEL_ERROR, "child_ended",
		  "child=%s pid=%d %s=%d", child_name(child->kind),
		  (int)child->pid, WIFSIGNALED(status) ? "signal" : "exit",
		  WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

static void end_trial(struct supervisor *s, int status);

static void reap(struct supervisor *s)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == s->trial)
			end_trial(s, status);
		for (unsigned i = 0; i < s->children.used; i++) {
			struct child *child = &s->children.child[i];
			bool retiring = child->leaving ||
					child->state == CHILD_RETIRING;

			if (child->pid != pid)
				continue;
			log_end(child, status);
			login_child_gone(
				s->logins,
				children_find_up(&s->children, CHILD_AUTH),
				child);
			hang_up(s, child);
			child_ended(child);
			if (retiring)
				child->state = CHILD_RETIRING;
		}
	}
}

static void say_ready(struct supervisor *s)
{
	unsigned ready = 0;

	for (unsigned i = 0; i < s->children.used; i++) {
		if (s->children.child[i].state == CHILD_DOWN ||
		    s->children.child[i].state == CHILD_STARTING)
			return;
		ready += s->children.child[i].state == CHILD_UP;
	}
	if (s->said_ready)
		return;
	s->said_ready = true;
	log_event(LOG_LEVEL_INFO, "ready",
		  "children=%u imap=%u imaps=%u pop3=%u pop3s=%u "
		  "managesieve=%u",
		  ready, (unsigned)s->config.imap_port,
		  (unsigned)s->config.imaps_port, (unsigned)s->config.pop3_port,
		  (unsigned)s->config.pop3s_port,
		  (unsigned)s->config.managesieve_port);
	notify_state("READY=1");
}

static bool is_zygote(const struct child *child)
{
	return child->kind == CHILD_IMAP || child->kind == CHILD_POP3 ||
	       child->kind == CHILD_MANAGESIEVE;
}

static void on_message(struct supervisor *s, struct child *child,
		       const struct control_msg *msg, int fd)
{
	bool is_gate = child->kind == CHILD_GATE;

	if (msg->kind == CONTROL_LOGIN && is_gate) {
		login_begin(s->logins, child, msg, fd);
		return;
	}
	if (msg->kind == CONTROL_SIGHT && (is_gate || is_zygote(child))) {
		child_shows(child, fd);
		return;
	}
	if (fd >= 0)
		close(fd);
	if (msg->kind == CONTROL_READY && child->state == CHILD_STARTING) {
		child->state = CHILD_UP;
		children_relieve(&s->children, child);
		if (is_zygote(child))
			session_desk_tell(s->desk, child);
		say_ready(s);
	} else if (msg->kind == CONTROL_RENEW &&
		   (is_zygote(child) || child->kind == CHILD_LMTP)) {
		children_renew(&s->children, child);
	} else if (msg->kind == CONTROL_SIEVE &&
		   child->kind == CHILD_MANAGESIEVE) {
		hear_of_sieve(s, msg);
	} else if (msg->kind == CONTROL_WHO_IS && child->kind == CHILD_AUTH) {
		login_answered(s->logins, &s->config,
			       children_find_up(&s->children, CHILD_AUTH),
			       find_zygote, s, msg);
	} else if ((msg->kind == CONTROL_PARKED ||
		    msg->kind == CONTROL_CHANGED) &&
		   is_zygote(child)) {
		login_parked(s->logins, child, msg);
	} else if (msg->kind == CONTROL_SESSION_DONE && is_zygote(child)) {
		login_session_done(s->logins,
				   children_find_up(&s->children, CHILD_AUTH),
				   msg);
	}
}

static void receive(struct supervisor *s, struct child *child)
{
	static struct control_msg msg;
	struct err err;
	int fd;

	switch (control_receive(child->control, &msg, &fd, &err)) {
	case FDPASS_OK:
		on_message(s, child, &msg, fd);
		explicit_bzero(msg.grant, sizeof(msg.grant));
		break;
	case FDPASS_BAD:
		/* No child of ours sends this: it is broken or taken over. */
		log_err(LOG_LEVEL_ERROR, "control", &err, "child=%s",
			child_name(child->kind));
		kill(child->pid, SIGKILL);
		break;
	case FDPASS_EOF:
		hang_up(s, child);
		break;
	case FDPASS_AGAIN:
		break;
	}
}

static void keep_old(const struct err *err)
{
	log_err(LOG_LEVEL_ERROR, "reload", err, "kept=old");
	notify_state("READY=1");
}

/* All that a child reads at its start is looked at first by somebody who does
 * not matter: what can't be used changes nothing. */
static void reload(struct supervisor *s)
{
	struct err err;

	if (s->trial) {
		s->again = true;
		return;
	}
	notify_state("RELOADING=1");
	if (!config_load(s->config.file, s->config.dir, &s->fresh, &err)) {
		keep_old(&err);
		return;
	}
	s->trial = keyring_try(s->program_dir, &s->fresh);
	if (s->trial > 0)
		return;
	err_sys(&err, "fork");
	s->trial = 0;
	config_release(&s->fresh);
	keep_old(&err);
}

static bool begin_anew(struct supervisor *s, struct err *err)
{
	struct listeners fresh;
	struct err unchanged;

	if (!listener_open_all(&s->fresh, &s->listeners, &fresh, err))
		return false;
	if (!keyring_change_door(&s->keyring, &unchanged))
		log_err(LOG_LEVEL_WARN, "keys", &unchanged, "door=old");
	s->listeners = fresh;
	config_release(&s->config);
	s->config = s->fresh;
	s->said_ready = false;
	log_event(LOG_LEVEL_INFO, "reload", "%s", "");
	free(s->sieve);
	s->sieve = NULL;
	children_retire_all(&s->children, CONTROL_STOP_DRAIN);
	children_add_all(&s->children, &s->config);
	return true;
}

static void end_trial(struct supervisor *s, int status)
{
	struct err err;

	s->trial = 0;
	if (status != 0)
		err_set(&err, ERR_STATE, "TLS can't be served by it");
	if (s->again || s->stop_at_ms)
		config_release(&s->fresh);
	else if (status != 0 || !begin_anew(s, &err)) {
		config_release(&s->fresh);
		keep_old(&err);
	}
	if (s->again && !s->stop_at_ms) {
		s->again = false;
		reload(s);
	}
}

static void stop(struct supervisor *s)
{
	if (s->stop_at_ms)
		return;
	log_event(LOG_LEVEL_INFO, "stopping", "%s", "");
	notify_state("STOPPING=1");
	s->stop_at_ms = clock_mono_ms() + STOP_MS;
	children_retire_all(&s->children, CONTROL_STOP_NOW);
	login_refuse_waiting(s->logins);
	listener_close_all(&s->listeners);
}

static void take_signal(struct supervisor *s)
{
	struct signalfd_siginfo info;

	while (read(s->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGHUP && !s->stop_at_ms)
			reload(s);
		else if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT)
			stop(s);
	}
	reap(s);
}

/* Everything has ended, or is killed when its time is over. */
static bool is_stopped(const struct supervisor *s)
{
	return s->stop_at_ms &&
	       children_are_gone(&s->children,
				 clock_mono_ms() >= s->stop_at_ms);
}

static int wait_ms(const struct supervisor *s)
{
	int64_t now = clock_mono_ms();
	int64_t next = children_next_start_ms(&s->children, now + TICK_MS);

	return next > now ? (int)(next - now) : 0;
}

static void wait_once(struct supervisor *s)
{
	uint32_t whose[EVENTS];
	unsigned count = events_wait(s->events, wait_ms(s), EVENTS, whose);
	bool signalled = false, asked = false;

	for (unsigned i = 0; i < count; i++) {
		signalled = signalled || whose[i] == OF_SIGNALS;
		asked = asked || whose[i] == OF_DESK;
		if (whose[i] < CHILDREN_MAX)
			receive(s, &s->children.child[whose[i]]);
	}
	if (signalled)
		take_signal(s);
	if (asked)
		desk_server_serve(s->desk_server, session_desk_do, s->desk);
	login_expire(s->logins);
}

static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* The children's come with them. */
static bool open_events(struct supervisor *s, struct err *err)
{
	s->events = events_open();
	s->signals = open_signals();
	return events_add(s->events, s->signals, OF_SIGNALS, err);
}

static void open_desk(struct supervisor *s)
{
	struct err err;
	int fd;

	s->desk_server = desk_server_open(s->config.run_dir);
	fd = desk_server_fd(s->desk_server);
	if (fd >= 0 && !events_add(s->events, fd, OF_DESK, &err))
		log_err(LOG_LEVEL_WARN, "desk", &err, "%s", "");
	s->desk = session_desk_new(login_sessions(s->logins), &s->children);
}

static void write_pid(const struct config *config)
{
	auto_free char *path = x_printf("%s/master.pid", config->run_dir);
	auto_free char *text = x_printf("%d\n", (int)getpid());
	struct err err;

	if (!file_write_atomic(AT_FDCWD, path, span_of(text), 0644, &err))
		log_err(LOG_LEVEL_WARN, "pid_file", &err, "%s", "");
}

/* Mail goes on without them. */
static void open_stats(struct supervisor *s)
{
	struct err err;

	s->stats = -1;
	if (stats_file_make(s->config.run_dir, &s->stats, &err))
		(void)stats_attach(s->stats);
	else
		log_err(LOG_LEVEL_WARN, "stats", &err, "%s", "");
}

int supervisor_run(struct config *config, const char *program_dir)
{
	struct supervisor *s = x_calloc(1, sizeof(*s));
	struct err err;

	s->config = *config;
	s->program_dir = program_dir;
	children_init(&s->children);
	if (!listener_open_first(&s->config, &s->listeners, &err) ||
	    !keyring_open(&s->keyring, &err) || !open_events(s, &err)) {
		log_err(LOG_LEVEL_ERROR, "start", &err, "%s", "");
		config_release(&s->config);
		free(s);
		return 75;
	}
	proc_raise_file_limit(login_limit_files(&s->config) + FILES_ELSE);
	s->logins = login_new();
	write_pid(&s->config);
	open_stats(s);
	open_desk(s);
	children_add_all(&s->children, &s->config);
	while (!is_stopped(s)) {
		start_due(s);
		wait_once(s);
		login_go_on(s->logins, &s->config,
			    children_find_up(&s->children, CHILD_AUTH));
		login_tell_changes(s->logins);
	}
	close(s->events);
	close(s->signals);
	desk_server_close(&s->desk_server);
	session_desk_free(&s->desk);
	if (s->stats >= 0)
		close(s->stats);
	login_free(&s->logins);
	keyring_close(&s->keyring);
	if (s->trial)
		config_release(&s->fresh);
	free(s->sieve);
	config_release(&s->config);
	free(s);
	return 0;
}
