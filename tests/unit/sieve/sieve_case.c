/* SPDX-License-Identifier: MIT */
#include "tests/unit/sieve/sieve_case.h"

#include "base/auto.h"

const char *const sieve_case_message_a =
	"Date: Tue, 1 Apr 1997 09:06:31 -0800 (PST)\r\n"
	"From: coyote@desert.example.org\r\n"
	"To: roadrunner@acme.example.com\r\n"
	"Subject: I have a present for you\r\n"
	"\r\n"
	"Look, I'm sorry about the whole anvil thing, and I really\r\n"
	"didn't mean to try and drop it on you from the top of the\r\n"
	"cliff.\r\n";
const char *const sieve_case_message_b =
	"From: youcouldberich!@reply-by-postal-mail.invalid\r\n"
	"Sender: b1ff@de.res.example.com\r\n"
	"To: rube@landru.example.com\r\n"
	"Date:  Mon, 31 Mar 1997 18:26:10 -0800\r\n"
	"Subject: $$$ YOU, TOO, CAN BE A MILLIONAIRE! $$$\r\n"
	"\r\n"
	"YOU MAY HAVE ALREADY WON TEN MILLION DOLLARS, BUT I DOUBT\r\n"
	"IT!\r\n";

static void add_target(struct buf *out, const struct sieve_target *target)
{
	buf_add_format(out, " %.*s", SPAN_ARG(target->mailbox));
	if (target->create)
		buf_add_str(out, " :create");
	if (target->special_use.len)
		buf_add_format(out, " :specialuse %.*s",
			       SPAN_ARG(target->special_use));
	if (target->mailboxid.len)
		buf_add_format(out, " :mailboxid %.*s",
			       SPAN_ARG(target->mailboxid));
	if (target->has_flags)
		buf_add_str(out, " :flags");
	for (size_t i = 0; i < target->flags.count; i++)
		buf_add_format(out, " %.*s", SPAN_ARG(target->flags.at[i]));
}

static void add_redirect(struct buf *out, const struct sieve_redirect *r)
{
	buf_add_format(out, "redirect %.*s%s", SPAN_ARG(r->address),
		       r->copy ? " :copy" : "");
	if (r->notify.len)
		buf_add_format(out, " :notify %.*s", SPAN_ARG(r->notify));
	if (r->ret.len)
		buf_add_format(out, " :ret %.*s", SPAN_ARG(r->ret));
	if (r->by_mode.len)
		buf_add_format(out, " :bymode %.*s", SPAN_ARG(r->by_mode));
	if (r->by_seconds != INT64_MIN)
		buf_add_format(out, " :bytime %lld", (long long)r->by_seconds);
	if (r->by_trace)
		buf_add_str(out, " :bytrace");
}

static void add_action(struct buf *out, const struct sieve_action *a)
{
	switch (a->kind) {
	case SIEVE_KEEP:
		buf_add_str(out, a->is_implicit ? "(keep)" : "keep");
		if (!span_eq(a->target.mailbox, SPAN("INBOX")) ||
		    a->target.has_flags)
			add_target(out, &a->target);
		break;
	case SIEVE_FILEINTO:
		buf_add_str(out, "fileinto");
		add_target(out, &a->target);
		break;
	case SIEVE_DISCARD:
		buf_add_str(out, "discard");
		break;
	case SIEVE_REDIRECT:
		add_redirect(out, &a->redirect);
		break;
	case SIEVE_REJECT:
	case SIEVE_EREJECT:
		buf_add_format(out, "%s %.*s",
			       a->kind == SIEVE_REJECT ? "reject" : "ereject",
			       SPAN_ARG(a->reason));
		break;
	case SIEVE_DUPLICATE:
		buf_add_format(out, "duplicate %.*s %llu",
			       SPAN_ARG(a->duplicate.id),
			       (unsigned long long)a->duplicate.seconds);
		break;
	case SIEVE_VACATION:
	case SIEVE_NOTIFY:
	case SIEVE_PIPE:
	case SIEVE_REPORT:
		buf_add_format(out, "action %u", (unsigned)a->kind);
		break;
	}
}

static void run_code(const struct sieve_case *c, struct span code,
		     struct buf *out)
{
	const struct sieve_host no_host = { 0 };
	struct sieve_input input = {
		.message =
			span_of(c->message ? c->message : sieve_case_message_a),
		.sender = span_of(c->sender),
		.recipient = span_of(c->recipient),
	};
	struct sieve_script *script = NULL;
	struct sieve_run *run;
	struct err err;
	bool keep;

	if (!sieve_open(code, "case", &script, &err)) {
		buf_add_format(out, "not opened: %s", err.text);
		return;
	}
	run = sieve_run_new(c->settings ? c->settings : &sieve_case_settings,
			    c->host ? c->host : &no_host,
			    c->input ? c->input : &input, NULL, NULL);
	if (!sieve_run_script(run, script, &keep, &err)) {
		buf_add_format(out, "failed: %s", err.text);
	} else {
		const struct sieve_action *a = sieve_run_actions(run);

		for (; a; a = a->next) {
			add_action(out, a);
			if (a->next)
				buf_add_str(out, "; ");
		}
	}
	sieve_run_free(&run);
	sieve_close(&script);
}

const char *sieve_case_run(const struct sieve_case *c)
{
	static char text[4000];
	auto_arena struct arena arena;
	auto_buf struct buf code;
	auto_buf struct buf out;
	struct sieve_note *note;

	arena_init(&arena);
	buf_init(&code, 1 << 20);
	buf_init(&out, sizeof(text) - 1);
	if (sieve_compile(c->settings ? c->settings : &sieve_case_settings,
			  span_of(c->script), &arena, &note, &code)) {
		run_code(c, buf_span(&code), &out);
	} else {
		buf_add_str(&out, "errors:");
		for (; note; note = note->next)
			buf_add_format(&out, " %u: %s%s", (unsigned)note->line,
				       note->text, note->next ? ";" : "");
	}
	snprintf(text, sizeof(text), "%s", buf_str(&out));
	return text;
}

/* Small budgets, so that hostile scripts end soon. */
const struct sieve_settings sieve_case_settings = {
	.limits = {
		.script_bytes = 1 << 20,
		.nesting = 32,
		.actions = 32,
		.redirects = 4,
		.notifies = 4,
		.programs = 4,
		.includes = 20,
		.include_depth = 10,
		.variables = 128,
		.variable_bytes = 4000,
		.memory = 8 << 20,
		.steps = 10000,
		.examined = 8 << 20,
		.cpu_ms = 60000,
	},
	.old_extensions = true,
	.separator = '+',
};
