/* SPDX-License-Identifier: MIT */
/* RFC 5260: date and currentdate. */
#include "sieve/sieve_dates.h"

#include "base/auto.h"
#include "sieve/sieve_commands.h"
#include "sieve/sieve_date.h"
#include "sieve/sieve_emit.h"
#include "sieve/sieve_fields.h"
#include "sieve/sieve_match.h"

enum {
	SLOT_ZONE = SIEVE_SLOT_OWN,
	SLOT_ORIGINAL,
	PART_CAP = 100
};

static const struct sieve_tag date_tags[] = {
	{ .name = "zone", .type = SIEVE_STRING, .slot = SLOT_ZONE },
	{ .name = "originalzone", .slot = SLOT_ORIGINAL },
	{ .name = NULL },
};
static const struct sieve_tag currentdate_tags[] = {
	{ .name = "zone", .type = SIEVE_STRING, .slot = SLOT_ZONE },
	{ .name = NULL },
};

/* ---- compiling ---- */

void sieve_dates_check_zone(struct sieve_compiler *c,
			    const struct sieve_call *call, unsigned slot)
{
	struct span zone;
	int32_t minutes;

	if (sieve_command_constant(call, slot, 0, &zone) &&
	    !sieve_date_parse_zone(zone, &minutes))
		sieve_emit_error(c, call->line,
				 "'%.*s' is no time zone like \"+0900\"",
				 SPAN_ARG(span_first(zone, 80)));
}

static void check_date_part(struct sieve_compiler *c,
			    const struct sieve_call *call, unsigned slot)
{
	struct span part;

	if (sieve_command_constant(call, slot, 0, &part) &&
	    !sieve_date_has_part(part))
		sieve_emit_error(c, call->line, "'%.*s' is no part of a date",
				 SPAN_ARG(span_first(part, 80)));
	sieve_dates_check_zone(c, call, SLOT_ZONE);
}

static void check_date(struct sieve_compiler *c, struct sieve_call *call)
{
	sieve_fields_check_names(c, call);
	if (sieve_command_has(call, SLOT_ZONE) &&
	    sieve_command_has(call, SLOT_ORIGINAL))
		sieve_emit_error(c, call->line,
				 "'date' can't have both :zone and "
				 ":originalzone");
	check_date_part(c, call, SIEVE_SLOT_B);
}

static void check_currentdate(struct sieve_compiler *c, struct sieve_call *call)
{
	check_date_part(c, call, SIEVE_SLOT_A);
}

/* ---- running ---- */

bool sieve_dates_choose_zone(struct sieve_run *run,
			     const struct sieve_call *call, unsigned slot,
			     int32_t *out)
{
	struct span text;

	*out = run->input->zone;
	if (!sieve_command_has(call, slot))
		return true;
	if (!sieve_state_string(run, call, slot, &text))
		return false;
	(void)sieve_date_parse_zone(text, out);
	return true;
}

static bool match_part(struct sieve_match *match, struct span part, int64_t utc,
		       int32_t zone)
{
	auto_buf struct buf text;
	struct span kept;

	buf_init(&text, PART_CAP);
	sieve_date_write(&text, part, utc, zone);
	return sieve_state_keep(match->run, buf_span(&text), &kept) &&
	       sieve_match_value(match, kept);
}

static bool match_dates(struct sieve_match *match,
			const struct sieve_call *call, struct span part,
			struct sieve_cursor *cursor)
{
	struct sieve_field *field;
	int32_t zone, written;
	int64_t utc;

	if (!sieve_dates_choose_zone(match->run, call, SLOT_ZONE, &zone))
		return false;
	while (!match->found && (field = sieve_fields_next(cursor))) {
		if (!sieve_state_examine(match->run, field->value.len))
			return false;
		if (!sieve_date_of_field(field->value, &utc, &written))
			continue;
		if (sieve_command_has(call, SLOT_ORIGINAL))
			zone = written;
		if (!match_part(match, part, utc, zone))
			return false;
	}
	return true;
}

static bool run_date(struct sieve_run *run, const struct sieve_call *call)
{
	struct sieve_strings names;
	struct sieve_cursor cursor;
	struct sieve_match match;
	struct span part;

	return sieve_state_strings(run, call, SIEVE_SLOT_A, &names) &&
	       sieve_state_string(run, call, SIEVE_SLOT_B, &part) &&
	       sieve_match_begin(run, call, SIEVE_SLOT_C, &match) &&
	       sieve_fields_begin(run, call, &names, &cursor) &&
	       match_dates(&match, call, part, &cursor) &&
	       sieve_match_end(&match);
}

static bool run_currentdate(struct sieve_run *run,
			    const struct sieve_call *call)
{
	struct sieve_match match;
	struct span part;
	int32_t zone;

	return sieve_state_string(run, call, SIEVE_SLOT_A, &part) &&
	       sieve_match_begin(run, call, SIEVE_SLOT_B, &match) &&
	       sieve_dates_choose_zone(run, call, SLOT_ZONE, &zone) &&
	       match_part(&match, part, run->input->now, zone) &&
	       sieve_match_end(&match);
}

const struct sieve_command sieve_dates_commands[] = {
	{ .name = "date",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_DATE,
	  .tags = { sieve_tags_match, sieve_tags_index, date_tags },
	  .params = { { "header name", SIEVE_STRING, SIEVE_REQUIRED },
		      { "date part", SIEVE_STRING, SIEVE_REQUIRED },
		      { "keys", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .check = check_date,
	  .run = run_date },
	{ .name = "currentdate",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_DATE,
	  .tags = { sieve_tags_match, currentdate_tags },
	  .params = { { "date part", SIEVE_STRING, SIEVE_REQUIRED },
		      { "keys", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .check = check_currentdate,
	  .run = run_currentdate },
	{ .name = NULL },
};
