/* SPDX-License-Identifier: MIT */
/*
 * notify and denotify of draft-martin-sieve-notify-01, for old scripts: method
 * "mailto" with its recipients as :options becomes a URI of enotify. In the
 * message $from$, $env-from$ and $subject$ stand for what they say.
 */
#include "base/auto.h"
#include "sieve/sieve_commands.h"
#include "sieve/sieve_emit.h"
#include "sieve/sieve_fields.h"
#include "sieve/sieve_mailto.h"
#include "sieve/sieve_match.h"
#include "sieve/sieve_notify.h"

enum {
	SLOT_METHOD = SIEVE_SLOT_OWN,
	SLOT_ID,
	SLOT_PRIORITY, /* its choice is the importance */
	SLOT_MESSAGE,
	SLOT_OPTIONS,
	LOW = '3',
	NORMAL = '2',
	HIGH = '1',
	URI_MAX = 16384,
	MESSAGE_MAX = 65536
};

/* What denotify has to find again. */
struct notice {
	struct notice *next;
	struct span id;
	const struct sieve_action *action;
};

static const struct sieve_tag priority_tags[] = {
	{ .name = "low", .slot = SLOT_PRIORITY, .choice = LOW },
	{ .name = "normal", .slot = SLOT_PRIORITY, .choice = NORMAL },
	{ .name = "high", .slot = SLOT_PRIORITY, .choice = HIGH },
	{ .name = NULL },
};

static const struct sieve_tag notify_tags[] = {
	{ .name = "method", .type = SIEVE_STRING, .slot = SLOT_METHOD },
	{ .name = "id", .type = SIEVE_STRING, .slot = SLOT_ID },
	{ .name = "message", .type = SIEVE_STRING, .slot = SLOT_MESSAGE },
	{ .name = "options", .type = SIEVE_STRINGS, .slot = SLOT_OPTIONS },
	{ .name = NULL },
};

static const struct sieve_tag denotify_tags[] = {
	{ .name = "is",
	  .type = SIEVE_STRING,
	  .slot = SLOT_ID,
	  .also = SIEVE_SLOT_MATCH,
	  .choice = SIEVE_MATCH_IS },
	{ .name = "contains",
	  .type = SIEVE_STRING,
	  .slot = SLOT_ID,
	  .also = SIEVE_SLOT_MATCH,
	  .choice = SIEVE_MATCH_CONTAINS },
	{ .name = "matches",
	  .type = SIEVE_STRING,
	  .slot = SLOT_ID,
	  .also = SIEVE_SLOT_MATCH,
	  .choice = SIEVE_MATCH_MATCHES },
	{ .name = NULL },
};

/* ---- the method ---- */

static bool make_method(struct sieve_run *run, const struct sieve_call *call,
			struct span *out)
{
	struct sieve_strings options;
	auto_buf struct buf uri = { 0 };
	uint32_t recipients;
	struct span method;
	const char *why;

	if (!sieve_state_string(run, call, SLOT_METHOD, &method) ||
	    !sieve_state_strings(run, call, SLOT_OPTIONS, &options))
		return false;
	if (method.len && !span_eq_nocase(method, SPAN("mailto")))
		return sieve_state_fail(run, ERR_SYNTAX,
					"notify: there is no method '%.*s'",
					SPAN_ARG(span_first(method, 80)));
	buf_init(&uri, URI_MAX);
	buf_add_str(&uri, "mailto:");
	for (size_t i = 0; i < options.count; i++) {
		if (i)
			buf_add_char(&uri, ',');
		sieve_mailto_encode(span_trim(options.at[i]), &uri);
	}
	why = uri.full ? "is too long"
		       : sieve_mailto_complaint(buf_span(&uri), &recipients);
	if (why)
		return sieve_state_fail(
			run, ERR_SYNTAX, "notify: '%.*s' %s",
			SPAN_ARG(span_first(buf_span(&uri), 80)), why);
	return sieve_state_keep(run, buf_span(&uri), out);
}

/* ---- the message ---- */

static bool add_field(struct sieve_run *run, const struct sieve_call *call,
		      struct span name, struct buf *out)
{
	const struct sieve_strings names = { &name, 1 };
	struct sieve_cursor cursor;
	struct sieve_field *field;
	struct span text;

	if (!sieve_fields_begin(run, call, &names, &cursor))
		return false;
	field = sieve_fields_next(&cursor);
	if (field && !sieve_fields_text(run, field, &text))
		return false;
	if (field)
		buf_add(out, text);
	return true;
}

/* Fills in the $…$ that text begins with; *out_len 0: it is none. */
static bool add_word(struct sieve_run *run, const struct sieve_call *call,
		     struct span text, struct buf *out, size_t *out_len)
{
	static const char *const words[] = { "$from$", "$subject$",
					     "$env-from$" };

	*out_len = 0;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		struct span word = span_of(words[i]);

		if (!span_starts_nocase(text, word))
			continue;
		*out_len = word.len;
		if (i < 2)
			return add_field(
				run, call,
				span_first(span_from(word, 1), word.len - 2),
				out);
		buf_add(out, run->input->sender);
	}
	return true;
}

static bool make_message(struct sieve_run *run, const struct sieve_call *call,
			 struct span *out)
{
	auto_buf struct buf message = { 0 };
	struct span text;

	if (!sieve_state_string(run, call, SLOT_MESSAGE, &text))
		return false;
	if (!sieve_command_has(call, SLOT_MESSAGE))
		text = SPAN("$from$: $subject$");
	buf_init(&message, MESSAGE_MAX);
	while (text.len) {
		size_t len = 0;

		if (text.ptr[0] == '$' &&
		    !add_word(run, call, text, &message, &len))
			return false;
		if (!len)
			buf_add_char(&message, text.ptr[0]);
		text = span_from(text, len ? len : 1);
	}
	return sieve_state_examine(run, message.len) &&
	       sieve_state_keep(run, buf_span(&message), out);
}

/* ---- notify ---- */

static bool remember(struct sieve_run *run, struct span id,
		     const struct sieve_action *action)
{
	struct notice *notice = sieve_state_alloc(run, sizeof(*notice));

	if (!notice)
		return false;
	*notice = (struct notice){ .next = run->kept[SIEVE_EXT_NOTIFY],
				   .id = id,
				   .action = action };
	run->kept[SIEVE_EXT_NOTIFY] = notice;
	return true;
}

static bool run_notify(struct sieve_run *run, const struct sieve_call *call)
{
	char importance =
		(char)sieve_command_choice(call, SLOT_PRIORITY, NORMAL);
	struct sieve_notify notify = { .has_fcc = false };
	struct sieve_action *action;
	struct span id;

	if (!make_method(run, call, &notify.method) ||
	    !make_message(run, call, &notify.message) ||
	    !sieve_state_keep(run, span_make(&importance, 1),
			      &notify.importance) ||
	    !sieve_notify_count(run, notify.method) ||
	    !sieve_state_string(run, call, SLOT_ID, &id))
		return false;
	action = sieve_state_add(run, call, SIEVE_NOTIFY);
	if (!action)
		return false;
	action->notify = notify;
	return remember(run, id, action);
}

/* ---- denotify ---- */

static bool is_meant(struct sieve_run *run, const struct sieve_call *call,
		     const struct notice *notice, bool *out)
{
	struct span importance = notice->action->notify.importance;
	struct sieve_match match;

	*out = !sieve_command_has(call, SLOT_PRIORITY) ||
	       (uint64_t)importance.ptr[0] ==
		       sieve_command_choice(call, SLOT_PRIORITY, NORMAL);
	if (!*out || !sieve_command_has(call, SLOT_ID))
		return true;
	if (!sieve_match_begin(run, call, SLOT_ID, &match))
		return false;
	match.keeps_nothing = true;
	if (!sieve_match_value(&match, notice->id))
		return false;
	*out = match.found;
	return true;
}

static void take_off(struct sieve_run *run, const struct sieve_action *action)
{
	struct sieve_action **at = &run->first;

	run->last = NULL;
	while (*at) {
		if (*at == action) {
			*at = action->next;
			continue;
		}
		run->last = *at;
		at = &(*at)->next;
	}
}

static bool run_denotify(struct sieve_run *run, const struct sieve_call *call)
{
	struct notice *kept = NULL;
	struct notice *next;
	bool meant;

	for (struct notice *n = run->kept[SIEVE_EXT_NOTIFY]; n; n = next) {
		next = n->next;
		if (!is_meant(run, call, n, &meant))
			return false;
		if (meant) {
			take_off(run, n->action);
			continue;
		}
		n->next = kept;
		kept = n;
	}
	run->kept[SIEVE_EXT_NOTIFY] = kept;
	return true;
}

const struct sieve_command sieve_notify_old_commands[] = {
	{ .name = "notify",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_NOTIFY,
	  .tags = { notify_tags, priority_tags },
	  .run = run_notify },
	{ .name = "denotify",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_NOTIFY,
	  .tags = { denotify_tags, priority_tags },
	  .run = run_denotify },
	{ .name = NULL },
};
