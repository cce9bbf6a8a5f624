/* SPDX-License-Identifier: MIT */
/*
 * fumikura sieve check and test: what a script would do, without doing it.
 *
 * The world of a test is what its options say: mailboxes that are there, a
 * folder of scripts to include. Nothing of a user is looked at.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "admin/adm_sieve.h"
#include "admin/adm_sieve_json.h"
#include "base/auto.h"
#include "base/clock.h"
#include "base/x.h"
#include "deliver/deliver_dsn.h"
#include "deliver/deliver_second.h"
#include "io/file.h"
#include "sieve/sieve.h"
#include "sieve/sieve_config.h"

enum {
	MAILBOXES_MAX = 100,
	PAIRS_MAX = 20,
	INCLUDES_MAX = 1000,
	MESSAGE_MAX_BYTES = 1 << 30
};

/* Options "NAME=FILE". */
struct pairs {
	const char *at[PAIRS_MAX];
	size_t count;
};

/* One script with its byte-code. */
struct compiled {
	const char *path;
	struct buf text, code;
	struct sieve_script *script;
};

struct try_call {
	struct arena arena;
	struct sieve_settings settings;
	struct compiled main;
	struct buf message;
	const char *mailbox[MAILBOXES_MAX];
	size_t mailbox_count;
	struct pairs lists, programs;
	const char *folder[2]; /* of enum sieve_place; NULL: none */
	struct compiled include[INCLUDES_MAX];
	size_t include_count;
	struct sieve_input input;
	json_t *notes; /* of all scripts */
	json_t *runs;  /* of programs */
	json_t *debug; /* what debug_log said */
	bool json;
};

/* ---- scripts ---- */

static void add_notes(struct try_call *t, const char *path,
		      const struct sieve_note *note)
{
	for (; note; note = note->next) {
		json_t *one = json_object();

		json_object_set_new(one, "script",
				    adm_sieve_json_text(span_of(path)));
		json_object_set_new(one, "line",
				    json_integer((json_int_t)note->line));
		json_object_set_new(one, note->is_warning ? "warning" : "error",
				    adm_sieve_json_text(span_of(note->text)));
		json_array_append_new(t->notes, one);
		if (!t->json)
			fprintf(stderr, "%s:%u: %s%s\n", path, note->line,
				note->is_warning ? "warning: " : "",
				note->text);
	}
}

/* c->text is read. ERR_SYNTAX: it has errors, which are in the notes. */
static bool compile(struct try_call *t, struct compiled *c, struct err *err)
{
	struct sieve_note *notes = NULL;
	bool done = sieve_compile(&t->settings, buf_span(&c->text), &t->arena,
				  &notes, &c->code);

	add_notes(t, c->path, notes);
	return done || err_set(err, ERR_SYNTAX, "%s has errors", c->path);
}

static bool read_script(struct try_call *t, const char *path,
			struct compiled *c, struct err *err)
{
	c->path = path;
	buf_init(&c->text, t->settings.limits.script_bytes);
	buf_init(&c->code, t->settings.limits.memory);
	return file_read(AT_FDCWD, path, &c->text, err) && compile(t, c, err) &&
	       sieve_open(buf_span(&c->code), path, &c->script, err);
}

static void release_script(struct compiled *c)
{
	sieve_close(&c->script);
	buf_release(&c->code);
	buf_release(&c->text);
}

/* ---- the world ---- */

static bool mailbox_exists(void *context, struct span mailbox, bool *out,
			   struct err *err)
{
	const struct try_call *t = context;

	(void)err;
	*out = span_eq_nocase(mailbox, SPAN("INBOX"));
	for (size_t i = 0; i < t->mailbox_count && !*out; i++)
		*out = span_eq(mailbox, span_of(t->mailbox[i]));
	return true;
}

/* The file for a name, which may have =, as the file's may not. NULL: none. */
static const char *file_of(const struct pairs *pairs, struct span name)
{
	for (size_t i = 0; i < pairs->count; i++) {
		const char *equals = strrchr(pairs->at[i], '=');

		if (span_eq(name, span_make(pairs->at[i],
					    (size_t)(equals - pairs->at[i]))))
			return equals + 1;
	}
	return NULL;
}

static bool list_members(void *context, struct span list, struct buf *out,
			 struct err *err)
{
	const struct try_call *t = context;
	const char *path = file_of(&t->lists, list);

	if (path)
		return file_read(AT_FDCWD, path, out, err);
	return err_set(err, ERR_NOTFOUND, "There is no list '%.*s'",
		       SPAN_ARG(list));
}

static bool include(void *context, enum sieve_place place, struct span name,
		    const struct sieve_script **out, struct err *err)
{
	struct try_call *t = context;
	struct compiled *c = &t->include[t->include_count];
	char *path;

	*out = NULL;
	if (!t->folder[place] || t->include_count == INCLUDES_MAX ||
	    span_find_char(name, '/') < name.len)
		return true;
	path = arena_printf(&t->arena, "%s/%.*s.sieve", t->folder[place],
			    SPAN_ARG(name));
	t->include_count++;
	if (read_script(t, path, c, err)) {
		*out = c->script;
		return true;
	}
	return err->kind == ERR_NOTFOUND;
}

/* No program is run: one that --program names is done and writes its file, all
 * others say no. */
static bool program(void *context, const struct sieve_program *program,
		    struct buf *output, enum sieve_program_result *out,
		    struct err *err)
{
	struct try_call *t = context;
	const char *path = file_of(&t->programs, program->name);
	json_t *run = adm_sieve_json_program(program);
	auto_buf struct buf text;

	json_array_append_new(t->runs, run);
	if (!t->json) {
		fputs("would run:", stdout);
		adm_sieve_json_print_members(run);
	}
	*out = path ? SIEVE_PROGRAM_DONE : SIEVE_PROGRAM_NO;
	buf_init(&text, MESSAGE_MAX_BYTES);
	if (path && !file_read(AT_FDCWD, path, &text, err))
		*out = SIEVE_PROGRAM_BROKEN;
	if (output) {
		buf_add(output, span_first(buf_span(&text), output->cap));
		output->full = text.len > output->cap;
	}
	return true;
}

static void debug(void *context, const char *script, uint32_t line,
		  struct span text)
{
	struct try_call *t = context;
	json_t *one =
		json_pack("{s:s,s:I,s:o}", "script", script, "line",
			  (json_int_t)line, "text", adm_sieve_json_text(text));

	json_array_append_new(t->debug, one);
	if (!t->json) {
		fputs("debug_log:", stdout);
		adm_sieve_json_print_members(one);
	}
}

static bool second(void *context, struct span request, struct buf *answer,
		   struct err *err)
{
	const struct try_call *t = context;

	return deliver_second_run(&t->settings.limits, request, answer, err);
}

static void trace(void *context, const char *script, uint32_t line,
		  struct span text)
{
	(void)context;
	printf("%s:%u: %.*s\n", script, line, SPAN_ARG(text));
}

/* ---- answers ---- */

static int answer(struct try_call *t, json_t *actions, const struct err *err)
{
	json_t *all = json_object();

	json_object_set_new(all, "actions", actions);
	json_object_set(all, "notes", t->notes);
	json_object_set(all, "programs", t->runs);
	json_object_set(all, "debug", t->debug);
	json_object_set_new(all, "error",
			    err ? adm_sieve_json_text(span_of(err->text))
				: json_null());
	if (t->json) {
		json_dumpf(all, stdout, JSON_COMPACT);
		putchar('\n');
	} else {
		puts("actions:");
		adm_sieve_json_print(actions);
	}
	json_decref(all);
	if (!err)
		return ADM_OK;
	if (!t->json)
		return adm_complain(err);
	return err->kind == ERR_TEMP ? ADM_TEMP : ADM_FAILED;
}

/* It came to no run. */
static int answer_unread(struct try_call *t, const struct err *err)
{
	return t->json ? answer(t, json_array(), err) : adm_complain(err);
}

/* ---- check and test ---- */

static bool is_same_file(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

/* It may lie in a folder of those to include. */
static void know_main(struct try_call *t, struct sieve_run *run)
{
	const char *slash = strrchr(t->main.path, '/');
	const char *file = slash ? slash + 1 : t->main.path;
	struct span name = span_of(file);

	if (!span_ends(name, SPAN(".sieve")))
		return;
	name.len -= strlen(".sieve");
	for (unsigned i = 0; i < ARRAY_LEN(t->folder); i++) {
		auto_free char *path = NULL;

		if (!t->folder[i])
			continue;
		path = x_printf("%s/%s", t->folder[i], file);
		if (is_same_file(path, t->main.path))
			sieve_include_know(run, (enum sieve_place)i, name,
					   t->main.script);
	}
}

static int run_script(struct try_call *t)
{
	const struct sieve_host host = {
		.context = t,
		.mailbox_exists = mailbox_exists,
		.include = include,
		.list_members = list_members,
		.program = program,
		.debug = debug,
		.second = second,
	};
	struct sieve_run *run = sieve_run_new(&t->settings, &host, &t->input,
					      t->json ? NULL : trace, NULL);
	struct err err = { 0 };
	bool keep, done;
	int code;

	know_main(t, run);
	done = sieve_run_script(run, t->main.script, &keep, &err);
	code = answer(t, adm_sieve_json(sieve_run_actions(run)),
		      done ? NULL : &err);
	sieve_run_free(&run);
	return code;
}

static struct span take(struct adm_call *call, const char *name)
{
	return span_of(adm_take_option(call, name));
}

static bool take_mailboxes(struct adm_call *call, struct try_call *t)
{
	const char *name;

	while ((name = adm_take_option(call, "mailbox"))) {
		if (t->mailbox_count == MAILBOXES_MAX)
			return false;
		t->mailbox[t->mailbox_count++] = name;
	}
	return true;
}

static bool take_pairs(struct adm_call *call, const char *name,
		       struct pairs *out)
{
	const char *pair;

	while ((pair = adm_take_option(call, name))) {
		if (out->count == PAIRS_MAX || !strchr(pair, '='))
			return false;
		out->at[out->count++] = pair;
	}
	return true;
}

/* As they stand in MAIL and RCPT (RFC 3461, RFC 2852). */
static bool take_parameters(struct adm_call *call, struct sieve_input *input)
{
	struct deliver_dsn dsn = { .ret = take(call, "ret"),
				   .envid = take(call, "envid"),
				   .notify = take(call, "notify"),
				   .orcpt = take(call, "orcpt") };
	struct span by = take(call, "by");

	if ((dsn.ret.len && !deliver_dsn_is_ret(dsn.ret)) ||
	    (dsn.envid.len && !deliver_dsn_is_envid(dsn.envid)) ||
	    (dsn.notify.len && !deliver_dsn_is_notify(dsn.notify)) ||
	    (dsn.orcpt.len && !deliver_dsn_is_orcpt(dsn.orcpt)) ||
	    (by.len && !deliver_dsn_parse_by(by, &dsn)))
		return false;
	input->ret = dsn.ret;
	input->envid = dsn.envid;
	input->notify = dsn.notify;
	input->orcpt = dsn.orcpt;
	input->by_mode = dsn.by_mode;
	input->by_time = dsn.by_time;
	return true;
}

static bool take_options(struct adm_call *call, struct try_call *t)
{
	t->json = adm_take_switch(call, "json");
	t->input.sender = take(call, "f");
	t->input.recipient = take(call, "a");
	t->input.origin = take(call, "o");
	t->input.user = take(call, "u");
	t->folder[SIEVE_PERSONAL] = adm_take_option(call, "scripts");
	t->folder[SIEVE_GLOBAL] = adm_take_option(call, "global");
	t->input.remote_ip = take(call, "remote-ip");
	t->input.remote_host = take(call, "remote-host");
	t->input.now = clock_now();
	t->input.zone = clock_zone(t->input.now);
	if (!t->input.recipient.len)
		t->input.recipient = t->input.user;
	return take_parameters(call, &t->input) && take_mailboxes(call, t) &&
	       take_pairs(call, "list", &t->lists) &&
	       take_pairs(call, "program", &t->programs);
}

static struct try_call *new_try(struct adm_call *call)
{
	struct try_call *t = x_calloc(1, sizeof(*t));

	arena_init(&t->arena);
	t->notes = json_array();
	t->runs = json_array();
	t->debug = json_array();
	sieve_config_settings(&call->config, &t->arena, &t->settings);
	return t;
}

static void free_try(struct try_call *t)
{
	for (size_t i = 0; i < t->include_count; i++)
		release_script(&t->include[i]);
	release_script(&t->main);
	buf_release(&t->message);
	json_decref(t->notes);
	json_decref(t->runs);
	json_decref(t->debug);
	arena_release(&t->arena);
	free(t);
}

static int test_script(struct adm_call *call, struct try_call *t)
{
	const char *script, *message;
	struct err err = { 0 };

	if (!take_options(call, t) || call->argc != 2)
		return ADM_USAGE;
	script = adm_take_word(call);
	message = adm_take_word(call);
	if (!script || !message)
		return ADM_USAGE;
	buf_init(&t->message, MESSAGE_MAX_BYTES);
	if (!file_read(AT_FDCWD, message, &t->message, &err))
		return answer_unread(t, &err);
	t->input.message = buf_span(&t->message);
	if (!read_script(t, script, &t->main, &err))
		return answer_unread(t, &err);
	return run_script(t);
}

static int check_scripts(struct adm_call *call, struct try_call *t)
{
	int code = ADM_OK;
	const char *path;

	if (!call->argc)
		return ADM_USAGE;
	while ((path = adm_take_word(call))) {
		struct err err = { 0 };

		if (!read_script(t, path, &t->main, &err))
			code = adm_worse(code, adm_complain(&err));
		release_script(&t->main);
	}
	return call->argc ? ADM_USAGE : code;
}

static int run_test(struct adm_call *call)
{
	struct try_call *t = new_try(call);
	int code = test_script(call, t);

	free_try(t);
	return code;
}

static int run_check(struct adm_call *call)
{
	struct try_call *t = new_try(call);
	int code = check_scripts(call, t);

	free_try(t);
	return code;
}

const struct adm_sieve_verb adm_sieve_check = { "check", run_check };
const struct adm_sieve_verb adm_sieve_test = { "test", run_test };
