/* SPDX-License-Identifier: MIT */
#include "io/detach.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "io/child.h"

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

static void keep(const struct detach *d)
{
	const struct child how = {
		.argv = d->argv,
		.env = d->env,
		.output_at = STDOUT_FILENO,
		.seconds = d->seconds,
	};
	struct err err;
	int status;

	if (!child_run(&how, &status, &err))
		log_err(LOG_LEVEL_ERROR, d->name, &err, "seconds=%u",
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
	child_forget_signals();
	if (take_turn(d, fd, place))
		keep(d);
	_exit(0);
}

/* Who starts it knows its turns. */
static bool ask(const struct detach *d, struct err *err)
{
	const struct child child = {
		.argv = d->argv,
		.env = d->env,
		.errand = d->errand,
		.seconds = d->seconds,
	};
	int status;

	return errand_run(&child, &status, err);
}

bool detach_run(const struct detach *d, struct err *err)
{
	auto_fd int fd = -1;
	unsigned place;
	int status = 0;
	pid_t pid;

	if (d->errand && errand_is_asked())
		return ask(d, err);
	fd = open(d->turns, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
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
