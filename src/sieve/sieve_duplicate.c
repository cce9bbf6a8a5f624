/* SPDX-License-Identifier: MIT */
/* RFC 7352. The host remembers; what it has to is in the list of actions, so
 * that a run that fails leaves nothing behind. */
#include "base/auto.h"
#include "sieve/sieve_commands.h"
#include "sieve/sieve_fields.h"

enum {
	SLOT_HANDLE = SIEVE_SLOT_OWN,
	SLOT_ID, /* :header and :uniqueid exclude each other */
	SLOT_IS_HEADER,
	SLOT_SECONDS,
	SLOT_LAST,
	DEFAULT_SECONDS = 7 * 24 * 3600
};

static const struct sieve_tag tags[] = {
	{ .name = "handle", .type = SIEVE_STRING, .slot = SLOT_HANDLE },
	{ .name = "header",
	  .type = SIEVE_STRING,
	  .slot = SLOT_ID,
	  .also = SLOT_IS_HEADER },
	{ .name = "uniqueid", .type = SIEVE_STRING, .slot = SLOT_ID },
	{ .name = "seconds", .type = SIEVE_NUMBER, .slot = SLOT_SECONDS },
	{ .name = "last", .slot = SLOT_LAST },
	{ .name = NULL },
};

/* The unique id; ptr NULL: the message has none. */
static bool find_id(struct sieve_run *run, const struct sieve_call *call,
		    struct span *out)
{
	struct span name = SPAN("message-id");
	const struct sieve_strings names = { &name, 1 };
	struct sieve_cursor cursor;
	struct sieve_field *field;

	if (sieve_command_has(call, SLOT_ID)) {
		if (!sieve_command_has(call, SLOT_IS_HEADER))
			return sieve_state_string(run, call, SLOT_ID, out);
		if (!sieve_state_string(run, call, SLOT_ID, &name))
			return false;
	}
	*out = (struct span){ NULL, 0 };
	if (!sieve_fields_begin(run, call, &names, &cursor))
		return false;
	field = sieve_fields_next(&cursor);
	return !field || sieve_fields_text(run, field, out);
}

/* One id for what the user's memory has to tell apart (section 3.2): with the
 * length of the handle, so that no two of them run together. */
static bool add_handle(struct sieve_run *run, const struct sieve_call *call,
		       struct span *id)
{
	auto_buf struct buf all = { 0 };
	struct span handle;

	if (!sieve_state_string(run, call, SLOT_HANDLE, &handle))
		return false;
	buf_init(&all, handle.len + id->len + 32);
	if (sieve_command_has(call, SLOT_HANDLE))
		buf_add_u64(&all, handle.len);
	buf_add_char(&all, ':');
	buf_add(&all, handle);
	buf_add(&all, *id);
	return sieve_state_keep(run, buf_span(&all), id);
}

static bool is_remembered(struct sieve_run *run, struct span id, bool *out)
{
	*out = false;
	return !run->host->duplicate ||
	       run->host->duplicate(run->host->context, id, out, run->err) ||
	       sieve_state_host_failed(run);
}

/* Of several tests with the same id, the last one's time counts. */
static bool remember(struct sieve_run *run, const struct sieve_call *call,
		     struct span id, uint64_t seconds)
{
	struct sieve_action *action = run->first;

	while (action && (action->kind != SIEVE_DUPLICATE ||
			  !span_eq(action->duplicate.id, id)))
		action = action->next;
	if (!action)
		action = sieve_state_add(run, call, SIEVE_DUPLICATE);
	if (!action)
		return false;
	action->duplicate.id = id;
	action->duplicate.seconds = seconds;
	return true;
}

static bool run_duplicate(struct sieve_run *run, const struct sieve_call *call)
{
	const struct sieve_value *told = sieve_command_arg(call, SLOT_SECONDS);
	uint64_t seconds = told->is_given ? told->number : DEFAULT_SECONDS;
	struct span id;

	run->result = false;
	if (!find_id(run, call, &id))
		return false;
	if (!id.ptr || seconds == 0)
		return true;
	if (!add_handle(run, call, &id) ||
	    !is_remembered(run, id, &run->result))
		return false;
	return (run->result && !sieve_command_has(call, SLOT_LAST)) ||
	       remember(run, call, id, seconds);
}

const struct sieve_command sieve_duplicate_commands[] = {
	{ .name = "duplicate",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_DUPLICATE,
	  .tags = { tags },
	  .run = run_duplicate },
	{ .name = NULL },
};
