/* SPDX-License-Identifier: MIT */
/* RFC 5703: extracttext, replace, enclose. */
#include "base/auto.h"
#include "base/utf8.h"
#include "sieve/sieve_commands.h"
#include "sieve/sieve_mail.h"
#include "sieve/sieve_mime.h"
#include "sieve/sieve_rewrite.h"
#include "sieve/sieve_rule.h"
#include "sieve/sieve_set.h"

enum {
	ENCLOSED = 3, /* number of what was the message before */
	ROOM = 10000  /* for fields and boundaries that are added */
};

/* ---- extracttext ---- */

enum {
	SLOT_FIRST_CHARACTERS = SIEVE_SET_SLOTS
};

static const struct sieve_tag extract_tags[] = {
	{ .name = "first",
	  .type = SIEVE_NUMBER,
	  .slot = SLOT_FIRST_CHARACTERS },
	{ .name = NULL },
};

static void check_extract(struct sieve_compiler *c, struct sieve_call *call)
{
	if (!c->loop)
		sieve_emit_error(c, call->line,
				 "'extracttext' is only for foreverypart");
}

static struct span first_characters(struct span text, uint64_t count)
{
	struct span rest = text;
	uint32_t code;

	for (; rest.len && count; count--)
		if (!utf8_take(&rest, &code))
			rest = span_from(rest, 1);
	return span_first(text, text.len - rest.len);
}

static bool run_extract(struct sieve_run *run, const struct sieve_call *call)
{
	const struct sieve_text *name =
		sieve_command_arg(call, SIEVE_SLOT_A)->texts;
	struct sieve_content *content;
	struct span text;
	size_t i;

	if (!sieve_mime_current(run, &content, &i) ||
	    !sieve_content_text(run, content, i, &text))
		return false;
	if (!sieve_parts_is_known(&content->parts.at[i]))
		text = SPAN("");
	if (sieve_command_has(call, SLOT_FIRST_CHARACTERS))
		text = first_characters(
			text,
			sieve_command_arg(call, SLOT_FIRST_CHARACTERS)->number);
	return sieve_set_assign(run, call, &name->pieces[0], text);
}

/* ---- replace ---- */

enum {
	SLOT_IS_MIME = SIEVE_SLOT_OWN,
	SLOT_SUBJECT,
	SLOT_FROM,
	SLOT_HEADERS
};

static const struct sieve_tag replace_tags[] = {
	{ .name = "mime", .slot = SLOT_IS_MIME },
	{ .name = "subject", .type = SIEVE_STRING, .slot = SLOT_SUBJECT },
	{ .name = "from", .type = SIEVE_STRING, .slot = SLOT_FROM },
	{ .name = NULL },
};

static const struct sieve_rule from_rule = {
	SLOT_FROM,
	"list of addresses",
	sieve_mail_is_mailbox_list,
};

static void check_replace(struct sieve_compiler *c, struct sieve_call *call)
{
	if (sieve_command_has(call, SLOT_IS_MIME) &&
	    (sieve_command_has(call, SLOT_SUBJECT) ||
	     sieve_command_has(call, SLOT_FROM)))
		sieve_emit_error(c, call->line,
				 "'replace' with :mime can't have :subject or "
				 ":from");
	sieve_rule_check(c, call, &from_rule, 1);
}

static bool set_message(struct sieve_run *run, const struct buf *message)
{
	struct span kept;

	if (message->full)
		return sieve_state_fail(run, ERR_LIMIT,
					"the new message is too large");
	return sieve_state_examine(run, message->len) &&
	       sieve_state_keep(run, buf_span(message), &kept) &&
	       sieve_content_set(run, kept);
}

static bool run_replace(struct sieve_run *run, const struct sieve_call *call)
{
	struct sieve_replacement by = {
		.is_mime = sieve_command_has(call, SLOT_IS_MIME),
	};
	struct sieve_content *content;
	auto_buf struct buf out = { 0 };
	size_t i;

	if (!sieve_state_string(run, call, SIEVE_SLOT_A, &by.text) ||
	    !sieve_state_string(run, call, SLOT_SUBJECT, &by.subject) ||
	    !sieve_rule_take(run, call, &from_rule, &by.from) ||
	    !sieve_mime_current(run, &content, &i))
		return false;
	buf_init(&out, 2 * content->message.len + 4 * by.text.len +
			       8 * (by.subject.len + by.from.len) + ROOM);
	sieve_rewrite_replace(&out, content->message, &content->parts.at[i],
			      &by);
	/* From now on editheader leaves alone what tells of the old ones. */
	if (by.subject.len || by.from.len)
		run->kept[SIEVE_EXT_REPLACE] = content;
	return set_message(run, &out);
}

/* ---- enclose ---- */

static const struct sieve_tag enclose_tags[] = {
	{ .name = "subject", .type = SIEVE_STRING, .slot = SLOT_SUBJECT },
	{ .name = "headers", .type = SIEVE_STRINGS, .slot = SLOT_HEADERS },
	{ .name = NULL },
};

static bool run_enclose(struct sieve_run *run, const struct sieve_call *call)
{
	const struct sieve_input *input = run->input;
	struct sieve_enclosure in = {
		.from = input->user.len ? input->user : input->recipient,
		.now = input->now,
		.zone = input->zone,
	};
	struct sieve_content *content;
	auto_buf struct buf out = { 0 };

	if (!sieve_state_string(run, call, SIEVE_SLOT_A, &in.text) ||
	    !sieve_state_string(run, call, SLOT_SUBJECT, &in.subject) ||
	    !sieve_state_strings(run, call, SLOT_HEADERS, &in.headers) ||
	    !sieve_content_get(run, &content))
		return false;
	buf_init(&out, 3 * content->message.len + 4 * in.text.len +
			       8 * in.subject.len + ROOM);
	sieve_rewrite_enclose(&out, content->message, &in);
	sieve_mime_move(run, ENCLOSED);
	if (!run->bare)
		run->bare = run->message;
	return set_message(run, &out);
}

const struct sieve_command sieve_replace_commands[] = {
	{ .name = "extracttext",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_EXTRACTTEXT,
	  .tags = { sieve_set_tags, extract_tags },
	  .params = { { "name", SIEVE_VARIABLE, SIEVE_REQUIRED } },
	  .check = check_extract,
	  .run = run_extract },
	{ .name = "replace",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_REPLACE,
	  .tags = { replace_tags },
	  .params = { { "replacement", SIEVE_STRING, SIEVE_REQUIRED } },
	  .check = check_replace,
	  .run = run_replace },
	{ .name = "enclose",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_ENCLOSE,
	  .tags = { enclose_tags },
	  .params = { { "text", SIEVE_STRING, SIEVE_REQUIRED } },
	  .run = run_enclose },
	{ .name = NULL },
};
