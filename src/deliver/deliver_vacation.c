/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_vacation.h"

#include "base/auto.h"
#include "deliver/deliver_compose.h"
#include "deliver/deliver_once.h"
#include "mime/mime_address.h"
#include "mime/mime_header.h"

enum {
	SUBJECT_CAP = 4096,
	ADDRESS_CAP = 1024,
	ADDRESSES_MAX = 1000, /* of a message that are looked at */
	SAID_CAP = 4 * 1024 * 1024
};

/* ---- is it due? ---- */

static bool is_own(const struct deliver_vacation *v, struct span address)
{
	const struct sieve_strings *more = &v->say->addresses;

	if (span_eq_nocase(address, v->reply.recipient) ||
	    span_eq_nocase(address, v->reply.user) ||
	    (v->origin.len && span_eq_nocase(address, v->origin)))
		return true;
	for (size_t i = 0; i < more->count; i++)
		if (span_eq_nocase(address, span_trim(more->at[i])))
			return true;
	return false;
}

static bool field_has_own(const struct deliver_vacation *v, struct span value,
			  unsigned *left)
{
	struct mime_address_parser parser;
	auto_buf struct buf whole;
	struct mime_address a;
	bool found = false;

	buf_init(&whole, ADDRESS_CAP);
	mime_address_init(&parser, value);
	while (!found && *left && mime_address_next(&parser, &a)) {
		if (a.kind != MIME_ADDRESS_MAILBOX)
			continue;
		--*left;
		buf_reset(&whole);
		buf_add(&whole, a.mailbox);
		buf_add_char(&whole, '@');
		buf_add(&whole, a.host);
		found = !whole.full && is_own(v, buf_span(&whole));
	}
	mime_address_release(&parser);
	return found;
}

/* RFC 5230 4.5 */
static bool is_addressed(const struct deliver_vacation *v)
{
	static const char *const names[] = { "To",        "Cc",
					     "Bcc",       "Resent-To",
					     "Resent-Cc", "Resent-Bcc" };
	struct span header = v->reply.header;
	unsigned left = ADDRESSES_MAX;
	struct mime_field f;

	while (mime_header_next(&header, &f))
		for (size_t i = 0; i < ARRAY_LEN(names); i++)
			if (span_eq_nocase(f.name, span_of(names[i])) &&
			    field_has_own(v, f.value, &left))
				return true;
	return false;
}

bool deliver_vacation_is_due(const struct deliver_vacation *v,
			     const char **out_why)
{
	*out_why = "the sender is a program or a list";
	if (!deliver_reply_is_due(&v->reply))
		return false;
	*out_why = "the sender is the recipient";
	if (is_own(v, v->reply.sender))
		return false;
	*out_why = "the message is not addressed to the recipient";
	return is_addressed(v);
}

/* ---- how often ---- */

uint64_t deliver_vacation_period(const struct config *config,
				 const struct sieve_vacation *say)
{
	uint64_t seconds = say->has_seconds
				   ? say->seconds
				   : config->sieve_vacation_default_period;

	if (seconds < config->sieve_vacation_min_period)
		return config->sieve_vacation_min_period;
	if (seconds > config->sieve_vacation_max_period)
		return config->sieve_vacation_max_period;
	return seconds;
}

static void add_part(struct buf *out, struct span part)
{
	buf_add(out, part);
	buf_add_char(out, '\0');
}

void deliver_vacation_key(const struct deliver_vacation *v,
			  uint8_t out[STORE_ONCE_KEY])
{
	const struct sieve_vacation *say = v->say;
	auto_buf struct buf said;

	buf_init(&said, SAID_CAP);
	if (say->handle.len) {
		buf_add_str(&said, "handle=");
		buf_add(&said, say->handle);
	} else {
		add_part(&said, say->subject);
		add_part(&said, say->from);
		add_part(&said, say->mime ? SPAN("mime") : SPAN(""));
		add_part(&said, say->reason);
	}
	deliver_once_key("vacation", buf_span(&said), v->reply.sender, out);
}

/* ---- what it says ---- */

/* One line, and only the name of an address in encoded words. */
static void write_from(const struct deliver_vacation *v, struct buf *out)
{
	struct span own =
		v->reply.recipient.len ? v->reply.recipient : v->reply.user;

	if (v->say->from.len) {
		buf_add_str(out, "From: ");
		deliver_compose_address(v->say->from, out);
		buf_add_char(out, '\n');
		return;
	}
	buf_add_format(out, "From: <%.*s>\n", SPAN_ARG(own));
}

static void write_subject(const struct deliver_vacation *v, struct buf *out)
{
	auto_buf struct buf subject;

	buf_init(&subject, SUBJECT_CAP);
	if (v->say->subject.len) {
		buf_add(&subject, span_first(v->say->subject, SUBJECT_CAP));
	} else {
		buf_add_str(&subject, "Auto: ");
		deliver_compose_find_subject(v->reply.header, &subject);
	}
	deliver_compose_subject(buf_span(&subject), out);
}

void deliver_vacation_write(const struct deliver_vacation *v, struct buf *out)
{
	write_from(v, out);
	buf_add_format(out, "To: <%.*s>\n", SPAN_ARG(v->reply.sender));
	write_subject(v, out);
	deliver_compose_date(out);
	deliver_compose_id("vacation", v->reply.host, out);
	deliver_compose_answers(v->reply.header, out);
	buf_add_str(out, "Auto-Submitted: auto-replied (vacation)\n"
			 "Precedence: bulk\n"
			 "MIME-Version: 1.0\n");
	if (!v->say->mime)
		buf_add_str(out, DELIVER_COMPOSE_PLAIN "\n");
	deliver_compose_text(v->say->reason, out);
}
