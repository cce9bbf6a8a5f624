/* SPDX-License-Identifier: MIT */
#include "mime/mime_envelope.h"

#include "mime/mime_address.h"
#include "mime/mime_header.h"
#include "mime/mime_string.h"

/* In the order of the envelope. */
enum part {
	PART_DATE,
	PART_SUBJECT,
	PART_FROM,
	PART_SENDER,
	PART_REPLY_TO,
	PART_TO,
	PART_CC,
	PART_BCC,
	PART_IN_REPLY_TO,
	PART_MESSAGE_ID,
	PART_COUNT,
};

static const struct {
	struct span name;
	bool is_address;
	bool repeats; /* RFC 5322 4.5.3: several fields are one list */
} parts[PART_COUNT] = {
	[PART_DATE] = { .name = SPAN("Date") },
	[PART_SUBJECT] = { .name = SPAN("Subject") },
	[PART_FROM] = { SPAN("From"), true, false },
	[PART_SENDER] = { SPAN("Sender"), true, false },
	[PART_REPLY_TO] = { SPAN("Reply-To"), true, false },
	[PART_TO] = { SPAN("To"), true, true },
	[PART_CC] = { SPAN("Cc"), true, true },
	[PART_BCC] = { SPAN("Bcc"), true, true },
	[PART_IN_REPLY_TO] = { .name = SPAN("In-Reply-To") },
	[PART_MESSAGE_ID] = { .name = SPAN("Message-ID") },
};

static bool find_part(struct span name, enum part *out)
{
	for (enum part i = 0; i < PART_COUNT; i++) {
		if (span_eq_nocase(name, parts[i].name)) {
			*out = i;
			return true;
		}
	}
	return false;
}

/* RFC 3501 gives (NIL NIL x NIL) to groups, so what lacks a half of its
 * address gets a word that says so, as other servers do. */
static void add_address(struct buf *out, const struct mime_address *a)
{
	struct span mailbox = a->mailbox;
	struct span host = a->host;

	if (a->kind == MIME_ADDRESS_GROUP_END) {
		buf_add_str(out, "(NIL NIL NIL NIL)");
		return;
	}
	if (a->kind == MIME_ADDRESS_GROUP_START) {
		buf_add_str(out, "(NIL NIL ");
		mime_string_add(out, a->name);
		buf_add_str(out, " NIL)");
		return;
	}
	if (!mailbox.ptr)
		mailbox = SPAN("MISSING_MAILBOX");
	if (!host.ptr)
		host = SPAN("MISSING_DOMAIN");
	buf_add_char(out, '(');
	mime_string_add_or_nil(out, a->name);
	buf_add_char(out, ' ');
	mime_string_add_or_nil(out, a->route);
	buf_add_char(out, ' ');
	mime_string_add(out, mailbox);
	buf_add_char(out, ' ');
	mime_string_add(out, host);
	buf_add_char(out, ')');
}

static void add_addresses(struct buf *out, struct span value,
			  uint32_t *addresses_left)
{
	struct mime_address_parser parser;
	struct mime_address address;

	mime_address_init(&parser, value);
	while (*addresses_left && mime_address_next(&parser, &address)) {
		add_address(out, &address);
		--*addresses_left;
	}
	if (parser.in_group)
		buf_add_str(out, "(NIL NIL NIL NIL)");
	mime_address_release(&parser);
}

/* The addresses of each list, or the text of each string. */
struct pieces {
	struct buf list[PART_COUNT];
	struct span text[PART_COUNT];
};

static void gather(struct pieces *pieces, struct span header,
		   uint32_t *addresses_left)
{
	struct mime_field field;
	enum part part;

	while (mime_header_next(&header, &field)) {
		if (!find_part(field.name, &part) ||
		    (pieces->text[part].ptr && !parts[part].repeats))
			continue;
		pieces->text[part] = field.value;
		if (parts[part].is_address)
			add_addresses(&pieces->list[part], field.value,
				      addresses_left);
	}
}

static void write_list(struct buf *out, const struct buf *list)
{
	if (list->len == 0) {
		buf_add_str(out, "NIL");
		return;
	}
	buf_add_char(out, '(');
	buf_add(out, buf_span(list));
	buf_add_char(out, ')');
}

static void write_part(struct buf *out, const struct pieces *pieces,
		       enum part part)
{
	const struct buf *list = &pieces->list[part];

	if (!parts[part].is_address) {
		mime_string_add_value(out, pieces->text[part]);
		return;
	}
	/* RFC 3501: missing or empty, these two are as From. */
	if (list->len == 0 && (part == PART_SENDER || part == PART_REPLY_TO))
		list = &pieces->list[PART_FROM];
	write_list(out, list);
}

void mime_envelope_write(struct buf *out, struct span header,
			 uint32_t *addresses_left)
{
	struct pieces pieces = { 0 };

	for (enum part i = 0; i < PART_COUNT; i++)
		buf_init(&pieces.list[i], out->cap);
	gather(&pieces, header, addresses_left);
	buf_add_char(out, '(');
	for (enum part i = 0; i < PART_COUNT; i++) {
		if (i)
			buf_add_char(out, ' ');
		write_part(out, &pieces, i);
		out->full |= pieces.list[i].full;
	}
	buf_add_char(out, ')');
	for (enum part i = 0; i < PART_COUNT; i++)
		buf_release(&pieces.list[i]);
}
