/* SPDX-License-Identifier: MIT */
#include "submit/submit_command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"

enum {
	WORDS_MAX = 32, /* of the setting */
	WORDS_ELSE = 5, /* -i -f SENDER -- and NULL */
	EXIT_NOT_STARTED = 127
};

/* The setting's words, then ours; they point into text. */
static char **make_argv(const struct submit_job *job, char *text)
{
	char **argv = x_calloc(WORDS_MAX + WORDS_ELSE + job->recipient_count,
			       sizeof(*argv));
	size_t n = 0;
	char *word, *rest = text;

	while (n < WORDS_MAX && (word = strtok_r(rest, " ", &rest)))
		argv[n++] = word;
	argv[n++] = (char *)(uintptr_t) "-i";
	argv[n++] = (char *)(uintptr_t) "-f";
	argv[n++] =
		(char *)(uintptr_t)(job->sender.len ? job->sender.ptr : "<>");
	argv[n++] = (char *)(uintptr_t) "--";
	for (size_t i = 0; i < job->recipient_count; i++)
		argv[n++] = (char *)(uintptr_t)job->recipient[i].ptr;
	return argv;
}

static void start(const struct submit_job *job, char **argv)
{
	static char *const env[] = {
		(char *)(uintptr_t) "PATH=/usr/local/sbin:/usr/sbin:/sbin:"
				    "/usr/local/bin:/usr/bin:/bin",
		NULL
	};
	int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);

	setpgid(0, 0);
	if (nothing >= 0 && dup2(job->fd, STDIN_FILENO) == STDIN_FILENO &&
	    dup2(nothing, STDOUT_FILENO) == STDOUT_FILENO) {
		closefrom(STDERR_FILENO + 1);
		execve(argv[0], argv, env);
	}
	_exit(EXIT_NOT_STARTED);
}

/* false: its time was over and it is killed. */
static bool wait_for(pid_t pid, uint64_t seconds, int *out_status)
{
	auto_fd int fd = pidfd_open(pid, 0);
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	bool ended = fd >= 0 && poll(&wait, 1, (int)seconds * 1000) > 0;

	if (!ended)
		kill(-pid, SIGKILL);
	while (waitpid(pid, out_status, 0) < 0 && errno == EINTR)
		;
	return ended;
}

static bool is_final(int code)
{
	return code == EX_DATAERR || code == EX_NOUSER || code == EX_NOHOST;
}

static bool judge(const char *program, int status, struct err *err)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;

	if (code == EX_OK)
		return true;
	if (is_final(code))
		return err_set(err, ERR_DENIED, "The mail system refused it");
	err_set(err, ERR_TEMP, "Temporary failure");
	return err_detail(err, "%s ended with %s %d", program,
			  code < 0 ? "signal" : "exit code",
			  code < 0 ? WTERMSIG(status) : code);
}

bool submit_command_send(const struct submit_job *job, struct err *err)
{
	auto_free char *text = x_strdup(job->config->submit_command);
	auto_free char **argv = make_argv(job, text);
	int status = 0;
	pid_t pid;

	if (lseek(job->fd, 0, SEEK_SET) < 0)
		return err_sys(err, "seek in the message");
	pid = fork();
	if (pid == 0)
		start(job, argv);
	if (pid < 0)
		return err_sys(err, "fork");
	if (wait_for(pid, job->config->submit_timeout, &status))
		return judge(argv[0], status, err);
	err_set(err, ERR_TEMP, "Temporary failure");
	return err_detail(err, "%s took too long", argv[0]);
}
