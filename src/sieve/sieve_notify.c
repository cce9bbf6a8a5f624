/* SPDX-License-Identifier: MIT */
/* enotify (RFC 5435) with mailto (RFC 5436), and :fcc (RFC 8580). */
#include "sieve/sieve_notify.h"
#include "base/auto.h"
#include "sieve/sieve_commands.h"
#include "sieve/sieve_mail.h"
#include "sieve/sieve_mailto.h"
#include "sieve/sieve_match.h"
#include "sieve/sieve_target.h"

enum {
	SLOT_FROM = SIEVE_SLOT_OWN,
	SLOT_IMPORTANCE,
	SLOT_OPTIONS,
	SLOT_MESSAGE,
	CAPABILITY_MAX = 4096
};

static const struct sieve_tag tags[] = {
	{ .name = "from", .type = SIEVE_STRING, .slot = SLOT_FROM },
	{ .name = "importance", .type = SIEVE_STRING, .slot = SLOT_IMPORTANCE },
	{ .name = "options", .type = SIEVE_STRINGS, .slot = SLOT_OPTIONS },
	{ .name = "message", .type = SIEVE_STRING, .slot = SLOT_MESSAGE },
	{ .name = NULL },
};

/* ---- what is wrong with it ---- */

static bool is_importance(struct span text)
{
	return text.len == 1 && text.ptr[0] >= '1' && text.ptr[0] <= '3';
}

static bool is_letter_or_digit(char c)
{
	c = span_lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* RFC 5435 3.5 */
static bool is_option(struct span text)
{
	size_t equals = span_find_char(text, '=');

	if (equals == 0 || equals == text.len ||
	    !is_letter_or_digit(text.ptr[0]))
		return false;
	for (size_t i = 1; i < equals; i++)
		if (!is_letter_or_digit(text.ptr[i]) &&
		    !(text.ptr[i] && strchr(".-_", text.ptr[i])))
			return false;
	for (size_t i = equals; i < text.len; i++)
		if (!text.ptr[i] || text.ptr[i] == '\r' || text.ptr[i] == '\n')
			return false;
	return true;
}

/* NULL: nothing. The value of a slot, once it is known. */
static const char *complaint(unsigned slot, struct span value)
{
	uint32_t recipients;

	if (slot == SIEVE_SLOT_A)
		return sieve_mailto_complaint(value, &recipients);
	if (slot == SLOT_FROM && !sieve_mail_is_mailbox_list(value))
		return "has a :from that is no list of addresses";
	if (slot == SLOT_IMPORTANCE && !is_importance(value))
		return "has an :importance other than \"1\", \"2\", \"3\"";
	if (slot == SLOT_OPTIONS && !is_option(value))
		return "has :options that are not \"name=value\"";
	return NULL;
}

static const unsigned checked[] = { SIEVE_SLOT_A, SLOT_FROM, SLOT_IMPORTANCE,
				    SLOT_OPTIONS };

static void check_slot(struct sieve_compiler *c, struct sieve_call *call,
		       unsigned slot)
{
	size_t count = sieve_command_arg(call, slot)->count;
	struct span text;

	for (size_t i = 0; i < count; i++) {
		const char *why = NULL;

		if (sieve_command_constant(call, slot, i, &text))
			why = complaint(slot, text);
		/* RFC 5435 3.2: what is not supported fails when it is run */
		if (why && (slot != SIEVE_SLOT_A ||
			    span_starts_nocase(text, SPAN("mailto:"))))
			sieve_emit_error(c, call->line, "notify: '%.*s' %s",
					 SPAN_ARG(span_first(text, 80)), why);
	}
}

static void check_notify(struct sieve_compiler *c, struct sieve_call *call)
{
	for (size_t i = 0; i < ARRAY_LEN(checked); i++)
		check_slot(c, call, checked[i]);
	sieve_target_check_fcc(c, call);
}

static bool check_values(struct sieve_run *run, const struct sieve_call *call,
			 unsigned slot)
{
	struct sieve_strings values;

	if (!sieve_state_strings(run, call, slot, &values))
		return false;
	for (size_t i = 0; i < values.count; i++) {
		const char *why = complaint(slot, values.at[i]);

		if (why)
			return sieve_state_fail(
				run, ERR_SYNTAX, "notify: '%.*s' %s",
				SPAN_ARG(span_first(values.at[i], 80)), why);
	}
	return true;
}

/* ---- notify ---- */

bool sieve_notify_count(struct sieve_run *run, struct span method)
{
	uint32_t max = run->settings->limits.notifies;
	uint32_t recipients;

	(void)sieve_mailto_complaint(method, &recipients);
	run->notifies += recipients;
	return run->notifies <= max ||
	       sieve_state_fail(run, ERR_LIMIT, "more than %u notifications",
				(unsigned)max);
}

/* RFC 5436 2.7: the same notice goes out once. */
static bool was_made(const struct sieve_run *run, const struct sieve_notify *n)
{
	for (const struct sieve_action *a = run->first; a; a = a->next)
		if (a->kind == SIEVE_NOTIFY &&
		    span_eq(a->notify.method, n->method) &&
		    span_eq(a->notify.from, n->from) &&
		    span_eq(a->notify.importance, n->importance) &&
		    span_eq(a->notify.message, n->message) && !n->has_fcc)
			return true;
	return false;
}

static bool take(struct sieve_run *run, const struct sieve_call *call,
		 struct sieve_notify *out)
{
	for (size_t i = 0; i < ARRAY_LEN(checked); i++)
		if (!check_values(run, call, checked[i]))
			return false;
	return sieve_state_string(run, call, SIEVE_SLOT_A, &out->method) &&
	       sieve_state_string(run, call, SLOT_FROM, &out->from) &&
	       sieve_state_string(run, call, SLOT_IMPORTANCE,
				  &out->importance) &&
	       sieve_state_strings(run, call, SLOT_OPTIONS, &out->options) &&
	       sieve_state_string(run, call, SLOT_MESSAGE, &out->message) &&
	       sieve_target_make_fcc(run, call, &out->has_fcc, &out->fcc);
}

static bool run_notify(struct sieve_run *run, const struct sieve_call *call)
{
	struct sieve_notify notify = { .has_fcc = false };
	struct sieve_action *action;

	if (!take(run, call, &notify))
		return false;
	if (was_made(run, &notify))
		return true;
	if (!sieve_notify_count(run, notify.method))
		return false;
	action = sieve_state_add(run, call, SIEVE_NOTIFY);
	if (!action)
		return false;
	action->notify = notify;
	return true;
}

/* ---- valid_notify_method ---- */

static bool run_valid(struct sieve_run *run, const struct sieve_call *call)
{
	struct sieve_strings uris;
	uint32_t recipients;

	if (!sieve_state_strings(run, call, SIEVE_SLOT_A, &uris))
		return false;
	run->result = true;
	for (size_t i = 0; i < uris.count && run->result; i++) {
		if (!sieve_state_examine(run, uris.at[i].len))
			return false;
		run->result =
			!sieve_mailto_complaint(uris.at[i], &recipients) &&
			recipients <= run->settings->limits.notifies;
	}
	return true;
}

/* ---- notify_method_capability ---- */

/* *out with ptr NULL: nothing is known of it. */
static bool find_capability(struct sieve_run *run, struct span uri,
			    struct span name, struct span *out)
{
	const struct sieve_host *host = run->host;
	auto_buf struct buf value;
	uint32_t recipients;

	*out = (struct span){ NULL, 0 };
	buf_init(&value, CAPABILITY_MAX);
	/* RFC 8580 6.1: of any address of that kind, or none. */
	if (span_eq_nocase(name, SPAN("fcc"))) {
		if (span_starts_nocase(uri, SPAN("mailto:")))
			*out = SPAN("yes");
		return true;
	}
	if (sieve_mailto_complaint(uri, &recipients) ||
	    !span_eq_nocase(name, SPAN("online")))
		return true;
	if (!host->notify_capability) {
		*out = SPAN("maybe");
		return true;
	}
	if (!host->notify_capability(host->context, uri, name, &value,
				     run->err))
		return sieve_state_host_failed(run);
	return sieve_state_keep(run, buf_span(&value), out);
}

static bool run_capability(struct sieve_run *run, const struct sieve_call *call)
{
	struct span uri, name, value;

	return sieve_state_string(run, call, SIEVE_SLOT_A, &uri) &&
	       sieve_state_string(run, call, SIEVE_SLOT_B, &name) &&
	       find_capability(run, uri, name, &value) &&
	       sieve_match_item(run, call, SIEVE_SLOT_C, value);
}

const struct sieve_command sieve_notify_commands[] = {
	{ .name = "notify",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_ENOTIFY,
	  .tags = { tags, sieve_tags_fcc, sieve_tags_flags, sieve_tags_target },
	  .params = { { "method", SIEVE_STRING, SIEVE_REQUIRED } },
	  .check = check_notify,
	  .run = run_notify },
	{ .name = "valid_notify_method",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_ENOTIFY,
	  .params = { { "notification URIs", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .run = run_valid },
	{ .name = "notify_method_capability",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_ENOTIFY,
	  .tags = { sieve_tags_match },
	  .params = { { "notification URI", SIEVE_STRING, SIEVE_REQUIRED },
		      { "capability", SIEVE_STRING, SIEVE_REQUIRED },
		      { "keys", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .run = run_capability },
	{ .name = NULL },
};
