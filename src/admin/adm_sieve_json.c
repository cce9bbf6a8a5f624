/* SPDX-License-Identifier: MIT */
/* Members are only there where the script said something. */
#include "admin/adm_sieve_json.h"

#include <stdio.h>

#include "base/auto.h"
#include "mime/mime_text.h"

json_t *adm_sieve_json_text(struct span text)
{
	json_t *out = json_stringn(text.len ? text.ptr : "", text.len);
	auto_buf struct buf clean = { 0 };

	if (out)
		return out;
	buf_init(&clean, 3 * text.len + 1);
	mime_text_to_utf8(&clean, text, "utf-8");
	return json_stringn(clean.ptr, clean.len);
}

static void set_text(json_t *to, const char *name, struct span text)
{
	if (text.len)
		json_object_set_new(to, name, adm_sieve_json_text(text));
}

static void set_bool(json_t *to, const char *name, bool value)
{
	if (value)
		json_object_set_new(to, name, json_true());
}

static void set_number(json_t *to, const char *name, uint64_t value)
{
	json_object_set_new(to, name, json_integer((json_int_t)value));
}

static void set_list(json_t *to, const char *name,
		     const struct sieve_strings *strings)
{
	json_t *list = json_array();

	for (size_t i = 0; i < strings->count; i++)
		json_array_append_new(list,
				      adm_sieve_json_text(strings->at[i]));
	json_object_set_new(to, name, list);
}

static void set_some(json_t *to, const char *name,
		     const struct sieve_strings *strings)
{
	if (strings->count)
		set_list(to, name, strings);
}

/* ---- actions ---- */

static void set_target(json_t *to, const struct sieve_target *target)
{
	set_text(to, "mailbox", target->mailbox);
	set_bool(to, "create", target->create);
	set_text(to, "special_use", target->special_use);
	set_text(to, "mailboxid", target->mailboxid);
	if (target->has_flags)
		set_list(to, "flags", &target->flags);
}

static void set_fcc(json_t *to, const struct sieve_target *target)
{
	json_t *fcc = json_object();

	set_target(fcc, target);
	json_object_set_new(to, "fcc", fcc);
}

static void set_redirect(json_t *to, const struct sieve_redirect *r)
{
	set_text(to, "address", r->address);
	set_bool(to, "copy", r->copy);
	set_text(to, "notify", r->notify);
	set_text(to, "ret", r->ret);
	set_text(to, "by_mode", r->by_mode);
	if (r->by_seconds != INT64_MIN)
		json_object_set_new(to, "by_seconds",
				    json_integer(r->by_seconds));
	set_bool(to, "by_trace", r->by_trace);
}

static void set_vacation(json_t *to, const struct sieve_vacation *v)
{
	if (v->has_seconds)
		set_number(to, "seconds", v->seconds);
	set_text(to, "subject", v->subject);
	set_text(to, "from", v->from);
	set_text(to, "handle", v->handle);
	set_some(to, "addresses", &v->addresses);
	set_bool(to, "mime", v->mime);
	set_text(to, "reason", v->reason);
	if (v->has_fcc)
		set_fcc(to, &v->fcc);
}

static void set_notify(json_t *to, const struct sieve_notify *n)
{
	set_text(to, "method", n->method);
	set_text(to, "from", n->from);
	set_text(to, "importance", n->importance);
	set_some(to, "options", &n->options);
	set_text(to, "message", n->message);
	if (n->has_fcc)
		set_fcc(to, &n->fcc);
}

static void set_pipe(json_t *to, const struct sieve_pipe *p)
{
	set_text(to, "program", p->program);
	set_some(to, "arguments", &p->arguments);
	set_bool(to, "copy", p->copy);
	set_bool(to, "try", p->try);
}

static void set_report(json_t *to, const struct sieve_report *r)
{
	set_text(to, "type", r->type);
	set_text(to, "message", r->message);
	set_text(to, "address", r->address);
	set_bool(to, "headers_only", r->headers_only);
}

static const char *const names[] = {
	[SIEVE_KEEP] = "keep",           [SIEVE_FILEINTO] = "fileinto",
	[SIEVE_DISCARD] = "discard",     [SIEVE_REDIRECT] = "redirect",
	[SIEVE_REJECT] = "reject",       [SIEVE_EREJECT] = "ereject",
	[SIEVE_VACATION] = "vacation",   [SIEVE_NOTIFY] = "notify",
	[SIEVE_PIPE] = "pipe",           [SIEVE_REPORT] = "report",
	[SIEVE_DUPLICATE] = "duplicate",
};

static void set_arguments(json_t *to, const struct sieve_action *a)
{
	switch (a->kind) {
	case SIEVE_KEEP:
	case SIEVE_FILEINTO:
		set_target(to, &a->target);
		break;
	case SIEVE_REDIRECT:
		set_redirect(to, &a->redirect);
		break;
	case SIEVE_REJECT:
	case SIEVE_EREJECT:
		set_text(to, "reason", a->reason);
		break;
	case SIEVE_VACATION:
		set_vacation(to, &a->vacation);
		break;
	case SIEVE_NOTIFY:
		set_notify(to, &a->notify);
		break;
	case SIEVE_PIPE:
		set_pipe(to, &a->pipe);
		break;
	case SIEVE_REPORT:
		set_report(to, &a->report);
		break;
	case SIEVE_DUPLICATE:
		set_text(to, "id", a->duplicate.id);
		set_number(to, "seconds", a->duplicate.seconds);
		break;
	case SIEVE_DISCARD:
		break;
	}
}

static json_t *action(const struct sieve_action *a)
{
	json_t *out = json_object();

	json_object_set_new(out, "action", json_string(names[a->kind]));
	set_bool(out, "implicit", a->is_implicit);
	set_bool(out, "if_pipes_fail", a->if_pipes_fail);
	set_text(out, "script", a->script);
	if (a->line)
		set_number(out, "line", a->line);
	set_arguments(out, a);
	if (a->message && a->message->is_edited) {
		set_text(out, "header", a->message->header);
		set_text(out, "body", a->message->body);
	}
	return out;
}

json_t *adm_sieve_json(const struct sieve_action *actions)
{
	json_t *out = json_array();

	for (; actions; actions = actions->next)
		json_array_append_new(out, action(actions));
	return out;
}

json_t *adm_sieve_json_program(const struct sieve_program *p)
{
	json_t *out = json_object();

	set_text(out, "program", p->name);
	set_some(out, "arguments", &p->arguments);
	set_bool(out, "message", p->is_message);
	if (p->input.ptr)
		json_object_set_new(out, "input",
				    adm_sieve_json_text(p->input));
	return out;
}

void adm_sieve_json_print_members(json_t *object)
{
	const char *name;
	json_t *value;

	json_object_foreach(object, name, value)
	{
		auto_free char *text = NULL;

		if (span_eq(span_of(name), SPAN("action")))
			continue;
		text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
		printf(" %s=%s", name, text ? text : "");
	}
	putchar('\n');
}

static void print_action(json_t *action)
{
	printf("  %s", json_string_value(json_object_get(action, "action")));
	adm_sieve_json_print_members(action);
}

void adm_sieve_json_print(json_t *actions)
{
	size_t i;
	json_t *one;

	json_array_foreach(actions, i, one) print_action(one);
}
