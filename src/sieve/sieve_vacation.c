/* SPDX-License-Identifier: MIT */
/* vacation (RFC 5230), with :seconds (RFC 6131) and :fcc (RFC 8580). Whether a
 * reply is due and how often is for whoever does it. */
#include <stdio.h>

#include "base/hash.h"
#include "mime/mime_header.h"
#include "sieve/sieve_commands.h"
#include "sieve/sieve_emit.h"
#include "sieve/sieve_mail.h"
#include "sieve/sieve_target.h"

enum {
	SLOT_PERIOD = SIEVE_SLOT_OWN, /* :days and :seconds */
	SLOT_UNIT,
	SLOT_SUBJECT,
	SLOT_FROM,
	SLOT_ADDRESSES,
	SLOT_MIME,
	SLOT_HANDLE,
	DAY_SECONDS = 86400
};

static const struct sieve_tag tags[] = {
	{ .name = "days",
	  .type = SIEVE_NUMBER,
	  .slot = SLOT_PERIOD,
	  .also = SLOT_UNIT,
	  .choice = DAY_SECONDS },
	{ .name = "seconds",
	  .extension = SIEVE_EXT_VACATION_SECONDS,
	  .type = SIEVE_NUMBER,
	  .slot = SLOT_PERIOD,
	  .also = SLOT_UNIT,
	  .choice = 1 },
	{ .name = "subject", .type = SIEVE_STRING, .slot = SLOT_SUBJECT },
	{ .name = "from", .type = SIEVE_STRING, .slot = SLOT_FROM },
	{ .name = "addresses", .type = SIEVE_STRINGS, .slot = SLOT_ADDRESSES },
	{ .name = "mime", .slot = SLOT_MIME },
	{ .name = "handle", .type = SIEVE_STRING, .slot = SLOT_HANDLE },
	{ .name = NULL },
};

/* ---- what is wrong with it ---- */

/* RFC 5230 5.1: no 8-bit bytes in the header of the entity. */
static bool is_entity(struct span text)
{
	struct span header = span_first(text, mime_header_length(text));

	for (size_t i = 0; i < header.len; i++)
		if ((unsigned char)header.ptr[i] > 0x7f || !header.ptr[i])
			return false;
	return true;
}

/* NULL: nothing. The value of a slot, once it is known. */
static const char *complaint(const struct sieve_call *call, unsigned slot,
			     struct span value)
{
	if (slot == SLOT_FROM && !sieve_mail_is_mailbox_list(value))
		return "vacation: :from is no list of addresses";
	if (slot == SLOT_ADDRESSES && !sieve_mail_is_address(span_trim(value)))
		return "vacation: one of :addresses is no address";
	if (slot == SIEVE_SLOT_A && sieve_command_has(call, SLOT_MIME) &&
	    !is_entity(value))
		return "vacation: the header of a :mime reason has to be "
		       "ASCII";
	return NULL;
}

static void check_slot(struct sieve_compiler *c, struct sieve_call *call,
		       unsigned slot)
{
	size_t count = sieve_command_arg(call, slot)->count;
	struct span text;

	for (size_t i = 0; i < count; i++) {
		const char *why = NULL;

		if (sieve_command_constant(call, slot, i, &text))
			why = complaint(call, slot, text);
		if (why)
			sieve_emit_error(c, call->line, "%s", why);
	}
}

/* ---- which response it is (RFC 5230 4.2) ---- */

static uint64_t hash_number(uint64_t hash, uint64_t number)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%llu,", (unsigned long long)number);
	return hash_add(hash, span_of(digits));
}

static uint64_t hash_text(uint64_t hash, struct span text)
{
	return hash_add(hash_number(hash, text.len), text);
}

static uint64_t hash_source(uint64_t hash, const struct sieve_value *value)
{
	const struct sieve_text *text = value->texts;
	size_t pieces = value->count ? text->count : 0;

	hash = hash_number(hash, pieces);
	for (size_t i = 0; i < pieces; i++) {
		hash = hash_number(hash, text->pieces[i].kind);
		hash = hash_number(hash, text->pieces[i].number);
		hash = hash_text(hash, text->pieces[i].text);
	}
	return pieces || !value->count ? hash : hash_text(hash, text->fixed);
}

static bool has_variables(const struct sieve_value *value)
{
	return value->count && value->texts[0].count;
}

/* Without :handle the arguments tell, and these before variables stand in them:
 * then a handle has to be made of them now. */
static void make_handle(struct sieve_compiler *c, struct sieve_call *call)
{
	static const unsigned slots[] = { SLOT_SUBJECT, SLOT_FROM, SLOT_MIME,
					  SIEVE_SLOT_A };
	struct sieve_text *text;
	uint64_t hash = HASH_START;
	bool needed = false;

	for (size_t i = 0; i < ARRAY_LEN(slots); i++) {
		needed |= has_variables(sieve_command_arg(call, slots[i]));
		hash = hash_number(hash,
				   sieve_command_arg(call, slots[i])->is_given);
		hash = hash_source(hash, sieve_command_arg(call, slots[i]));
	}
	if (!needed || sieve_command_arg(call, SLOT_HANDLE)->is_given)
		return;
	text = arena_alloc(c->arena, sizeof(*text));
	text->fixed = span_of(arena_printf(c->arena, "arguments %016llx",
					   (unsigned long long)hash));
	sieve_command_set(call, SLOT_HANDLE,
			  (struct sieve_value){ .type = SIEVE_STRING,
						.texts = text,
						.count = 1 });
}

static void check_vacation(struct sieve_compiler *c, struct sieve_call *call)
{
	check_slot(c, call, SLOT_FROM);
	check_slot(c, call, SLOT_ADDRESSES);
	check_slot(c, call, SIEVE_SLOT_A);
	sieve_target_check_fcc(c, call);
	make_handle(c, call);
}

/* ---- running it ---- */

static bool check_value(struct sieve_run *run, const struct sieve_call *call,
			unsigned slot, struct span value)
{
	const char *why = complaint(call, slot, value);

	return !why || sieve_state_fail(run, ERR_SYNTAX, "%s", why);
}

static void take_period(const struct sieve_call *call,
			struct sieve_vacation *out)
{
	uint64_t unit = sieve_command_choice(call, SLOT_UNIT, 1);
	uint64_t number = sieve_command_arg(call, SLOT_PERIOD)->number;

	out->has_seconds = sieve_command_has(call, SLOT_PERIOD);
	out->seconds = number > INT64_MAX / unit ? INT64_MAX : number * unit;
}

static bool take_addresses(struct sieve_run *run, const struct sieve_call *call,
			   struct sieve_strings *out)
{
	if (!sieve_state_strings(run, call, SLOT_ADDRESSES, out))
		return false;
	for (size_t i = 0; i < out->count; i++)
		if (!check_value(run, call, SLOT_ADDRESSES, out->at[i]))
			return false;
	return true;
}

static bool take_texts(struct sieve_run *run, const struct sieve_call *call,
		       struct sieve_vacation *out)
{
	return sieve_state_string(run, call, SLOT_SUBJECT, &out->subject) &&
	       sieve_state_string(run, call, SLOT_FROM, &out->from) &&
	       (!sieve_command_has(call, SLOT_FROM) ||
		check_value(run, call, SLOT_FROM, out->from)) &&
	       sieve_state_string(run, call, SLOT_HANDLE, &out->handle) &&
	       sieve_state_string(run, call, SIEVE_SLOT_A, &out->reason) &&
	       check_value(run, call, SIEVE_SLOT_A, out->reason);
}

static bool run_vacation(struct sieve_run *run, const struct sieve_call *call)
{
	struct sieve_action *action =
		sieve_state_add(run, call, SIEVE_VACATION);
	struct sieve_vacation *v;

	if (!action)
		return false;
	v = &action->vacation;
	v->mime = sieve_command_has(call, SLOT_MIME);
	take_period(call, v);
	return take_texts(run, call, v) &&
	       take_addresses(run, call, &v->addresses) &&
	       sieve_target_make_fcc(run, call, &v->has_fcc, &v->fcc);
}

const struct sieve_command sieve_vacation_commands[] = {
	{ .name = "vacation",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_VACATION,
	  .tags = { tags, sieve_tags_fcc, sieve_tags_flags, sieve_tags_target },
	  .params = { { "reason", SIEVE_STRING, SIEVE_REQUIRED } },
	  .check = check_vacation,
	  .run = run_vacation },
	{ .name = NULL },
};
