/* SPDX-License-Identifier: MIT */
#include "io/detach.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"

enum {
	EXIT_NOT_STARTED = 127
};

/* ---- turns ---- */

static bool lock_byte(int fd, int how, unsigned at)
{
	struct flock lock = {
		.l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = at,
		.l_len = 1,
	};

	while (fcntl(fd, how, &lock) < 0)
		if (errno != EINTR)
			return false;
	return true;
}

static bool take_any(int fd, unsigned from, unsigned count, unsigned *out)
{
	for (*out = from; *out < from + count; ++*out)
		if (lock_byte(fd, F_OFD_SETLK, *out))
			return true;
	return false;
}

/* Waits; who waits is bounded, and so is how long each runs. */
static bool take_turn(const struct detach *d, int fd, unsigned place)
{
	unsigned turn;

	return take_any(fd, d->waiting_max, d->running_max, &turn) ||
	       lock_byte(fd, F_OFD_SETLKW,
			 d->waiting_max + place % d->running_max);
}

/* ---- the keeper ---- */

static void forget_signals(void)
{
	struct sigaction preset = { .sa_handler = SIG_DFL };
	sigset_t none;

	for (int i = 1; i < NSIG; i++)
		sigaction(i, &preset, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void start(const struct detach *d)
{
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

	setpgid(0, 0);
	if (nothing >= 0 && dup2(nothing, STDIN_FILENO) == STDIN_FILENO &&
	    dup2(nothing, STDOUT_FILENO) == STDOUT_FILENO)
		execve(d->argv[0], (char *const *)(uintptr_t)d->argv,
		       (char *const *)(uintptr_t)d->env);
	log_event(LOG_LEVEL_ERROR, d->name, "step=start program=%s errno=%d",
		  LOG_TEXT(span_of(d->argv[0])), errno);
	_exit(EXIT_NOT_STARTED);
}

/* false: its time was over. */
static bool wait_for(const struct detach *d, pid_t pid, int *out_status)
{
	auto_fd int fd = pidfd_open(pid, 0);
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	bool ended = fd < 0 || poll(&wait, 1, (int)d->seconds * 1000) > 0;

	if (!ended)
		kill(-pid, SIGKILL);
	while (waitpid(pid, out_status, 0) < 0 && errno == EINTR)
		;
	return ended;
}

static void keep(const struct detach *d)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0)
		start(d);
	if (pid < 0)
		log_event(LOG_LEVEL_ERROR, d->name, "step=fork errno=%d",
			  errno);
	else if (!wait_for(d, pid, &status))
		log_event(LOG_LEVEL_ERROR, d->name, "step=killed seconds=%u",
			  d->seconds);
	else if (status)
		log_event(LOG_LEVEL_WARN, d->name, "step=failed status=%d",
			  status);
}

/* What the caller had open is not ours to hold. */
static void close_others(int fd)
{
	if (fd > STDERR_FILENO + 1)
		close_range(STDERR_FILENO + 1, (unsigned)fd - 1, 0);
	close_range((unsigned)fd + 1, ~0u, 0);
}

/* Two steps away, so that nobody has to wait for the keeper. */
static void become_keeper(const struct detach *d, int fd, unsigned place)
{
	pid_t pid;

	setsid();
	pid = fork();
	if (pid != 0)
		_exit(pid < 0);
	close_others(fd);
	forget_signals();
	if (take_turn(d, fd, place))
		keep(d);
	_exit(0);
}

bool detach_run(const struct detach *d, struct err *err)
{
	auto_fd int fd = open(d->turns, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	unsigned place;
	int status = 0;
	pid_t pid;

	if (fd < 0)
		return err_sys(err, "open %s", d->turns);
	if (!take_any(fd, 0, d->waiting_max, &place))
		return err_set(err, ERR_LIMIT, "Too many programs wait");
	pid = fork();
	if (pid == 0)
		become_keeper(d, fd, place);
	if (pid < 0)
		return err_sys(err, "fork");
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status == 0 || err_sys(err, "fork of %s", d->argv[0]);
}
