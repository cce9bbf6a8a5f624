/* SPDX-License-Identifier: MIT */
/* RFC 5228 4.2, its tags of RFC 6009, and :list of RFC 6134. */
#include "base/auto.h"
#include "base/num.h"
#include "mime/mime_header.h"
#include "sieve/sieve_commands.h"
#include "sieve/sieve_lists.h"
#include "sieve/sieve_mail.h"
#include "sieve/sieve_rule.h"
#include "sieve/sieve_tags.h"

enum {
	SLOT_NOTIFY = SIEVE_SLOT_OWN,
	SLOT_RET,
	SLOT_BY_RELATIVE,
	SLOT_BY_ABSOLUTE,
	SLOT_BY_MODE,
	SLOT_BY_TRACE,
	SLOT_LIST,
	BY_MAX = 999999999 /* RFC 2852 4: nine digits */
};

static const struct sieve_tag tags[] = {
	{ .name = "notify",
	  .extension = SIEVE_EXT_REDIRECT_DSN,
	  .type = SIEVE_STRING,
	  .slot = SLOT_NOTIFY },
	{ .name = "ret",
	  .extension = SIEVE_EXT_REDIRECT_DSN,
	  .type = SIEVE_STRING,
	  .slot = SLOT_RET },
	{ .name = "bytimerelative",
	  .extension = SIEVE_EXT_REDIRECT_DELIVERBY,
	  .type = SIEVE_NUMBER,
	  .slot = SLOT_BY_RELATIVE },
	{ .name = "bytimeabsolute",
	  .extension = SIEVE_EXT_REDIRECT_DELIVERBY,
	  .type = SIEVE_STRING,
	  .slot = SLOT_BY_ABSOLUTE },
	{ .name = "bymode",
	  .extension = SIEVE_EXT_REDIRECT_DELIVERBY,
	  .type = SIEVE_STRING,
	  .slot = SLOT_BY_MODE },
	{ .name = "bytrace",
	  .extension = SIEVE_EXT_REDIRECT_DELIVERBY,
	  .slot = SLOT_BY_TRACE },
	{ .name = "list", .extension = SIEVE_EXT_EXTLISTS, .slot = SLOT_LIST },
	{ .name = NULL },
};

/* ---- what strings may be ---- */

static bool is_one_of(struct span text, const char *const *words)
{
	while (*words && !span_eq_nocase(text, span_of(*words)))
		words++;
	return *words != NULL;
}

/* RFC 3461 4.1: NEVER, or some of the others. */
static bool is_notify(struct span text)
{
	static const char *const words[] = { "SUCCESS", "FAILURE", "DELAY",
					     NULL };
	struct span word;

	if (span_eq_nocase(text, SPAN("NEVER")))
		return true;
	while (span_cut(&text, ',', &word))
		if (!is_one_of(word, words))
			return false;
	return true;
}

static bool is_ret(struct span text)
{
	static const char *const words[] = { "FULL", "HDRS", NULL };

	return is_one_of(text, words);
}

static bool is_mode(struct span text)
{
	static const char *const words[] = { "NOTIFY", "RETURN", NULL };

	return is_one_of(text, words);
}

/* RFC 3339: "Z" or "-05:00"; "-0500" is what RFC 6009 7.2 makes of a part of a
 * date. */
static bool add_offset(struct buf *date, struct span text)
{
	if (span_eq_nocase(text, SPAN("Z"))) {
		buf_add_str(date, " +0000");
		return true;
	}
	if (text.len == 6 && text.ptr[3] == ':')
		buf_add_format(date, " %.3s%.2s", text.ptr, text.ptr + 4);
	else
		buf_add_format(date, " %.*s", SPAN_ARG(text));
	return text.len == 6 || text.len == 5;
}

/* Parts of a second, which are not heeded. */
static bool skip_fraction(struct span *text)
{
	size_t len = 1;

	if (!span_starts(*text, SPAN(".")))
		return true;
	while (len < text->len && text->ptr[len] >= '0' &&
	       text->ptr[len] <= '9')
		len++;
	*text = span_from(*text, len);
	return len > 1;
}

/* "2003-11-17T12:34:56-05:00", as the date that RFC 5322 has. */
static bool parse_time(struct span text, int64_t *out)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	auto_buf struct buf date = { 0 };
	uint32_t month;
	int32_t zone;

	if (text.len < 20 || text.ptr[4] != '-' || text.ptr[7] != '-' ||
	    span_lower(text.ptr[10]) != 't' ||
	    !num_parse_u32(span_make(text.ptr + 5, 2), 1, 12, &month))
		return false;
	buf_init(&date, 64);
	buf_add(&date, span_make(text.ptr + 8, 2));
	buf_add_format(&date, " %.3s ", months + (month - 1) * 3);
	buf_add(&date, span_first(text, 4));
	buf_add_char(&date, ' ');
	buf_add(&date, span_make(text.ptr + 11, 8));
	text = span_from(text, 19);
	return skip_fraction(&text) && add_offset(&date, text) &&
	       mime_date_parse(buf_span(&date), out, &zone);
}

static bool is_time(struct span text)
{
	int64_t time;

	return parse_time(text, &time);
}

static bool is_address(struct span text)
{
	struct span address;

	return sieve_mail_read_address(text, &address);
}

enum rule_name {
	RULE_ADDRESS,
	RULE_NOTIFY,
	RULE_RET,
	RULE_TIME,
	RULE_MODE
};
static const struct sieve_rule rules[] = {
	[RULE_ADDRESS] = { SIEVE_SLOT_A, "address", is_address },
	[RULE_NOTIFY] = { SLOT_NOTIFY, ":notify", is_notify },
	[RULE_RET] = { SLOT_RET, ":ret", is_ret },
	[RULE_TIME] = { SLOT_BY_ABSOLUTE, ":bytimeabsolute", is_time },
	[RULE_MODE] = { SLOT_BY_MODE, ":bymode", is_mode },
};

/* ---- the command ---- */

static void check_redirect(struct sieve_compiler *c, struct sieve_call *call)
{
	bool has_relative = sieve_command_has(call, SLOT_BY_RELATIVE);
	bool has_absolute = sieve_command_has(call, SLOT_BY_ABSOLUTE);

	/* The name of a list is no address. */
	size_t first =
		sieve_command_has(call, SLOT_LIST) ? RULE_NOTIFY : RULE_ADDRESS;

	sieve_rule_check(c, call, rules + first, ARRAY_LEN(rules) - first);
	if (has_relative && has_absolute)
		sieve_emit_error(c, call->line,
				 "'redirect' can't have both :bytimerelative "
				 "and :bytimeabsolute");
	if (!has_relative && !has_absolute &&
	    (sieve_command_has(call, SLOT_BY_MODE) ||
	     sieve_command_has(call, SLOT_BY_TRACE)))
		sieve_emit_error(c, call->line,
				 "redirect: :bymode and :bytrace need a time");
}

static bool take_all(struct sieve_run *run, const struct sieve_call *call,
		     struct sieve_redirect *out)
{
	struct span time;

	*out = (struct sieve_redirect){
		.copy = sieve_command_has(call, SIEVE_SLOT_COPY),
		.by_trace = sieve_command_has(call, SLOT_BY_TRACE),
		.by_seconds = INT64_MIN,
	};
	if (!sieve_rule_take(run, call, &rules[RULE_NOTIFY], &out->notify) ||
	    !sieve_rule_take(run, call, &rules[RULE_RET], &out->ret) ||
	    !sieve_rule_take(run, call, &rules[RULE_TIME], &time) ||
	    !sieve_rule_take(run, call, &rules[RULE_MODE], &out->by_mode))
		return false;
	if (sieve_command_has(call, SLOT_BY_RELATIVE)) {
		uint64_t told =
			sieve_command_arg(call, SLOT_BY_RELATIVE)->number;

		out->by_seconds = told > BY_MAX ? BY_MAX : (int64_t)told;
	} else if (time.len && parse_time(time, &out->by_seconds)) {
		out->by_seconds -= run->input->now;
	}
	/* RFC 6009 7 */
	if (out->by_seconds != INT64_MIN && !out->by_mode.len)
		out->by_mode = SPAN("return");
	return true;
}

static bool add(struct sieve_run *run, const struct sieve_call *call,
		const struct sieve_redirect *redirect)
{
	struct sieve_action *action;

	if (++run->redirects > run->settings->limits.redirects)
		return sieve_state_fail(
			run, ERR_LIMIT, "more than %u redirects",
			(unsigned)run->settings->limits.redirects);
	action = sieve_state_add(run, call, SIEVE_REDIRECT);
	if (!action)
		return false;
	action->redirect = *redirect;
	if (run->bare)
		action->message = run->bare;
	if (!redirect->copy)
		run->keeps = false;
	return true;
}

/* RFC 6134 2.3: to each of a list. */
static bool add_members(struct sieve_run *run, const struct sieve_call *call,
			struct sieve_redirect *redirect)
{
	struct span list, rest;

	if (!sieve_state_string(run, call, SIEVE_SLOT_A, &list) ||
	    !sieve_lists_members(run, list, &rest))
		return false;
	while (sieve_lists_next(&rest, &redirect->address)) {
		if (!sieve_mail_read_address(redirect->address,
					     &redirect->address))
			return sieve_state_fail(
				run, ERR_SYNTAX,
				"the list has '%.*s', which is no address",
				SPAN_ARG(span_first(redirect->address, 80)));
		if (!add(run, call, redirect))
			return false;
	}
	return true;
}

static bool run_redirect(struct sieve_run *run, const struct sieve_call *call)
{
	struct sieve_redirect redirect;

	if (!take_all(run, call, &redirect))
		return false;
	if (sieve_command_has(call, SLOT_LIST))
		return add_members(run, call, &redirect);
	return sieve_rule_take(run, call, &rules[RULE_ADDRESS],
			       &redirect.address) &&
	       sieve_mail_read_address(redirect.address, &redirect.address) &&
	       add(run, call, &redirect);
}

const struct sieve_command sieve_redirect_commands[] = {
	{ .name = "redirect",
	  .kind = SIEVE_ACTION,
	  .tags = { sieve_tags_copy, tags },
	  .params = { { "address", SIEVE_STRING, SIEVE_REQUIRED } },
	  .check = check_redirect,
	  .run = run_redirect },
	{ .name = NULL },
};
