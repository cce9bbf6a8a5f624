/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_notify.h"

#include "base/auto.h"
#include "base/utf8.h"
#include "deliver/deliver_compose.h"
#include "mime/mime_header.h"

enum {
	SUBJECT_CAP = 4096,
	FIELDS_CAP = 16384,
	RECEIVED_MAX = 10 /* trace fields that go along */
};

/* ---- the URI (RFC 6068) ---- */

static bool is_hex(char c, unsigned *out)
{
	char low = span_lower(c);

	if (c >= '0' && c <= '9')
		*out = (unsigned)(c - '0');
	else if (low >= 'a' && low <= 'f')
		*out = (unsigned)(low - 'a') + 10;
	else
		return false;
	return true;
}

/* %XX decoded; false: malformed, or a NUL. */
static bool decode(struct span text, struct buf *out)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned high, low;

		if (text.ptr[i] != '%') {
			buf_add_char(out, text.ptr[i]);
			continue;
		}
		if (text.len - i < 3 || !is_hex(text.ptr[i + 1], &high) ||
		    !is_hex(text.ptr[i + 2], &low) || high + low == 0)
			return false;
		buf_add_char(out, (char)(high * 16 + low));
		i += 2;
	}
	return !out->full && utf8_is_valid(buf_span(out));
}

static struct span decoded(struct span text, struct arena *arena, bool *good)
{
	auto_buf struct buf plain;

	buf_init(&plain, text.len);
	*good &= decode(text, &plain);
	return arena_dup(arena, buf_span(&plain));
}

struct parsing {
	struct arena *arena;
	struct span *recipient;
	size_t count, max;
	struct buf to;
	struct buf fields;
	bool good, full;
	struct deliver_notify_uri *out;
};

enum shown {
	SHOWN_IN_TO,
	SHOWN_ELSEWHERE
};

static void add_addresses(struct parsing *p, struct span list, enum shown shown)
{
	struct span piece;

	while (span_cut(&list, ',', &piece)) {
		struct span address = decoded(piece, p->arena, &p->good);

		address = span_trim(address);
		if (!address.len)
			continue;
		p->full |= p->count == p->max;
		if (p->full)
			return;
		p->recipient[p->count++] = address;
		if (shown != SHOWN_IN_TO)
			continue;
		if (p->to.len)
			buf_add_str(&p->to, ", ");
		buf_add(&p->to, address);
	}
}

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

static bool is_field_name(struct span name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.ptr[i] <= ' ' || name.ptr[i] > '~' ||
		    name.ptr[i] == ':')
			return false;
	return name.len > 0 && name.len <= 70;
}

static void add_field(struct parsing *p, struct span name, struct span value)
{
	if (!is_field_name(name) || is_unsafe(name))
		return;
	buf_add(&p->fields, name);
	buf_add_str(&p->fields, ": ");
	deliver_compose_address(value, &p->fields);
	buf_add_char(&p->fields, '\n');
}

static void take_header(struct parsing *p, struct span pair)
{
	size_t equals = span_find_char(pair, '=');
	struct span raw = span_from(pair, equals + 1);
	struct span name =
		decoded(span_first(pair, equals), p->arena, &p->good);

	if (span_eq_nocase(name, SPAN("to"))) {
		add_addresses(p, raw, SHOWN_IN_TO);
	} else if (span_eq_nocase(name, SPAN("cc"))) {
		add_addresses(p, raw, SHOWN_ELSEWHERE);
		add_field(p, name, decoded(raw, p->arena, &p->good));
	} else if (span_eq_nocase(name, SPAN("subject"))) {
		p->out->subject = decoded(raw, p->arena, &p->good);
	} else if (span_eq_nocase(name, SPAN("body"))) {
		p->out->body = decoded(raw, p->arena, &p->good);
	} else {
		add_field(p, name, decoded(raw, p->arena, &p->good));
	}
}

static void parse(struct parsing *p, struct span rest)
{
	size_t mark = span_find_char(rest, '?');
	struct span headers = span_from(rest, mark + 1);
	struct span pair;

	add_addresses(p, span_first(rest, mark), SHOWN_IN_TO);
	while (mark < rest.len && span_cut(&headers, '&', &pair))
		take_header(p, pair);
	p->out->recipient = p->recipient;
	p->out->recipient_count = p->count;
	p->out->to = arena_dup(p->arena, buf_span(&p->to));
	p->out->fields = arena_dup(p->arena, buf_span(&p->fields));
}

bool deliver_notify_parse(struct span uri, struct arena *arena, size_t max,
			  struct deliver_notify_uri *out, struct err *err)
{
	struct span scheme = SPAN("mailto:");
	struct parsing p = {
		.arena = arena,
		.recipient = arena_alloc_array(arena, max, sizeof(struct span)),
		.max = max,
		.good = true,
		.out = out,
	};

	*out = (struct deliver_notify_uri){ 0 };
	if (!span_starts_nocase(uri, scheme))
		return err_set(err, ERR_SYNTAX, "Only mailto is known");
	buf_init(&p.to, FIELDS_CAP);
	buf_init(&p.fields, FIELDS_CAP);
	parse(&p, span_from(uri, scheme.len));
	p.full |= p.to.full || p.fields.full;
	buf_release(&p.to);
	buf_release(&p.fields);
	if (p.full)
		return err_set(err, ERR_LIMIT, "Too much in a mailto URI");
	return (p.good && p.count) ||
	       err_set(err, ERR_SYNTAX, "Malformed mailto URI");
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
