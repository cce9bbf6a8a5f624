/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_program.h"

#include <sys/wait.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"
#include "io/child.h"
#include "io/program.h"

enum {
	ERRORS_CAP = 2000 /* of stderr; less than that is logged */
};

static const char *folder_of(const struct deliver_program *p)
{
	const struct config *c = p->config;

	switch (p->kind) {
	case DELIVER_PROGRAM_PIPE:
		return c->sieve_pipe_bin_dir;
	case DELIVER_PROGRAM_FILTER:
		return c->sieve_filter_bin_dir;
	case DELIVER_PROGRAM_EXECUTE:
		return c->sieve_execute_bin_dir;
	}
	return "";
}

/* ---- what it is given ---- */

static void add_crlf(struct span rest, struct buf *out)
{
	while (rest.len) {
		size_t end = span_find_char(rest, '\n');
		struct span line = span_first(rest, end);

		if (span_ends(line, SPAN("\r")))
			line = span_first(line, line.len - 1);
		buf_add(out, line);
		if (end < rest.len)
			buf_add_str(out, "\r\n");
		rest = span_from(rest, end + 1);
	}
}

static void fill_input(const struct deliver_program *p, struct buf *out)
{
	size_t bytes = 0;

	for (size_t i = 0; i < p->input_count; i++)
		bytes += p->input[i].len;
	buf_init(out, 2 * bytes);
	for (size_t i = 0; i < p->input_count; i++)
		add_crlf(p->input[i], out);
}

static char *variable(struct arena *arena, const char *name, struct span value)
{
	return arena_printf(arena, "%s=%.*s", name, SPAN_ARG(value));
}

static const char **make_env(const struct deliver_program *p,
			     struct arena *arena)
{
	const struct {
		const char *name;
		struct span value;
	} all[] = {
		{ "HOME", span_of(p->account->home) },
		{ "USER", span_of(p->account->user) },
		{ "HOST", span_of(p->config->hostname) },
		{ "SENDER", p->sender },
		{ "RECIPIENT", p->recipient },
		{ "ORIG_RECIPIENT", p->origin },
	};
	const char **env =
		arena_alloc_array(arena, ARRAY_LEN(all) + 2, sizeof(*env));

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		env[i] = variable(arena, all[i].name, all[i].value);
	env[ARRAY_LEN(all)] = CHILD_PATH;
	env[ARRAY_LEN(all) + 1] = NULL;
	return env;
}

static const char **make_argv(const struct deliver_program *p, const char *name,
			      struct arena *arena)
{
	const char **argv =
		arena_alloc_array(arena, p->argument_count + 2, sizeof(*argv));

	argv[0] = arena_printf(arena, "%s/%s", folder_of(p), name);
	for (size_t i = 0; i < p->argument_count; i++)
		argv[i + 1] = arena_strdup(arena, p->argument[i]);
	argv[p->argument_count + 1] = NULL;
	return argv;
}

/* ---- how it went ---- */

static bool judge(int status, int *out_code, struct err *err)
{
	*out_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	if (*out_code >= 0)
		return true;
	err_set(err, ERR_TEMP, "Temporary failure");
	return err_detail(err, "killed by signal %d", WTERMSIG(status));
}

static void tell(const struct deliver_program *p, const struct buf *errors,
		 bool ended, int code, const struct err *err)
{
	struct span words = span_trim(buf_span(errors));

	if (!ended)
		log_err(LOG_LEVEL_ERROR, "sieve_program", err,
			"user=%s program=%s stderr=%s", p->account->user,
			LOG_TEXT(p->name), LOG_TEXT(words));
	else if (code || words.len)
		log_event(LOG_LEVEL_INFO, "sieve_program",
			  "user=%s program=%s code=%d stderr=%s",
			  p->account->user, LOG_TEXT(p->name), code,
			  LOG_TEXT(words));
}

bool deliver_program_run(const struct deliver_program *p, int *out_code,
			 struct err *err)
{
	auto_free char *name = x_span_dup(p->name);
	auto_arena struct arena arena = { 0 };
	auto_buf struct buf errors;
	auto_buf struct buf input;
	static const enum errand_kind errands[] = {
		[DELIVER_PROGRAM_PIPE] = ERRAND_PIPE,
		[DELIVER_PROGRAM_FILTER] = ERRAND_FILTER,
		[DELIVER_PROGRAM_EXECUTE] = ERRAND_EXECUTE,
	};
	struct child how = {
		.errand = errands[p->kind],
		.folder = p->account->home,
		.is_confined = true,
		.output_at = STDOUT_FILENO,
		.output = p->output,
		.errors = &errors,
		.seconds = p->config->sieve_program_timeout,
	};
	int status = 0;
	bool ended;

	*out_code = -1;
	buf_init(&errors, ERRORS_CAP);
	fill_input(p, &input);
	arena_init(&arena);
	how.env = make_env(p, &arena);
	how.argv = make_argv(p, name, &arena);
	how.input = buf_span(&input);
	ended = program_check(folder_of(p), name, p->config->mail_user, err) &&
		child_run(&how, &status, err) && judge(status, out_code, err);
	tell(p, &errors, ended, *out_code, err);
	return ended;
}
