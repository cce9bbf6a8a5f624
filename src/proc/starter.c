/* SPDX-License-Identifier: MIT */
/*
 * The starter reads no byte of a request itself, so that no request can end it:
 * it takes the message and forks. Its keepers are as short-lived as programs.
 */
#include "proc/starter.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"
#include "config/config.h"
#include "io/detach.h"
#include "io/fdpass.h"
#include "io/program.h"
#include "proc/proc.h"

enum {
	SECOND_SECONDS_MAX = 3600,
	WAITING_FOR_EACH = 16, /* warnings: for each that may run */
};

struct starter {
	const struct config *config;
	int desk, signals;
	unsigned keepers;
};

/* ---- what may be started ---- */

static const char *folder_of(const struct config *config, enum errand_kind kind)
{
	switch (kind) {
	case ERRAND_PIPE:
		return config->sieve_pipe_bin_dir;
	case ERRAND_FILTER:
		return config->sieve_filter_bin_dir;
	case ERRAND_EXECUTE:
		return config->sieve_execute_bin_dir;
	case ERRAND_NONE:
	case ERRAND_SECOND:
	case ERRAND_WARNING:
	case ERRAND_KINDS:
		break;
	}
	return "";
}

static bool has_second(const struct config *config)
{
	return span_eq(span_of(config->sieve_engine), SPAN("libsieve"));
}

static bool is_wanted(const struct config *config)
{
	return config->sieve_pipe_bin_dir[0] ||
	       config->sieve_filter_bin_dir[0] ||
	       config->sieve_execute_bin_dir[0] ||
	       config->quota_warning_command[0] || has_second(config);
}

/* None that the loader or a shell obeys. */
static bool is_harmless(const char *variable)
{
	static const char *const known[] = { "HOME=",      "USER=",
					     "HOST=",      "SENDER=",
					     "RECIPIENT=", "ORIG_RECIPIENT=" };
	struct span all = span_of(variable);

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (span_starts(all, span_of(known[i])))
			return true;
	return span_eq(all, span_of(CHILD_PATH));
}

static bool are_harmless(const char *const *variables)
{
	for (size_t i = 0; variables[i]; i++)
		if (!is_harmless(variables[i]))
			return false;
	return true;
}

static const char *none(struct err *err)
{
	err_set(err, ERR_NOTFOUND, "There is no such program");
	return NULL;
}

static const char *named(const struct config *config, const struct errand *e,
			 struct arena *arena, struct err *err)
{
	const char *folder = folder_of(config, e->kind);

	return program_check(folder, e->name, config->mail_user, err)
		       ? arena_printf(arena, "%s/%s", folder, e->name)
		       : NULL;
}

static const char *second(const struct config *config, struct arena *arena,
			  struct err *err)
{
	auto_free char *path = NULL;

	if (has_second(config))
		path = program_find("fumikura-libsieve");
	return path ? arena_strdup(arena, span_of(path)) : none(err);
}

/* NULL: none. */
static const char *path_of(const struct config *config, const struct errand *e,
			   struct arena *arena, struct err *err)
{
	switch (e->kind) {
	case ERRAND_PIPE:
	case ERRAND_FILTER:
	case ERRAND_EXECUTE:
		return named(config, e, arena, err);
	case ERRAND_SECOND:
		return second(config, arena, err);
	case ERRAND_WARNING:
		return config->quota_warning_command[0]
			       ? config->quota_warning_command
			       : none(err);
	case ERRAND_NONE:
	case ERRAND_KINDS:
		break;
	}
	return none(err);
}

static uint64_t seconds_of(const struct config *config, const struct errand *e)
{
	if (e->kind == ERRAND_WARNING)
		return config->quota_warning_timeout;
	if (e->kind != ERRAND_SECOND)
		return config->sieve_program_timeout;
	return e->seconds < SECOND_SECONDS_MAX ? e->seconds
					       : SECOND_SECONDS_MAX;
}

bool starter_compose(const struct config *config, struct span request,
		     struct arena *arena, struct errand *out_errand,
		     struct child *out, struct err *err)
{
	struct errand *e = out_errand;

	if (!errand_read(request, arena, e))
		return err_set(err, ERR_SYNTAX, "Malformed errand");
	if (!are_harmless(e->env))
		return err_set(err, ERR_DENIED, "Variables of other names");
	e->argv[0] = path_of(config, e, arena, err);
	*out = (struct child){
		.argv = e->argv,
		.env = e->env,
		.folder = e->folder[0] ? e->folder : NULL,
		.is_confined = true,
		.output_at = STDOUT_FILENO,
		.seconds = seconds_of(config, e),
	};
	return e->argv[0] != NULL;
}

/* ---- a keeper ---- */

static bool leave_alone(const struct config *config, const struct child *child,
			struct err *err)
{
	auto_free char *turns = x_printf("%s/warnings/turns", config->run_dir);
	const struct detach program = {
		.name = "quota-warning-command",
		.argv = child->argv,
		.env = child->env,
		.seconds = (unsigned)child->seconds,
		.turns = turns,
		.running_max = (unsigned)config->quota_warning_programs,
		.waiting_max = (unsigned)config->quota_warning_programs *
			       WAITING_FOR_EACH,
	};

	return detach_run(&program, err);
}

static bool run(const struct config *config, const struct errand *e,
		struct child *child, int stream, int *out_status,
		struct err *err)
{
	if (e->kind == ERRAND_WARNING)
		return leave_alone(config, child, err);
	child->asker = stream;
	return child_run(child, out_status, err);
}

/* What it refuses too, it has let the worker say to the end: who is cut off
 * there does not come to read the answer. */
static _Noreturn void keep(const struct config *config, struct span request,
			   int stream)
{
	auto_arena struct arena arena = { 0 };
	auto_buf struct buf output = { 0 };
	auto_buf struct buf errors = { 0 };
	auto_fd int input = -1;
	struct child child = { .argv = NULL };
	struct errand errand;
	struct err err = { 0 };
	int status = 0;
	bool done;

	arena_init(&arena);
	if (!errand_take_input(stream, &input, &err))
		_exit(1);
	done = starter_compose(config, request, &arena, &errand, &child, &err);
	if (done) {
		buf_init(&output, errand.output_max);
		buf_init(&errors, errand.errors_max);
		child.input_file = input >= 0 ? input : 0;
		child.output = errand.output_max ? &output : NULL;
		child.errors = errand.errors_max ? &errors : NULL;
		done = run(config, &errand, &child, stream, &status, &err);
	} else {
		log_err(LOG_LEVEL_ERROR, "errand", &err, "%s", "");
	}
	errand_answer(stream, done, status, &child, &err);
	_exit(0);
}

/* ---- the starter ---- */

static void start_keeper(struct starter *s, struct span request, int stream)
{
	pid_t pid = fork();

	if (pid == 0) {
		close(s->desk);
		close(s->signals);
		child_forget_signals();
		signal(SIGPIPE, SIG_IGN);
		keep(s->config, request, stream);
	}
	if (pid < 0)
		log_event(LOG_LEVEL_ERROR, "errand", "fork=%d", errno);
	else
		s->keepers++;
}

/* false: there was none, though there was something to read. */
static bool take_request(struct starter *s)
{
	static char request[ERRAND_REQUEST_MAX];
	auto_fd int stream = -1;
	enum fdpass_result result;
	struct err err;
	size_t size;

	result = fdpass_receive(s->desk, request, sizeof(request), &size,
				&stream, &err);
	if (result == FDPASS_OK && stream >= 0)
		start_keeper(s, span_make(request, size), stream);
	return result != FDPASS_EOF;
}

static void reap(struct starter *s)
{
	struct signalfd_siginfo one;

	while (read(s->signals, &one, sizeof(one)) == sizeof(one))
		;
	while (s->keepers && waitpid(-1, NULL, WNOHANG) > 0)
		s->keepers--;
}

/* Nobody is left who could ask when the desk hangs up and all is read; an empty
 * message alone is no such sign. */
static _Noreturn void serve(struct starter *s)
{
	for (;;) {
		bool has_room = s->keepers < STARTER_PROGRAMS_MAX;
		struct pollfd ready[] = {
			{ s->signals, POLLIN, 0 },
			{ s->desk, has_room ? POLLIN : 0, 0 },
		};

		if (poll(ready, ARRAY_LEN(ready), -1) < 0)
			continue;
		if (ready[0].revents)
			reap(s);
		if (ready[1].revents & POLLIN && !take_request(s) &&
		    ready[1].revents & POLLHUP)
			_exit(0);
	}
}

/* It leaves when its workers have left, whoever asks all of us to end. */
static _Noreturn void become_starter(const struct proc *proc, int desk)
{
	struct starter s = { .config = &proc->config, .desk = desk };
	sigset_t ends;

	prctl(PR_SET_NAME, "starter", 0, 0, 0);
	signal(SIGTERM, SIG_IGN);
	close(proc->control);
	for (unsigned i = 0; i < proc->listen_count; i++)
		close(proc->listen[i].fd);
	for (unsigned i = 0; i < proc->peer_count; i++)
		close(proc->peer[i].fd);
	sigemptyset(&ends);
	sigaddset(&ends, SIGCHLD);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	s.signals = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
	serve(&s);
}

/* It fails as a whole if a message of the greatest size has no room. */
static bool open_desk(int out_ends[2], struct err *err)
{
	const int room = 2 * ERRAND_REQUEST_MAX;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, out_ends) !=
	    0)
		return err_sys(err, "the starter's socket");
	/* As much as the system lets. */
	(void)setsockopt(out_ends[0], SOL_SOCKET, SO_SNDBUF, &room,
			 sizeof(room));
	return true;
}

bool starter_begin(struct proc *proc, struct err *err)
{
	int ends[2];
	pid_t pid;

	if (!is_wanted(&proc->config))
		return true;
	if (!open_desk(ends, err))
		return false;
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		become_starter(proc, ends[1]);
	}
	close(ends[1]);
	if (pid < 0)
		return err_sys(err, "fork");
	errand_ask_at(ends[0]);
	proc->starter = pid;
	return true;
}

bool starter_has_ended(struct proc *proc, pid_t pid)
{
	if (!proc->starter || pid != proc->starter)
		return false;
	proc->starter = 0;
	log_event(LOG_LEVEL_ERROR, "starter_died", "starter=%d", (int)pid);
	return true;
}
