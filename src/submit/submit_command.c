/* SPDX-License-Identifier: MIT */
#include "submit/submit_command.h"

#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"
#include "io/child.h"

enum {
	WORDS_MAX = 32, /* of the setting */
	WORDS_ELSE = 5  /* -i -f SENDER -- and NULL */
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
	static const char *const env[] = { CHILD_PATH, NULL };
	auto_free char *text = x_strdup(job->config->submit_command);
	auto_free char **argv = make_argv(job, text);
	const struct child how = {
		.argv = (const char *const *)argv,
		.env = env,
		.input_file = job->fd,
		.output_at = STDOUT_FILENO,
		.seconds = job->config->submit_timeout,
	};
	int status;

	if (lseek(job->fd, 0, SEEK_SET) < 0)
		return err_sys(err, "seek in the message");
	return child_run(&how, &status, err) && judge(argv[0], status, err);
}
