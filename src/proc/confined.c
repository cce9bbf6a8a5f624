/* SPDX-License-Identifier: MIT */
/*
 * The answer is one message on a socketpair. The child ends by that, whether it
 * wants to or not.
 */
#include "proc/confined.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "io/errand.h"
#include "io/fdpass.h"
#include "proc/isolation.h"

/* ---- in the child ---- */

static int by_number(const void *a, const void *b)
{
	const int *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

/* What is open belongs to others: clients, listeners, auth. */
static void close_others(const struct confined *c, int ours)
{
	int keep[] = { STDERR_FILENO, c->fd, ours, errand_desk() };
	unsigned next = 0;

	qsort(keep, ARRAY_LEN(keep), sizeof(keep[0]), by_number);
	for (size_t i = 0; i < ARRAY_LEN(keep); i++) {
		if (keep[i] < STDERR_FILENO)
			continue;
		if (next && (unsigned)keep[i] > next)
			close_range(next, (unsigned)keep[i] - 1, 0);
		next = (unsigned)keep[i] + 1;
	}
	close_range(next, ~0U, 0);
}

static bool go_in(const struct confined *c, int ours, pid_t parent,
		  struct err *err)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
		return err_sys(err, "prctl");
	if (getppid() != parent)
		return err_set(err, ERR_GONE, "Nobody waits for it");
	close_others(c, ours);
	return isolation_be_alone(c->config, err) &&
	       isolation_enter(c->config, c->account, NULL, err);
}

static _Noreturn void be_child(const struct confined *c, int ours, pid_t parent)
{
	struct err err;
	int fd = -1;

	if (!go_in(c, ours, parent, &err)) {
		log_err(LOG_LEVEL_ERROR, "isolation", &err, "for=%s",
			LOG_TEXT(span_of(c->account->user)));
		_exit(1);
	}
	c->work(c->context, c->answer, &fd);
	_exit(fdpass_send(ours, c->answer, c->answer_bytes, fd, &err) ? 0 : 1);
}

/* ---- in who waits for it ---- */

static int end(pid_t pid)
{
	int status = 0;

	kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static bool died(int status, struct err *err)
{
	err_set(err, ERR_TEMP, "Temporary failure");
	if (WIFSIGNALED(status))
		return err_detail(err, "its process was ended by signal %d",
				  WTERMSIG(status));
	return err_detail(err, "its process ended with exit code %d",
			  WEXITSTATUS(status));
}

static bool take_answer(const struct confined *c, int answers, pid_t pid,
			int *out_fd, struct err *err)
{
	struct err unused;
	size_t size = 0;
	bool whole = fdpass_receive(answers, c->answer, c->answer_bytes, &size,
				    out_fd, &unused) == FDPASS_OK &&
		     size == c->answer_bytes;
	int status = end(pid);

	if (whole)
		return true;
	if (*out_fd >= 0)
		close(*out_fd);
	*out_fd = -1;
	return died(status, err);
}

static bool run_apart(const struct confined *c, int *out_fd, struct err *err)
{
	auto_fd int answers = -1;
	pid_t parent = getpid();
	int ends[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return err_sys(err, "socketpair");
	answers = ends[0];
	pid = fork();
	if (pid == 0)
		be_child(c, ends[1], parent);
	close(ends[1]);
	if (pid < 0)
		return err_sys(err, "fork");
	return take_answer(c, answers, pid, out_fd, err);
}

bool confined_run(const struct confined *c, int *out_fd, struct err *err)
{
	*out_fd = -1;
	if (isolation_has_walls(c->config))
		return run_apart(c, out_fd, err);
	c->work(c->context, c->answer, out_fd);
	return true;
}
