/* SPDX-License-Identifier: MIT */
/*
 * Rows by hash, each a list in the order of the message. Values are copied only
 * if something in them has to be decoded.
 */
#include "sieve/sieve_fields.h"

#include "base/auto.h"
#include "base/hash.h"
#include "mime/mime_address.h"
#include "mime/mime_header.h"
#include "mime/mime_word.h"
#include "sieve/sieve_emit.h"
#include "sieve/sieve_mail.h"
#include "sieve/sieve_mime.h"

enum {
	ROWS = 64,
	BLOCK = 32 /* fields allocated together */
};

struct sieve_fields {
	struct sieve_field *rows[ROWS];
};

/* Names that differ mostly do so in length, beginning or end. */
static uint32_t hash_name(struct span name)
{
	uint32_t hash = (uint32_t)name.len;

	if (name.len == 0)
		return 0;
	hash = hash * 31 + (unsigned char)span_lower(name.ptr[0]);
	hash = hash * 31 + (unsigned char)span_lower(name.ptr[name.len / 2]);
	return hash * 31 + (unsigned char)span_lower(name.ptr[name.len - 1]);
}

static bool make_index(struct sieve_run *run)
{
	struct span header = run->message->header;
	struct sieve_field *last[ROWS] = { NULL };
	struct sieve_fields *fields = sieve_state_alloc(run, sizeof(*fields));
	struct sieve_field *room = NULL;
	struct mime_field found;

	if (!fields || !sieve_state_examine(run, header.len))
		return false;
	for (size_t n = 0; mime_header_next(&header, &found); n++) {
		struct sieve_field *field;
		unsigned row;

		if (n % BLOCK == 0)
			room = sieve_state_alloc(run, BLOCK * sizeof(*room));
		if (!room)
			return false;
		field = room++;
		field->hash = hash_name(found.name);
		field->name = found.name;
		field->value = found.value;
		row = field->hash % ROWS;
		if (last[row])
			last[row]->next = field;
		else
			fields->rows[row] = field;
		last[row] = field;
	}
	run->fields = fields;
	return true;
}

static struct sieve_field *of_name(struct sieve_field *field, uint32_t hash,
				   struct span name)
{
	while (field &&
	       (field->hash != hash || !span_eq_nocase(field->name, name)))
		field = field->next;
	return field;
}

/* The next field of the cursor's name, or of those behind it. */
static struct sieve_field *skip(struct sieve_cursor *cursor,
				struct sieve_field *field)
{
	const struct sieve_strings *names = cursor->names;

	if (cursor->is_list)
		return field;
	for (;;) {
		field = of_name(field, cursor->hash, names->at[cursor->at]);
		if (field || ++cursor->at >= names->count)
			return field;
		cursor->hash = hash_name(names->at[cursor->at]);
		field = cursor->run->fields->rows[cursor->hash % ROWS];
	}
}

static struct sieve_field *advance(struct sieve_cursor *cursor)
{
	struct sieve_field *field = cursor->next;

	cursor->next = field ? skip(cursor, field->next) : NULL;
	return field;
}

/* RFC 5260 6: the one at :index, counted from the end with :last. */
static void choose(struct sieve_cursor *cursor, const struct sieve_call *call)
{
	uint64_t wanted = sieve_command_arg(call, SIEVE_SLOT_INDEX)->number;
	struct sieve_cursor all = *cursor;
	uint64_t count = 0;

	if (sieve_command_has(call, SIEVE_SLOT_LAST)) {
		while (advance(&all))
			count++;
		wanted = wanted > count ? 0 : count + 1 - wanted;
	}
	for (uint64_t i = 1; i < wanted && cursor->next; i++)
		(void)advance(cursor);
	if (!wanted)
		cursor->next = NULL;
	cursor->is_single = true;
}

bool sieve_fields_begin(struct sieve_run *run, const struct sieve_call *call,
			const struct sieve_strings *names,
			struct sieve_cursor *out)
{
	*out = (struct sieve_cursor){ .run = run, .names = names };
	if (names->count == 0)
		return true;
	if (sieve_command_has(call, SIEVE_SLOT_MIME)) {
		out->is_list = true;
		if (!sieve_mime_fields(run, call, names, &out->next))
			return false;
	} else {
		if (!run->fields && !make_index(run))
			return false;
		out->hash = hash_name(names->at[0]);
		out->next = skip(out, run->fields->rows[out->hash % ROWS]);
	}
	if (sieve_command_has(call, SIEVE_SLOT_INDEX))
		choose(out, call);
	return true;
}

struct sieve_field *sieve_fields_next(struct sieve_cursor *cursor)
{
	struct sieve_field *field = cursor->next;

	if (cursor->is_single)
		cursor->next = NULL;
	else
		(void)advance(cursor);
	return field;
}

/* ---- values ---- */

static bool has_to_be_decoded(struct span value)
{
	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = (unsigned char)value.ptr[i];

		if (c >= 0x80 || c == '\n' ||
		    (c == '=' && i + 1 < value.len && value.ptr[i + 1] == '?'))
			return true;
	}
	return false;
}

bool sieve_fields_text(struct sieve_run *run, struct sieve_field *field,
		       struct span *out)
{
	if (!field->is_decoded) {
		field->is_decoded = true;
		field->text = span_trim(field->value);
		if (has_to_be_decoded(field->text)) {
			auto_buf struct buf text;

			buf_init(&text, field->value.len * 4 + 64);
			mime_header_decode(&text, field->text);
			if (!sieve_state_examine(run, text.len) ||
			    !sieve_state_keep(run, buf_span(&text),
					      &field->text))
				return false;
		}
	}
	*out = field->text;
	return true;
}

/* ---- addresses ---- */

static bool keep_address(struct sieve_run *run,
			 const struct mime_address *parsed,
			 struct sieve_address **out)
{
	struct sieve_address *a = sieve_state_alloc(run, sizeof(*a));
	size_t len = parsed->mailbox.len + parsed->host.len + 1;
	char *all = a ? sieve_state_alloc(run, len) : NULL;

	if (!all)
		return false;
	if (parsed->mailbox.len)
		memcpy(all, parsed->mailbox.ptr, parsed->mailbox.len);
	a->all = span_make(all, parsed->mailbox.len);
	if (parsed->host.ptr) {
		all[parsed->mailbox.len] = '@';
		memcpy(all + parsed->mailbox.len + 1, parsed->host.ptr,
		       parsed->host.len);
		a->all.len = len;
	}
	if (parsed->host.len && parsed->mailbox.len) {
		a->local = span_first(a->all, parsed->mailbox.len);
		a->domain = span_from(a->all, parsed->mailbox.len + 1);
	}
	*out = a;
	return true;
}

static bool parse(struct sieve_run *run, struct sieve_field *field,
		  struct mime_address_parser *parser)
{
	struct sieve_address **end = &field->addresses;
	struct mime_address parsed;

	while (mime_address_next(parser, &parsed)) {
		if (parsed.kind != MIME_ADDRESS_MAILBOX)
			continue;
		if (!keep_address(run, &parsed, end))
			return false;
		end = &(*end)->next;
	}
	return true;
}

bool sieve_fields_addresses(struct sieve_run *run, struct sieve_field *field,
			    const struct sieve_address **out)
{
	struct mime_address_parser parser;
	bool done = true;

	if (!field->is_parsed) {
		field->is_parsed = true;
		mime_address_init(&parser, field->value);
		done = sieve_state_examine(run, field->value.len) &&
		       parse(run, field, &parser);
		mime_address_release(&parser);
	}
	*out = field->addresses;
	return done;
}

bool sieve_fields_part(const struct sieve_run *run,
		       const struct sieve_address *address,
		       enum sieve_part part, struct span *out)
{
	size_t separator;

	if (part == SIEVE_ALL) {
		*out = address->all;
		return true;
	}
	*out = part == SIEVE_DOMAIN ? address->domain : address->local;
	if (!out->ptr || part == SIEVE_DOMAIN || part == SIEVE_LOCALPART)
		return out->ptr != NULL;
	/* RFC 5233 4: without a separator there is a user but no detail */
	separator = span_find_char(*out, run->settings->separator);
	if (part == SIEVE_USER) {
		*out = span_first(*out, separator);
		return true;
	}
	if (separator == out->len)
		return false;
	*out = span_from(*out, separator + 1);
	return true;
}

const struct sieve_address *sieve_fields_envelope(struct sieve_run *run,
						  struct span text)
{
	struct sieve_address *address =
		sieve_state_alloc(run, sizeof(*address));
	size_t at;

	if (!address)
		return NULL;
	if (text.len && text.ptr[0] == '@')
		text = span_from(text, span_find_char(text, ':') + 1);
	address->all = text;
	/* The last one: a quoted local part may have others. */
	for (at = text.len; at && text.ptr[at - 1] != '@'; at--)
		;
	if (at > 1 && at < text.len) {
		address->local = span_first(text, at - 1);
		address->domain = span_from(text, at);
	}
	return address;
}

void sieve_fields_check_names(struct sieve_compiler *c, struct sieve_call *call)
{
	struct span name;

	for (size_t i = 0; i < sieve_command_arg(call, SIEVE_SLOT_A)->count;
	     i++)
		if (sieve_command_constant(call, SIEVE_SLOT_A, i, &name) &&
		    !sieve_mail_is_field_name(name))
			sieve_note_warning(&c->notes, call->line,
					   "'%.*s' is no header field",
					   SPAN_ARG(span_first(name, 80)));
}
