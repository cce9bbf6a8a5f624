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
	WORDS_ELSE = 11 /* -i -N … -R … -V … -f SENDER -- and NULL */
};

/* Does the command read those options otherwise? For Exim -N is "deliver
 * nothing". */
static bool is_other_kind(const char *command)
{
	static const char *const marks[] = { "/exim", "/qmail/" };
	auto_free char *text = x_strdup(command);
	bool found = false;
	char *word, *rest = text;

	while ((word = strtok_r(rest, " ", &rest))) {
		auto_free char *path = realpath(word, NULL);

		for (size_t i = 0; path && i < ARRAY_LEN(marks); i++)
			found |= strstr(path, marks[i]) != NULL;
	}
	return found;
}

static bool knows_dsn(const struct config *config)
{
	return config->submit_command_dsn &&
	       !is_other_kind(config->submit_command);
}

/* The option's argument ends in NUL. */
static size_t add_option(char **argv, const char *option, struct span value)
{
	if (!value.len)
		return 0;
	argv[0] = (char *)(uintptr_t)option;
	argv[1] = (char *)(uintptr_t)value.ptr;
	return 2;
}

static size_t add_dsn(char **argv, const struct submit_envelope *e)
{
	size_t n = add_option(argv, "-N", e->recipient[0].notify);

	n += add_option(argv + n, "-R", e->ret);
	return n + add_option(argv + n, "-V", e->envid);
}

/* The setting's words, then ours; they point into text. */
static char **make_argv(const struct submit_job *job, char *text, bool dsn)
{
	const struct submit_envelope *e = &job->envelope;
	char **argv = x_calloc(WORDS_MAX + WORDS_ELSE + e->recipient_count,
			       sizeof(*argv));
	size_t n = 0;
	char *word, *rest = text;

	while (n < WORDS_MAX && (word = strtok_r(rest, " ", &rest)))
		argv[n++] = word;
	argv[n++] = (char *)(uintptr_t) "-i";
	if (dsn)
		n += add_dsn(argv + n, e);
	argv[n++] = (char *)(uintptr_t) "-f";
	argv[n++] = (char *)(uintptr_t)(e->sender.len ? e->sender.ptr : "<>");
	argv[n++] = (char *)(uintptr_t) "--";
	for (size_t i = 0; i < e->recipient_count; i++)
		argv[n++] = (char *)(uintptr_t)e->recipient[i].address.ptr;
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

static bool run(const struct submit_job *job, char **argv, struct err *err)
{
	static const char *const env[] = { CHILD_PATH, NULL };
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

bool submit_command_send(const struct submit_job *job, enum submit_taken *out,
			 struct err *err)
{
	bool wanted = submit_envelope_has_dsn(&job->envelope);
	/* Of mail of the null sender nobody is told anyhow. */
	bool dsn = wanted && job->envelope.sender.len && knows_dsn(job->config);
	auto_free char *text = x_strdup(job->config->submit_command);
	auto_free char **argv = make_argv(job, text, dsn);

	*out = wanted && !dsn ? SUBMIT_TAKEN_WITHOUT_DSN : SUBMIT_TAKEN;
	/* RFC 2852, mode R: not without it. */
	if (submit_envelope_needs_time(&job->envelope))
		return err_set(err, ERR_DENIED,
			       "The mail system knows no time of delivery");
	return run(job, argv, err);
}
