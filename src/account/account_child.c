/* SPDX-License-Identifier: MIT */
#include "account/account_child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/pidfd.h>
#include <sys/wait.h>

#include "account/account_field.h"
#include "base/auto.h"
#include "base/clock.h"
#include "base/x.h"

enum {
	INPUT_FD = 3,
	OUTPUT_FD = 4,
	INPUT_MAX = 4096, /* a pipe takes that without waiting */
	SPARE_FD = 10,    /* ours lie above what the child's become */
};

/* Both ends above the numbers that the child's fds get. */
static bool make_pipe(int out[2], struct err *err)
{
	int low[2];

	out[0] = out[1] = -1;
	if (pipe2(low, O_CLOEXEC) != 0)
		return err_sys(err, "pipe");
	for (int i = 0; i < 2; i++) {
		out[i] = fcntl(low[i], F_DUPFD_CLOEXEC, SPARE_FD);
		close(low[i]);
	}
	return (out[0] >= 0 && out[1] >= 0) || err_sys(err, "pipe");
}

static bool spawn(const struct account_child *child, int input, int output,
		  pid_t *out, struct err *err)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t none, all;
	int failed;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&files, input, INPUT_FD);
	posix_spawn_file_actions_adddup2(&files, output, OUTPUT_FD);
	posix_spawn_file_actions_addclosefrom_np(&files, OUTPUT_FD + 1);
	posix_spawnattr_init(&how);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP |
					       POSIX_SPAWN_SETSIGMASK |
					       POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setpgroup(&how, 0);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setsigdefault(&how, &all);
	/* posix_spawn does not write to what they point to. */
	failed = posix_spawn(out, child->argv[0], &files, &how,
			     (char *const *)(uintptr_t)child->argv,
			     (char *const *)(uintptr_t)child->env);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&how);
	errno = failed;
	return failed == 0 || err_sys(err, "%s", child->argv[0]);
}

/* Takes what is there. false: too much. *open becomes false at the end. */
static bool take_output(int fd, struct buf *out, bool *open)
{
	char bytes[1024];
	ssize_t n = read(fd, bytes, sizeof(bytes));

	*open = n > 0 || (n < 0 && errno == EINTR);
	if (n > 0)
		buf_add(out, span_make(bytes, (size_t)n));
	return !out->full;
}

/* Until it has ended; a program that it left behind with its output does not
 * hold us up. */
static bool wait_end(const struct account_child *child, int pidfd, int output,
		     struct err *err)
{
	int64_t end = clock_mono_ms() + (int64_t)child->seconds * 1000;
	bool open = true;

	for (;;) {
		struct pollfd ready[] = { { pidfd, POLLIN, 0 },
					  { open ? output : -1, POLLIN, 0 } };
		int64_t left = end - clock_mono_ms();

		if (left <= 0)
			return account_field_temp(err, "%s: took too long",
						  child->argv[0]);
		if (poll(ready, ARRAY_LEN(ready), (int)left) <= 0)
			continue;
		if (ready[1].revents) {
			if (!take_output(output, child->output, &open))
				return account_field_temp(
					err, "%s: answers too much",
					child->argv[0]);
		} else if (ready[0].revents) {
			return true;
		}
	}
}

/* Kills what is left of it, also after a good end, and reaps it. */
static int reap(pid_t pid)
{
	int status = 0;

	kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

bool account_child_run(const struct account_child *child, int *out_status,
		       struct err *err)
{
	int input[2], output[2] = { -1, -1 };
	bool good, started = false;
	pid_t pid = -1;
	int status = 0;

	ASSERT(child->input.len <= INPUT_MAX);
	good = make_pipe(input, err) && make_pipe(output, err);
	if (good && child->input.len &&
	    write(input[1], child->input.ptr, child->input.len) !=
		    (ssize_t)child->input.len)
		good = err_sys(err, "pipe");
	started = good && spawn(child, input[0], output[1], &pid, err);
	close(input[0]);
	close(input[1]);
	close(output[1]);
	if (started) {
		auto_fd int pidfd = pidfd_open(pid, 0);

		good = pidfd >= 0 ? wait_end(child, pidfd, output[0], err)
				  : err_sys(err, "pidfd");
		status = reap(pid);
	}
	close(output[0]);
	if (!started || !good)
		return false;
	*out_status = WEXITSTATUS(status);
	return WIFEXITED(status) ||
	       account_field_temp(err, "%s: killed by signal %d",
				  child->argv[0], WTERMSIG(status));
}

char *account_child_own(const char *name)
{
	static const char *const places[] = { "", "/../libexec/fumikura" };
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (len <= 0)
		return NULL;
	while (len > 0 && self[len - 1] != '/')
		len--;
	self[len > 0 ? len - 1 : 0] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		char *path = x_printf("%s%s/%s", self, places[i], name);

		if (access(path, X_OK) == 0)
			return path;
		free(path);
	}
	return NULL;
}
