/* SPDX-License-Identifier: MIT */
/* RFC 5228 5: header, address, exists, size. */
#include "mime/mime_text.h"
#include "sieve/sieve_commands.h"
#include "sieve/sieve_emit.h"
#include "sieve/sieve_fields.h"
#include "sieve/sieve_match.h"
#include "sieve/sieve_mime.h"

/* ---- header ---- */

static bool match_fields(struct sieve_match *match,
			 const struct sieve_call *call,
			 struct sieve_cursor *cursor)
{
	struct sieve_field *field;
	struct span text;

	while (!match->found && (field = sieve_fields_next(cursor))) {
		if (sieve_command_has(call, SIEVE_SLOT_MIME_OPTION)) {
			if (!sieve_mime_match(match, call, field))
				return false;
			continue;
		}
		if (!sieve_fields_text(match->run, field, &text) ||
		    !sieve_match_value(match, text))
			return false;
	}
	return true;
}

static bool run_header(struct sieve_run *run, const struct sieve_call *call)
{
	struct sieve_strings names;
	struct sieve_cursor cursor;
	struct sieve_match match;

	return sieve_state_strings(run, call, SIEVE_SLOT_A, &names) &&
	       sieve_match_begin(run, call, SIEVE_SLOT_B, &match) &&
	       sieve_fields_begin(run, call, &names, &cursor) &&
	       match_fields(&match, call, &cursor) && sieve_match_end(&match);
}

static bool run_exists(struct sieve_run *run, const struct sieve_call *call)
{
	struct sieve_strings names;
	struct sieve_cursor cursor;

	if (!sieve_state_strings(run, call, SIEVE_SLOT_A, &names))
		return false;
	run->result = true;
	for (size_t i = 0; i < names.count && run->result; i++) {
		struct sieve_strings one = { &names.at[i], 1 };

		if (!sieve_fields_begin(run, call, &one, &cursor))
			return false;
		run->result = sieve_fields_next(&cursor) != NULL;
	}
	return true;
}

/* ---- address ---- */

/* RFC 5228 5.1 has the test restricted to fields with addresses: those that are
 * known to have none can't be meant. */
static bool lacks_addresses(struct span name)
{
	static const char *const others[] = {
		"subject",
		"date",
		"message-id",
		"received",
		"content-type",
		"comments",
		"mime-version",
		"keywords",
		"references",
		"list-id",
		"content-transfer-encoding",
	};

	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (span_eq_nocase(name, span_of(others[i])))
			return true;
	return false;
}

static bool match_addresses(struct sieve_match *match,
			    const struct sieve_call *call,
			    struct sieve_cursor *cursor)
{
	enum sieve_part part =
		sieve_command_choice(call, SIEVE_SLOT_PART, SIEVE_ALL);
	const struct sieve_address *address;
	struct sieve_field *field;
	struct span text;

	while (!match->found && (field = sieve_fields_next(cursor))) {
		/* Variables may name what the compiler refuses. */
		if (lacks_addresses(field->name))
			continue;
		if (!sieve_fields_addresses(match->run, field, &address))
			return false;
		for (; address && !match->found; address = address->next)
			if (sieve_fields_part(match->run, address, part,
					      &text) &&
			    !sieve_match_value(match, text))
				return false;
	}
	return true;
}

static void check_address(struct sieve_compiler *c, struct sieve_call *call)
{
	struct span name;

	sieve_fields_check_names(c, call);
	for (size_t i = 0; i < sieve_command_arg(call, SIEVE_SLOT_A)->count;
	     i++)
		if (sieve_command_constant(call, SIEVE_SLOT_A, i, &name) &&
		    lacks_addresses(name))
			sieve_emit_error(c, call->line,
					 "address: '%.*s' has no addresses",
					 SPAN_ARG(name));
}

static bool run_address(struct sieve_run *run, const struct sieve_call *call)
{
	struct sieve_strings names;
	struct sieve_cursor cursor;
	struct sieve_match match;

	return sieve_state_strings(run, call, SIEVE_SLOT_A, &names) &&
	       sieve_match_begin(run, call, SIEVE_SLOT_B, &match) &&
	       sieve_fields_begin(run, call, &names, &cursor) &&
	       match_addresses(&match, call, &cursor) &&
	       sieve_match_end(&match);
}

/* ---- size ---- */

enum {
	SLOT_LIMIT = SIEVE_SLOT_OWN,
	OVER = 0,
	UNDER = 1
};

static const struct sieve_tag size_tags[] = {
	{ .name = "over", .slot = SLOT_LIMIT, .choice = OVER },
	{ .name = "under", .slot = SLOT_LIMIT, .choice = UNDER },
	{ .name = NULL },
};

/* RFC 5228 5.9: with CRLF, whatever the line ends are here. */
static uint64_t message_size(struct sieve_run *run)
{
	if (run->measured != run->message) {
		run->size = mime_text_crlf_size(run->message->header) +
			    mime_text_crlf_size(run->message->body);
		run->measured = run->message;
	}
	return run->size;
}

static bool run_size(struct sieve_run *run, const struct sieve_call *call)
{
	uint64_t size = message_size(run);
	uint64_t limit = sieve_command_arg(call, SIEVE_SLOT_A)->number;

	run->result = sieve_command_arg(call, SLOT_LIMIT)->number == OVER
			      ? size > limit
			      : size < limit;
	return true;
}

const struct sieve_command sieve_tests_commands[] = {
	{ .name = "header",
	  .kind = SIEVE_TEST,
	  .tags = { sieve_tags_match, sieve_tags_index, sieve_tags_mime,
		    sieve_tags_mime_options },
	  .params = { { "header names", SIEVE_STRINGS, SIEVE_REQUIRED },
		      { "keys", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .check = sieve_fields_check_names,
	  .run = run_header },
	{ .name = "address",
	  .kind = SIEVE_TEST,
	  .tags = { sieve_tags_match, sieve_tags_part, sieve_tags_index,
		    sieve_tags_mime },
	  .params = { { "header names", SIEVE_STRINGS, SIEVE_REQUIRED },
		      { "keys", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .check = check_address,
	  .run = run_address },
	{ .name = "exists",
	  .kind = SIEVE_TEST,
	  .tags = { sieve_tags_mime },
	  .params = { { "header names", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .check = sieve_fields_check_names,
	  .run = run_exists },
	{ .name = "size",
	  .kind = SIEVE_TEST,
	  .tags = { size_tags },
	  .params = { { "limit", SIEVE_NUMBER, SIEVE_REQUIRED } },
	  .needs = SLOT_LIMIT,
	  .run = run_size },
	{ .name = NULL },
};
