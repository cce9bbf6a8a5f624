/* SPDX-License-Identifier: MIT */
/*
 * After fork only what is safe in a signal handler is called, for there may be
 * threads. Whether the program could be started is told by a pipe that exec
 * closes.
 */
#include "io/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"

enum {
	SPARE_FD = 20, /* ours lie above what the child's become */
	FILES = 1024,  /* that programs with select can use */
	EXIT_NOT_STARTED = 127
};

struct ends {
	int ours, its;
};

/* The fds of one run; -1: none. */
struct run {
	const struct child *child;
	struct ends input, output, errors, started;
	int nothing;
	pid_t pid, parent;
};

/* ---- fds ---- */

static int high(int fd)
{
	int moved = fcntl(fd, F_DUPFD_CLOEXEC, SPARE_FD);

	close(fd);
	return moved;
}

static void drop(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

enum direction {
	TO_IT,
	FROM_IT
};

static bool make_pipe(enum direction direction, struct ends *out,
		      struct err *err)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) != 0)
		return err_sys(err, "pipe");
	out->its = high(fds[direction == TO_IT ? 0 : 1]);
	out->ours = high(fds[direction == TO_IT ? 1 : 0]);
	return (out->its >= 0 && out->ours >= 0 &&
		fcntl(out->ours, F_SETFL, O_NONBLOCK) == 0) ||
	       err_sys(err, "pipe");
}

static bool make_fds(struct run *r, struct err *err)
{
	const struct child *c = r->child;
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (nothing >= 0)
		r->nothing = high(nothing);
	if (r->nothing < 0)
		return err_sys(err, "open /dev/null");
	return (c->input_file || !c->input.ptr ||
		make_pipe(TO_IT, &r->input, err)) &&
	       (!c->output || make_pipe(FROM_IT, &r->output, err)) &&
	       (!c->errors || make_pipe(FROM_IT, &r->errors, err)) &&
	       make_pipe(FROM_IT, &r->started, err);
}

static void close_its(struct run *r)
{
	drop(&r->input.its);
	drop(&r->output.its);
	drop(&r->errors.its);
	drop(&r->started.its);
	drop(&r->nothing);
}

static void close_ours(struct run *r)
{
	drop(&r->input.ours);
	drop(&r->output.ours);
	drop(&r->errors.ours);
	drop(&r->started.ours);
}

/* ---- in the child ---- */

static bool put(int fd, int at, int otherwise)
{
	return dup2(fd >= 0 ? fd : otherwise, at) == at;
}

static bool place_fds(const struct run *r, int last)
{
	const struct child *c = r->child;
	int input = c->input_file ? c->input_file : r->input.its;

	/* The file may lie where another fd goes. */
	if (c->input_file && (input = fcntl(input, F_DUPFD, SPARE_FD)) < 0)
		return false;
	return put(r->nothing, 0, -1) && put(r->nothing, 1, -1) &&
	       put(input, c->input_at, r->nothing) &&
	       put(r->output.its, c->output_at, r->nothing) &&
	       put(r->errors.its, 2, 2) &&
	       dup3(r->started.its, last + 1, O_CLOEXEC) == last + 1 &&
	       close_range((unsigned)last + 2, ~0u, 0) == 0;
}

static void limit(int what, rlim_t most)
{
	struct rlimit limit;

	if (getrlimit(what, &limit) != 0)
		return;
	if (limit.rlim_cur > most)
		limit.rlim_cur = most;
	setrlimit(what, &limit);
}

static bool confine(const struct run *r)
{
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_NOFILE, FILES);
	limit(RLIMIT_CPU, r->child->seconds + 1);
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 &&
	       getppid() == r->parent;
}

void child_forget_signals(void)
{
	struct sigaction preset = { .sa_handler = SIG_DFL };
	sigset_t none;

	for (int i = 1; i < NSIG; i++)
		sigaction(i, &preset, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void become(const struct run *r)
{
	const struct child *c = r->child;
	int last = c->input_at > c->output_at ? c->input_at : c->output_at;
	int failed;

	if (last < STDERR_FILENO)
		last = STDERR_FILENO;
	setpgid(0, 0);
	child_forget_signals();
	if (place_fds(r, last) && (!c->is_confined || confine(r)) &&
	    (!c->folder || chdir(c->folder) == 0))
		/* execve does not write to what they point to. */
		execve(c->argv[0], (char *const *)(uintptr_t)c->argv,
		       (char *const *)(uintptr_t)c->env);
	failed = errno;
	if (write(last + 1, &failed, sizeof(failed)) < 0)
		_exit(EXIT_NOT_STARTED + 1);
	_exit(EXIT_NOT_STARTED);
}

/* ---- start ---- */

static pid_t fork_quietly(const struct run *r)
{
	sigset_t all, before;
	pid_t pid;

	/* No handler of ours may run in the child. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pid = fork();
	if (pid == 0)
		become(r);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return pid;
}

static bool start(struct run *r, struct err *err)
{
	struct pollfd wait = { .fd = r->started.ours, .events = POLLIN };
	int failed = 0;

	r->parent = getpid();
	r->pid = fork_quietly(r);
	if (r->pid < 0)
		return err_sys(err, "fork");
	close_its(r);
	while (poll(&wait, 1, -1) < 0 && errno == EINTR)
		;
	if (read(r->started.ours, &failed, sizeof(failed)) <= 0)
		return true;
	errno = failed;
	return err_sys(err, "start of %s", r->child->argv[0]);
}

/* ---- while it runs ---- */

/* What is there, as far as there is room for it. */
static void take(int *fd, struct buf *out)
{
	char bytes[4096];
	ssize_t n = read(*fd, bytes, sizeof(bytes));
	struct span got = span_make(bytes, n > 0 ? (size_t)n : 0);
	size_t room = out->cap - out->len;

	if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
		drop(fd);
	buf_add(out, span_first(got, room));
	out->full |= got.len > room;
}

static void give(int *fd, struct span *rest)
{
	ssize_t n = write(*fd, rest->ptr, rest->len);

	if (n > 0)
		*rest = span_from(*rest, (size_t)n);
	if (!rest->len || (n < 0 && errno != EINTR && errno != EAGAIN))
		drop(fd);
}

static bool is_late(const struct run *r, struct err *err)
{
	err_set(err, ERR_TEMP, "Temporary failure");
	return err_detail(err, "%s took too long", r->child->argv[0]);
}

static bool is_loud(const struct run *r, struct err *err)
{
	err_set(err, ERR_LIMIT, "A program answers too much");
	return err_detail(err, "%s answers too much", r->child->argv[0]);
}

/* Until it has ended; a program that it left behind with its output does not
 * hold us up. */
static bool attend(struct run *r, int pidfd, struct err *err)
{
	const struct child *c = r->child;
	int64_t end = clock_mono_ms() + (int64_t)c->seconds * 1000;
	struct span rest = c->input;

	for (;;) {
		struct pollfd ready[] = { { pidfd, POLLIN, 0 },
					  { r->output.ours, POLLIN, 0 },
					  { r->errors.ours, POLLIN, 0 },
					  { r->input.ours, POLLOUT, 0 },
					  { c->asker ? c->asker : -1, 0, 0 } };
		int64_t left = end - clock_mono_ms();

		if (left <= 0)
			return is_late(r, err);
		if (poll(ready, ARRAY_LEN(ready), (int)left) <= 0)
			continue;
		if (ready[4].revents)
			return err_set(err, ERR_GONE, "Nobody waits for it");
		if (ready[1].revents)
			take(&r->output.ours, c->output);
		if (ready[2].revents)
			take(&r->errors.ours, c->errors);
		if (ready[3].revents)
			give(&r->input.ours, &rest);
		if (c->output && c->output->full)
			return is_loud(r, err);
		if (ready[0].revents && !ready[1].revents && !ready[2].revents)
			return true;
	}
}

static int reap(const struct run *r, bool ended)
{
	int status = 0;

	if (!ended || r->child->is_confined)
		kill(-r->pid, SIGKILL);
	while (waitpid(r->pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static bool run_it(struct run *r, int *out_status, struct err *err)
{
	bool good = start(r, err);

	if (good) {
		auto_fd int pidfd = pidfd_open(r->pid, 0);

		good = pidfd >= 0 ? attend(r, pidfd, err)
				  : err_sys(err, "pidfd");
	}
	if (r->pid > 0)
		*out_status = reap(r, good);
	return good;
}

bool child_run(const struct child *child, int *out_status, struct err *err)
{
	static const struct ends none = { -1, -1 };
	struct run r = {
		.child = child,
		.input = none,
		.output = none,
		.errors = none,
		.started = none,
		.nothing = -1,
	};
	bool good;

	if (child->errand && errand_is_asked())
		return errand_run(child, out_status, err);
	good = make_fds(&r, err) && run_it(&r, out_status, err);
	close_its(&r);
	close_ours(&r);
	return good;
}
