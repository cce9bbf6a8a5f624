/* SPDX-License-Identifier: MIT */
#include "sieve/sieve_second.h"

#include <stdio.h>

#include "base/auto.h"
#include "mime/mime_text.h"
#include "sieve/sieve_fields.h"

enum {
	RECORD_HEAD = 5,
	ANSWER_CAP = 1 << 20
};

void sieve_second_emit(struct sieve_compiler *c, struct span text,
		       const struct sieve_node *tree)
{
	uint32_t first = sieve_emit_op(c, SIEVE_OP_SECOND, 1);

	c->ops[first].text = text;
	sieve_emit_block(c, tree);
	/* It takes no script that has nothing but require. */
	if (c->count == 1)
		c->count = 0;
	else if (!c->notes.errors)
		sieve_second_check(c, text);
}

/* ---- the request ---- */

static void add_record(struct buf *out, char kind, struct span text)
{
	char head[RECORD_HEAD] = { kind };

	for (unsigned i = 1; i < RECORD_HEAD; i++)
		head[i] = (char)(text.len >> (8 * (i - 1)));
	buf_add(out, span_make(head, RECORD_HEAD));
	buf_add(out, text);
}

/* It takes NUL for the end. */
static void add_value(struct buf *out, struct span text)
{
	size_t at = out->len + RECORD_HEAD;

	add_record(out, 'v', text);
	for (; at < out->len; at++)
		if (out->ptr[at] == '\0')
			out->ptr[at] = ' ';
}

/* ---- addresses ---- */

/* Words with dots between, as its own parser takes them bare. */
static bool is_atoms(struct span text)
{
	static const char specials[] = "<>()@,;:\"[]\\";
	char before = '.';

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c <= ' ' || c == 0x7f || strchr(specials, c) ||
		    (c == '.' && before == '.'))
			return false;
		before = (char)c;
	}
	return before != '.';
}

static bool can_be_quoted(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] < ' ' || text.ptr[i] == '"' ||
		    text.ptr[i] == '\\')
			return false;
	return text.len > 0;
}

/* What would be a syntax error to it, and end the script, is left out. */
static bool write_address(const struct sieve_address *address, struct buf *out)
{
	if (!address->domain.ptr || !is_atoms(address->domain))
		return false;
	if (is_atoms(address->local)) {
		buf_add(out, address->all);
		return true;
	}
	if (!can_be_quoted(address->local))
		return false;
	buf_add_char(out, '"');
	buf_add(out, address->local);
	buf_add_str(out, "\"@");
	buf_add(out, address->domain);
	return true;
}

/* It takes neither "A. Name <a@b>" nor several where one has no detail: so each
 * is a value, and bare. */
static bool add_addresses(struct sieve_run *run, struct sieve_field *field,
			  struct buf *out)
{
	const struct sieve_address *address;

	if (!sieve_fields_addresses(run, field, &address))
		return false;
	for (; address; address = address->next) {
		auto_buf struct buf text;

		buf_init(&text, address->all.len + 3);
		if (write_address(address, &text))
			add_value(out, buf_span(&text));
	}
	return true;
}

static bool add_envelope(struct sieve_run *run, char kind, struct span text,
			 struct buf *out)
{
	const struct sieve_address *address;
	bool is_plain;

	if (run->input->no_envelope)
		text = SPAN("");
	address = sieve_fields_envelope(run, text);
	if (!address)
		return false;
	is_plain = address->domain.ptr && is_atoms(address->local) &&
		   is_atoms(address->domain);
	add_record(out, kind, is_plain ? address->all : SPAN(""));
	return true;
}

/* ---- fields ---- */

struct request {
	struct sieve_run *run;
	struct buf *out;
	struct span *asked; /* names that are in it */
	size_t count, room;
};

static bool is_asked(const struct request *r, struct span name)
{
	for (size_t i = 0; i < r->count; i++)
		if (span_eq_nocase(r->asked[i], name))
			return true;
	return false;
}

static bool note_asked(struct request *r, struct span name)
{
	if (r->count == r->room) {
		struct span *more;

		r->room = r->room * 2 + 16;
		more = sieve_state_alloc(r->run, r->room * sizeof(*more));
		if (!more)
			return false;
		if (r->count)
			memcpy(more, r->asked, r->count * sizeof(*more));
		r->asked = more;
	}
	r->asked[r->count++] = name;
	return sieve_state_examine(r->run, r->count);
}

static bool add_field(struct request *r, const struct sieve_call *call,
		      struct span name, bool addresses)
{
	struct sieve_strings names = { &name, 1 };
	struct sieve_cursor cursor;
	struct sieve_field *field;
	struct span text;

	if (is_asked(r, name))
		return true;
	if (!note_asked(r, name) ||
	    !sieve_fields_begin(r->run, call, &names, &cursor))
		return false;
	add_record(r->out, 'n', name);
	while ((field = sieve_fields_next(&cursor))) {
		if (addresses) {
			if (!add_addresses(r->run, field, r->out))
				return false;
		} else if (sieve_fields_text(r->run, field, &text)) {
			add_value(r->out, text);
		} else {
			return false;
		}
	}
	return true;
}

static bool add_fields(struct request *r, const struct sieve_op *op)
{
	const struct sieve_value *names;
	bool addresses = sieve_second_calls(op, "address");

	if (!addresses && !sieve_second_calls(op, "header") &&
	    !sieve_second_calls(op, "exists"))
		return true;
	names = sieve_command_arg(op->call, SIEVE_SLOT_A);
	for (size_t i = 0; i < names->count; i++)
		if (!add_field(r, op->call, names->texts[i].fixed, addresses))
			return false;
	return true;
}

/* What its vacation looks at by itself. */
static bool add_for_vacation(struct request *r, const struct sieve_op *op)
{
	static const struct {
		const char *name;
		bool addresses;
	} fields[] = {
		{ "auto-submitted", false },
		{ "precedence", false },
		{ "subject", false },
		{ "to", true },
		{ "cc", true },
		{ "bcc", true },
	};

	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (!add_field(r, op->call, span_of(fields[i].name),
			       fields[i].addresses))
			return false;
	return true;
}

static bool make_request(struct sieve_run *run, struct span text,
			 struct buf *out)
{
	const struct sieve_script *script = run->frame->script;
	const struct sieve_input *input = run->input;
	struct request r = { .run = run, .out = out };
	char size[32];

	snprintf(
		size, sizeof(size), "%llu",
		(unsigned long long)(mime_text_crlf_size(run->message->header) +
				     mime_text_crlf_size(run->message->body)));
	add_record(out, 's', text);
	add_record(out, 'd', span_make(&run->settings->separator, 1));
	add_record(out, 'z', span_of(size));
	if (!add_envelope(run, 'f', input->sender, out) ||
	    !add_envelope(run, 't', input->recipient, out))
		return false;
	for (uint32_t i = 0; i < script->count; i++)
		if (!add_fields(&r, &script->ops[i]))
			return false;
	for (uint32_t i = 0; i < script->count; i++)
		if (sieve_second_calls(&script->ops[i], "vacation") &&
		    !add_for_vacation(&r, &script->ops[i]))
			return false;
	return !out->full || sieve_state_fail(run, ERR_LIMIT,
					      "the message's fields need more "
					      "memory than a script may have");
}

/* ---- the answer ---- */

static bool take_record(struct span *rest, char *out_kind, struct span *out)
{
	size_t len = 0;

	if (rest->len < RECORD_HEAD)
		return false;
	*out_kind = rest->ptr[0];
	for (unsigned i = 1; i < RECORD_HEAD; i++)
		len |= (size_t)(unsigned char)rest->ptr[i] << (8 * (i - 1));
	*rest = span_from(*rest, RECORD_HEAD);
	*out = span_first(*rest, len);
	*rest = span_from(*rest, len);
	return out->len == len;
}

/* Line ends of strings are CRLF with us, with it as they stand there. */
static bool is_same_text(struct span ours, struct span theirs)
{
	size_t at = 0;

	for (size_t i = 0; i < ours.len; i++) {
		bool is_end = ours.ptr[i] == '\r' && i + 1 < ours.len &&
			      ours.ptr[i + 1] == '\n';

		if (is_end && at < theirs.len && theirs.ptr[at] == '\n')
			continue;
		if (at == theirs.len || ours.ptr[i] != theirs.ptr[at])
			return false;
		at++;
	}
	return at == theirs.len;
}

static bool is_meant(const struct sieve_op *op, char kind, struct span text)
{
	static const struct {
		char kind;
		const char *name;
	} actions[] = {
		{ 'K', "keep" },     { 'D', "discard" }, { 'F', "fileinto" },
		{ 'R', "redirect" }, { 'J', "reject" },  { 'V', "vacation" },
	};
	const struct sieve_value *value;

	for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
		if (actions[i].kind != kind ||
		    !sieve_second_calls(op, actions[i].name))
			continue;
		value = sieve_command_arg(op->call, SIEVE_SLOT_A);
		return is_same_text(
			value->count ? value->texts[0].fixed : SPAN(""), text);
	}
	return false;
}

/* Scripts run forward: an action stands behind the one that came before. */
static bool do_action(struct sieve_run *run, char kind, struct span text,
		      uint32_t *at)
{
	const struct sieve_script *script = run->frame->script;
	const struct sieve_call *call;

	while (*at < script->count && !is_meant(&script->ops[*at], kind, text))
		++*at;
	if (*at == script->count)
		return sieve_state_fail(run, ERR_STATE,
					"libsieve answers with an action that "
					"the script does not have");
	call = script->ops[(*at)++].call;
	run->line = call->line;
	sieve_state_trace(run, "%s, says libsieve", call->command->name);
	return call->command->run(run, call);
}

static bool take_answer(struct sieve_run *run, struct span rest)
{
	struct span text;
	uint32_t at = 0;
	char kind;

	while (take_record(&rest, &kind, &text)) {
		if (kind == '.' && text.len == 0 && rest.len == 0)
			return true;
		if (kind == 'E')
			return sieve_state_fail(
				run, ERR_STATE, "libsieve fails: %.*s",
				SPAN_ARG(span_first(text, 200)));
		if (!do_action(run, kind, text, &at))
			return false;
	}
	return sieve_state_fail(run, ERR_STATE, "libsieve's answer is broken");
}

bool sieve_second_run(struct sieve_run *run, struct span text)
{
	const struct sieve_host *host = run->host;
	auto_buf struct buf request, answer;

	run->line = 1;
	if (run->settings->engine != SIEVE_ENGINE_LIBSIEVE || !host->second)
		return sieve_state_fail(run, ERR_STATE,
					"there is no libsieve here");
	buf_init(&request, run->settings->limits.memory);
	buf_init(&answer, ANSWER_CAP);
	if (!make_request(run, text, &request))
		return false;
	if (!host->second(host->context, buf_span(&request), &answer, run->err))
		return sieve_state_host_failed(run);
	return take_answer(run, buf_span(&answer));
}
