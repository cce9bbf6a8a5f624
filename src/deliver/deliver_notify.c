/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_notify.h"

#include "base/auto.h"
#include "deliver/deliver_compose.h"
#include "mime/mime_header.h"
#include "sieve/sieve_mailto.h"

enum {
	SUBJECT_CAP = 4096,
	FIELDS_CAP = 16384,
	NAME_MAX_BYTES = 70, /* so that a line is no longer than it may be */
	RECEIVED_MAX = 10    /* trace fields that go along */
};

/* ---- the URI ---- */

/* Fields that are ours to write, or would lead the message elsewhere. */
static bool is_unsafe(struct span name)
{
	static const char *const names[] = {
		"auto-submitted", "received", "message-id",   "date",
		"from",           "sender",   "bcc",          "return-path",
		"mime-version",   "reply-to", "delivered-to", "dkim-signature",
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (span_eq_nocase(name, span_of(names[i])))
			return true;
	return span_starts_nocase(name, SPAN("content-")) ||
	       span_starts_nocase(name, SPAN("resent-")) ||
	       span_starts_nocase(name, SPAN("list-"));
}

static void add_field(const struct sieve_mailto_field *field, struct buf *out)
{
	if (field->name.len > NAME_MAX_BYTES || is_unsafe(field->name))
		return;
	buf_add(out, field->name);
	buf_add_str(out, ": ");
	deliver_compose_address(field->value, out);
	buf_add_char(out, '\n');
}

static void take_fields(const struct sieve_mailto_field *field,
			struct buf *fields, struct deliver_notify_uri *out)
{
	for (; field; field = field->next)
		if (span_eq_nocase(field->name, SPAN("subject")))
			out->subject = field->value;
		else if (span_eq_nocase(field->name, SPAN("body")))
			out->body = field->value;
		else if (!span_eq_nocase(field->name, SPAN("to")))
			add_field(field, fields);
}

static void take_recipients(const struct sieve_mailto *uri, struct arena *arena,
			    struct buf *to, struct deliver_notify_uri *out)
{
	struct span *at = arena_alloc_array(arena, uri->recipient_count,
					    sizeof(struct span));

	out->recipient = at;
	out->recipient_count = uri->recipient_count;
	for (const struct sieve_mailto_recipient *r = uri->recipients; r;
	     r = r->next) {
		*at++ = r->address;
		if (!r->is_shown)
			continue;
		if (to->len)
			buf_add_str(to, ", ");
		buf_add(to, r->address);
	}
}

bool deliver_notify_parse(struct span uri, struct arena *arena, size_t max,
			  struct deliver_notify_uri *out, struct err *err)
{
	auto_buf struct buf to;
	auto_buf struct buf fields;
	struct sieve_mailto parsed;
	const char *why = sieve_mailto_parse(uri, arena, &parsed);

	*out = (struct deliver_notify_uri){ 0 };
	buf_init(&to, FIELDS_CAP);
	buf_init(&fields, FIELDS_CAP);
	if (why)
		return err_set(err, ERR_SYNTAX, "The URI %s", why);
	take_fields(parsed.fields, &fields, out);
	take_recipients(&parsed, arena, &to, out);
	if (parsed.recipient_count > max || to.full || fields.full)
		return err_set(err, ERR_LIMIT, "Too much in a mailto URI");
	out->to = arena_dup(arena, buf_span(&to));
	out->fields = arena_dup(arena, buf_span(&fields));
	return true;
}

/* ---- the message ---- */

bool deliver_notify_is_due(struct span header)
{
	struct mime_field f;

	if (!mime_header_find(header, SPAN("Auto-Submitted"), &f))
		return true;
	return span_eq_nocase(
		span_trim(span_first(f.value, span_find_char(f.value, ';'))),
		SPAN("no"));
}

static void write_subject(const struct deliver_notify *n,
			  const struct deliver_notify_uri *uri, struct buf *out)
{
	auto_buf struct buf subject;

	buf_init(&subject, SUBJECT_CAP);
	if (n->say->message.len)
		buf_add(&subject, span_first(n->say->message, SUBJECT_CAP));
	else if (uri->subject.len)
		buf_add(&subject, span_first(uri->subject, SUBJECT_CAP));
	else
		deliver_compose_find_subject(n->header, &subject);
	deliver_compose_subject(buf_span(&subject), out);
}

/* RFC 5436 2.7.1: they stand below Auto-Submitted. */
static void write_received(struct span header, struct buf *out)
{
	struct mime_field f;
	unsigned count = 0;

	while (count < RECEIVED_MAX && mime_header_next(&header, &f))
		if (span_eq_nocase(f.name, SPAN("Received"))) {
			deliver_compose_text(f.raw, out);
			count++;
		}
}

/* RFC 5435 3.4: "1" is the most important. */
static void write_importance(struct span importance, struct buf *out)
{
	if (span_eq(importance, SPAN("1")))
		buf_add_str(out, "Importance: high\nX-Priority: 1 (High)\n");
	else if (span_eq(importance, SPAN("3")))
		buf_add_str(out, "Importance: low\nX-Priority: 5 (Low)\n");
}

void deliver_notify_write(const struct deliver_notify *n,
			  const struct deliver_notify_uri *uri, struct buf *out)
{
	buf_add_format(out,
		       "Auto-Submitted: auto-notified; owner-email=\"%.*s\"\n",
		       SPAN_ARG(n->owner));
	write_received(n->header, out);
	deliver_compose_date(out);
	deliver_compose_id("notify", n->host, out);
	buf_add_str(out, "From: ");
	deliver_compose_address(n->say->from.len ? n->say->from : n->owner,
				out);
	buf_add_str(out, "\nTo: ");
	deliver_compose_address(uri->to, out);
	buf_add_char(out, '\n');
	write_subject(n, uri, out);
	deliver_compose_answers(n->header, out);
	write_importance(n->say->importance, out);
	buf_add(out, uri->fields);
	buf_add_str(out, "MIME-Version: 1.0\n" DELIVER_COMPOSE_PLAIN "\n");
	deliver_compose_text(uri->body, out);
}
