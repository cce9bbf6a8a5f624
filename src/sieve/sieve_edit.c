/* SPDX-License-Identifier: MIT */
/* RFC 5293: addheader and deleteheader. */
#include "base/auto.h"
#include "mime/mime_header.h"
#include "sieve/sieve_commands.h"
#include "sieve/sieve_emit.h"
#include "sieve/sieve_fields.h"
#include "sieve/sieve_mail.h"
#include "sieve/sieve_match.h"
#include "sieve/sieve_rewrite.h"

static void check_name(struct sieve_compiler *c, struct sieve_call *call)
{
	struct span name;

	if (sieve_command_constant(call, SIEVE_SLOT_A, 0, &name) &&
	    !sieve_mail_is_field_name(name))
		sieve_emit_error(c, call->line, "'%.*s' is no header field",
				 SPAN_ARG(span_first(name, 80)));
}

static bool take_name(struct sieve_run *run, const struct sieve_call *call,
		      struct span *out)
{
	return sieve_state_string(run, call, SIEVE_SLOT_A, out) &&
	       (sieve_mail_is_field_name(*out) ||
		sieve_state_fail(run, ERR_SYNTAX, "'%.*s' is no header field",
				 SPAN_ARG(span_first(*out, 80))));
}

/* RFC 5293 6: what may not be changed is passed over. */
static bool is_protected(const struct sieve_run *run, struct span name)
{
	const struct sieve_strings *names = &run->settings->protected_fields;

	if (span_eq_nocase(name, SPAN("Subject")))
		return false;
	/* RFC 5703 5: what `replace` has added stays as it is. */
	if (run->kept[SIEVE_EXT_REPLACE] &&
	    (span_eq_nocase(name, SPAN("Original-Subject")) ||
	     span_eq_nocase(name, SPAN("Original-From"))))
		return true;
	for (size_t i = 0; i < names->count; i++)
		if (span_eq_nocase(name, names->at[i]))
			return true;
	return false;
}

static bool set_header(struct sieve_run *run, const struct buf *header)
{
	struct sieve_version *version =
		sieve_state_alloc(run, sizeof(*version));

	if (header->full)
		return sieve_state_fail(run, ERR_LIMIT,
					"the new header is too large");
	if (!version || !sieve_state_examine(run, header->len) ||
	    !sieve_state_keep(run, buf_span(header), &version->header))
		return false;
	version->body = run->message->body;
	version->is_edited = true;
	run->message = version;
	run->fields = NULL;
	return true;
}

/* ---- addheader ---- */

enum {
	SLOT_AT_END = SIEVE_SLOT_OWN
};

static const struct sieve_tag add_tags[] = {
	{ .name = "last", .slot = SLOT_AT_END },
	{ .name = NULL },
};

/* Where the empty line begins; what is not closed is closed first. */
static size_t end_of_fields(struct span header)
{
	if (span_ends(header, SPAN("\r\n\r\n")) ||
	    span_eq(header, SPAN("\r\n")))
		return header.len - 2;
	if (span_ends(header, SPAN("\n\n")) || span_eq(header, SPAN("\n")))
		return header.len - 1;
	return header.len;
}

static void add_last(struct buf *out, struct span header, struct span name,
		     struct span value)
{
	size_t end = end_of_fields(header);

	buf_add(out, span_first(header, end));
	if (end && !span_ends(buf_span(out), SPAN("\n")))
		buf_add_str(out, "\n");
	sieve_rewrite_field(out, header, name, value);
	buf_add(out, span_from(header, end));
}

static bool run_addheader(struct sieve_run *run, const struct sieve_call *call)
{
	struct span header = run->message->header;
	auto_buf struct buf out = { 0 };
	struct span name, value;

	if (!take_name(run, call, &name) ||
	    !sieve_state_string(run, call, SIEVE_SLOT_B, &value))
		return false;
	if (is_protected(run, name))
		return true;
	buf_init(&out, header.len + name.len + 8 * value.len + 1000);
	if (sieve_command_has(call, SLOT_AT_END)) {
		add_last(&out, header, name, value);
	} else {
		sieve_rewrite_field(&out, header, name, value);
		buf_add(&out, header);
	}
	return set_header(run, &out);
}

/* ---- deleteheader ---- */

static const struct sieve_tag delete_tags[] = {
	{ .name = "index", .type = SIEVE_NUMBER, .slot = SIEVE_SLOT_INDEX },
	{ .name = "last", .slot = SIEVE_SLOT_LAST },
	{ .name = NULL },
};

struct removal {
	struct sieve_run *run;
	const struct sieve_call *call;
	struct sieve_match match;
	struct span name;
	uint64_t wanted; /* number from the top; 0: all */
	uint64_t seen;
	struct buf out;
};

static uint64_t count_fields(struct span header, struct span name)
{
	struct mime_field field;
	uint64_t count = 0;

	while (mime_header_next(&header, &field))
		count += span_eq_nocase(field.name, name);
	return count;
}

/* false: there is no such field. */
static bool choose(struct removal *r)
{
	uint64_t count = count_fields(r->run->message->header, r->name);

	if (!sieve_command_has(r->call, SIEVE_SLOT_INDEX))
		return count > 0;
	r->wanted = sieve_command_arg(r->call, SIEVE_SLOT_INDEX)->number;
	if (r->wanted > count)
		return false;
	if (sieve_command_has(r->call, SIEVE_SLOT_LAST))
		r->wanted = count + 1 - r->wanted;
	return true;
}

static bool goes(struct removal *r, const struct mime_field *field, bool *out)
{
	struct sieve_field f = { .value = field->value };
	struct span text;

	*out = false;
	if (!span_eq_nocase(field->name, r->name))
		return true;
	r->seen++;
	if (r->wanted && r->seen != r->wanted)
		return true;
	*out = true;
	if (!sieve_command_has(r->call, SIEVE_SLOT_B))
		return true;
	r->match.found = false;
	r->match.count = 0;
	if (!sieve_fields_text(r->run, &f, &text) ||
	    !sieve_match_value(&r->match, text) || !sieve_match_end(&r->match))
		return false;
	*out = r->match.found;
	return true;
}

/* What is no field stays where it is. */
static bool copy_rest(struct removal *r)
{
	struct span header = r->run->message->header;
	const char *from = header.ptr;
	const char *end = header.ptr + header.len;
	struct mime_field field;
	bool gone;

	while (mime_header_next(&header, &field)) {
		if (!goes(r, &field, &gone))
			return false;
		if (!gone)
			continue;
		buf_add(&r->out,
			span_make(from, (size_t)(field.raw.ptr - from)));
		from = field.raw.ptr + field.raw.len;
	}
	buf_add(&r->out, span_make(from, (size_t)(end - from)));
	return true;
}

static bool run_deleteheader(struct sieve_run *run,
			     const struct sieve_call *call)
{
	struct removal r = { .run = run, .call = call };
	bool done;

	if (!take_name(run, call, &r.name) ||
	    !sieve_match_begin(run, call, SIEVE_SLOT_B, &r.match))
		return false;
	if (is_protected(run, r.name) || !choose(&r))
		return true;
	buf_init(&r.out, run->message->header.len + 1);
	done = copy_rest(&r);
	if (done && r.out.len < run->message->header.len)
		done = set_header(run, &r.out);
	buf_release(&r.out);
	return done;
}

const struct sieve_command sieve_edit_commands[] = {
	{ .name = "addheader",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_EDITHEADER,
	  .tags = { add_tags },
	  .params = { { "field name", SIEVE_STRING, SIEVE_REQUIRED },
		      { "value", SIEVE_STRING, SIEVE_REQUIRED } },
	  .check = check_name,
	  .run = run_addheader },
	{ .name = "deleteheader",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_EDITHEADER,
	  .tags = { sieve_tags_match, delete_tags },
	  .params = { { "field name", SIEVE_STRING, SIEVE_REQUIRED },
		      { "value patterns", SIEVE_STRINGS, SIEVE_OPTIONAL } },
	  .check = check_name,
	  .run = run_deleteheader },
	{ .name = NULL },
};
