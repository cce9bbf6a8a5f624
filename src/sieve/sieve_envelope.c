/* SPDX-License-Identifier: MIT */
/* The envelope test of RFC 5228 5.4, with what RFC 6009 adds. */
#include "base/auto.h"
#include "base/hex.h"
#include "sieve/sieve_commands.h"
#include "sieve/sieve_date.h"
#include "sieve/sieve_dates.h"
#include "sieve/sieve_emit.h"
#include "sieve/sieve_fields.h"
#include "sieve/sieve_match.h"

enum part {
	PART_FROM,
	PART_TO,
	PART_NOTIFY, /* RFC 6009 */
	PART_ORCPT,
	PART_RET,
	PART_ENVID,
	PART_BY_RELATIVE,
	PART_BY_ABSOLUTE,
	PART_BY_MODE,
	PART_BY_TRACE,
	PARTS
};
static const struct {
	const char *name;
	enum sieve_extension extension;
} parts[PARTS] = {
	[PART_FROM] = { "from", SIEVE_EXT_NONE },
	[PART_TO] = { "to", SIEVE_EXT_NONE },
	[PART_NOTIFY] = { "notify", SIEVE_EXT_ENVELOPE_DSN },
	[PART_ORCPT] = { "orcpt", SIEVE_EXT_ENVELOPE_DSN },
	[PART_RET] = { "ret", SIEVE_EXT_ENVELOPE_DSN },
	[PART_ENVID] = { "envid", SIEVE_EXT_ENVELOPE_DSN },
	[PART_BY_RELATIVE] = { "bytimerelative", SIEVE_EXT_ENVELOPE_DELIVERBY },
	[PART_BY_ABSOLUTE] = { "bytimeabsolute", SIEVE_EXT_ENVELOPE_DELIVERBY },
	[PART_BY_MODE] = { "bymode", SIEVE_EXT_ENVELOPE_DELIVERBY },
	[PART_BY_TRACE] = { "bytrace", SIEVE_EXT_ENVELOPE_DELIVERBY },
};

enum {
	SLOT_ZONE = SIEVE_SLOT_OWN
};

static const struct sieve_tag zone_tags[] = {
	{ .name = "zone",
	  .extension = SIEVE_EXT_ENVELOPE_DELIVERBY,
	  .type = SIEVE_STRING,
	  .slot = SLOT_ZONE },
	{ .name = NULL },
};

static enum part find(struct span name)
{
	unsigned i = 0;

	while (i < PARTS && !span_eq_nocase(name, span_of(parts[i].name)))
		i++;
	return i;
}

/* RFC 6009 4, 5 */
static bool is_address(enum part part)
{
	return part == PART_FROM || part == PART_TO;
}

static void check(struct sieve_compiler *c, struct sieve_call *call)
{
	sieve_dates_check_zone(c, call, SLOT_ZONE);
	for (size_t i = 0; i < sieve_command_arg(call, SIEVE_SLOT_A)->count;
	     i++) {
		struct span name;
		enum part part;

		if (!sieve_command_constant(call, SIEVE_SLOT_A, i, &name))
			continue;
		part = find(name);
		if (part == PARTS)
			sieve_emit_error(c, call->line,
					 "the envelope has no part '%.*s'",
					 SPAN_ARG(span_first(name, 80)));
		else if (!sieve_emit_has(c, call->line, parts[part].extension))
			sieve_emit_unknown(
				c, call->line,
				"envelope part \"%s\" without require \"%s\"",
				parts[part].name,
				sieve_extension_name(parts[part].extension));
		else if (!is_address(part) &&
			 sieve_command_has(call, SIEVE_SLOT_PART))
			sieve_emit_error(c, call->line,
					 "envelope part \"%s\" is no address",
					 parts[part].name);
	}
}

/* RFC 5228 5.4: the null sender is "" whatever part of it is wanted. */
static bool match_address(struct sieve_match *match,
			  const struct sieve_call *call, struct span text)
{
	const struct sieve_address *address;
	struct span part;

	/* RFC 5231 4: the empty reverse-path is none */
	if (text.len == 0)
		return match->type == SIEVE_MATCH_COUNT ||
		       sieve_match_value(match, text);
	address = sieve_fields_envelope(match->run, text);
	if (!address)
		return false;
	return !sieve_fields_part(
		       match->run, address,
		       sieve_command_choice(call, SIEVE_SLOT_PART, SIEVE_ALL),
		       &part) ||
	       sieve_match_value(match, part);
}

/* ---- RFC 6009 ---- */

/* Each of the values of NOTIFY. */
static bool match_words(struct sieve_match *match, struct span words)
{
	struct span word;

	while (words.len && !match->found && span_cut(&words, ',', &word))
		if (!sieve_match_value(match, word))
			return false;
	return true;
}

/* RFC 3461 4: "+XX" is the octet of that number. */
static bool match_xtext(struct sieve_match *match, struct span text)
{
	auto_buf struct buf plain;
	struct span kept;

	buf_init(&plain, text.len);
	(void)hex_unescape(&plain, text, '+');
	return sieve_state_keep(match->run, buf_span(&plain), &kept) &&
	       (text.len == 0 || sieve_match_value(match, kept));
}

static bool write_limit(struct sieve_run *run, const struct sieve_call *call,
			struct buf *out)
{
	int32_t zone;

	if (!sieve_dates_choose_zone(run, call, SLOT_ZONE, &zone))
		return false;
	sieve_date_write(out, SPAN("iso8601"),
			 run->input->now + run->input->by_time, zone);
	return true;
}

static bool match_by(struct sieve_match *match, const struct sieve_call *call,
		     enum part part)
{
	const struct sieve_input *input = match->run->input;
	bool is_return = span_lower(input->by_mode.ptr[0]) == 'r';
	bool has_trace = span_ends(input->by_mode, SPAN("T")) ||
			 span_ends(input->by_mode, SPAN("t"));
	auto_buf struct buf text;
	struct span kept;

	buf_init(&text, 64);
	if (part == PART_BY_RELATIVE)
		buf_add_format(&text, "%lld", (long long)input->by_time);
	else if (part == PART_BY_MODE)
		buf_add_str(&text, is_return ? "return" : "notify");
	else if (part == PART_BY_TRACE)
		buf_add_str(&text, has_trace ? "trace" : "");
	else if (!write_limit(match->run, call, &text))
		return false;
	return sieve_state_keep(match->run, buf_span(&text), &kept) &&
	       sieve_match_value(match, kept);
}

/* ---- */

static bool match_part(struct sieve_match *match, const struct sieve_call *call,
		       struct span name)
{
	const struct sieve_input *input = match->run->input;
	enum part part = find(name);

	if (!is_address(part) && part != PARTS &&
	    sieve_command_has(call, SIEVE_SLOT_PART))
		return sieve_state_fail(match->run, ERR_SYNTAX,
					"envelope part \"%s\" is no address",
					parts[part].name);
	switch (part) {
	case PART_FROM:
		return match_address(match, call, input->sender);
	case PART_TO:
		return match_address(match, call, input->recipient);
	case PART_NOTIFY:
		return match_words(match, input->notify);
	case PART_ORCPT:
		return match_xtext(match, input->orcpt);
	case PART_RET:
		return input->ret.len == 0 ||
		       sieve_match_value(match, input->ret);
	case PART_ENVID:
		return match_xtext(match, input->envid);
	case PART_BY_RELATIVE:
	case PART_BY_ABSOLUTE:
	case PART_BY_MODE:
	case PART_BY_TRACE:
		return input->by_mode.len == 0 || match_by(match, call, part);
	case PARTS:
		break;
	}
	return sieve_state_fail(match->run, ERR_SYNTAX,
				"the envelope has no part '%.*s'",
				SPAN_ARG(span_first(name, 80)));
}

static bool run_envelope(struct sieve_run *run, const struct sieve_call *call)
{
	struct sieve_strings names;
	struct sieve_match match;

	if (run->input->no_envelope)
		return sieve_state_fail(run, ERR_STATE,
					"a message in a mailbox has no "
					"envelope (RFC 6785 4.6)");
	if (!sieve_state_strings(run, call, SIEVE_SLOT_A, &names) ||
	    !sieve_match_begin(run, call, SIEVE_SLOT_B, &match))
		return false;
	for (size_t i = 0; i < names.count && !match.found; i++)
		if (!match_part(&match, call, names.at[i]))
			return false;
	return sieve_match_end(&match);
}

const struct sieve_command sieve_envelope_commands[] = {
	{ .name = "envelope",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_ENVELOPE,
	  .tags = { sieve_tags_match, sieve_tags_part, zone_tags },
	  .params = { { "envelope parts", SIEVE_STRINGS, SIEVE_REQUIRED },
		      { "keys", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .check = check,
	  .run = run_envelope },
	{ .name = NULL },
};
