/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_reply.h"

#include "base/auto.h"
#include "base/check.h"
#include "deliver/deliver_compose.h"
#include "mime/mime_header.h"
#include "mime/mime_word.h"

enum {
	SUBJECT_CAP = 1000,
	VALUE_CAP = 4096
};

/* ---- who gets one ---- */

static bool is_program(struct span sender)
{
	static const char *const names[] = { "daemon",     "mailer",
					     "root",       "uucp",
					     "listserv",   "majordomo",
					     "postmaster", "mailer-daemon" };
	static const char *const ends[] = { "-request", "-daemon", "-relay" };
	size_t at = span_find_char(sender, '@');
	struct span local = span_first(sender, at);

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (span_eq_nocase(local, span_of(names[i])))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		struct span end = span_of(ends[i]);

		if (local.len >= end.len &&
		    span_eq_nocase(span_from(local, local.len - end.len), end))
			return true;
	}
	return span_starts_nocase(local, SPAN("owner-"));
}

static bool is_word(struct span value, const char *word)
{
	value = span_trim(value);
	value = span_first(value, span_find_char(value, ';'));
	return span_eq_nocase(span_trim(value), span_of(word));
}

/* A field that only mail has which nobody wrote to this user in person. */
static bool is_impersonal(const struct mime_field *f)
{
	if (span_starts_nocase(f->name, SPAN("List-")) ||
	    span_eq_nocase(f->name, SPAN("Mailing-List")) ||
	    span_eq_nocase(f->name, SPAN("X-RBL")))
		return true;
	if (span_eq_nocase(f->name, SPAN("Precedence")))
		return is_word(f->value, "junk") || is_word(f->value, "bulk") ||
		       is_word(f->value, "list");
	if (span_eq_nocase(f->name, SPAN("X-Spam-Status")))
		return span_starts_nocase(span_trim(f->value), SPAN("Yes"));
	/* RFC 3834 5 */
	return span_eq_nocase(f->name, SPAN("Auto-Submitted")) &&
	       !is_word(f->value, "no");
}

bool deliver_reply_is_due(const struct deliver_reply *r)
{
	struct span header = r->header;
	struct mime_field field;

	if (span_find_char(r->sender, '@') == r->sender.len ||
	    is_program(r->sender) || span_eq_nocase(r->sender, r->user) ||
	    span_eq_nocase(r->sender, r->recipient))
		return false;
	while (mime_header_next(&header, &field))
		if (is_impersonal(&field))
			return false;
	return true;
}

/* ---- what it says ---- */

/* The text without its block, and the block's fields. */
static struct span cut_block(struct span text, struct span *out_body)
{
	struct span rest = text;
	struct span line;
	size_t len;

	*out_body = text;
	if (!span_cut(&rest, '\n', &line) ||
	    !span_eq(span_trim(line), SPAN("%HEADER%")))
		return span_make(NULL, 0);
	text = rest;
	len = rest.len;
	while (span_cut(&rest, '\n', &line)) {
		struct span trimmed = span_trim(line);

		len = (size_t)(line.ptr - text.ptr);
		if (!trimmed.len || span_eq(trimmed, SPAN("%HEADER%")))
			break;
		len += line.len;
	}
	*out_body = rest;
	return span_first(text, len);
}

static void expand(struct buf *out, struct span text, struct span subject)
{
	struct span mark = SPAN("%SUBJECT%");

	while (text.len) {
		size_t at = span_find(text, mark);

		buf_add(out, span_first(text, at));
		if (at < text.len)
			buf_add(out, subject);
		text = span_from(text, at + mark.len);
	}
}

static void find_subject(struct span header, struct buf *out)
{
	deliver_compose_find_subject(header, out);
	if (!span_trim(buf_span(out)).len)
		buf_add_str(out, "Your Mail");
}

static void write_subject(struct buf *out, struct span before,
			  struct span subject)
{
	auto_buf struct buf whole;

	buf_init(&whole, VALUE_CAP + SUBJECT_CAP);
	expand(&whole, before, subject);
	deliver_compose_subject(buf_span(&whole), out);
}

struct given {
	bool from, subject, content;
};

static bool is_allowed(struct span name)
{
	return span_eq_nocase(name, SPAN("From")) ||
	       span_starts_nocase(name, SPAN("Content-")) ||
	       span_starts_nocase(name, SPAN("X-"));
}

static void write_value(struct span name, struct span value, struct buf *out)
{
	if (span_eq_nocase(name, SPAN("From")))
		deliver_compose_address(value, out);
	else
		mime_word_encode(out, span_trim(value));
}

/* The fields of the block that are taken over. */
static void write_block(struct span block, struct span subject,
			struct given *given, struct buf *out)
{
	auto_buf struct buf value;
	struct mime_field f;

	buf_init(&value, VALUE_CAP + SUBJECT_CAP);
	while (mime_header_next(&block, &f)) {
		if (span_eq_nocase(f.name, SPAN("Subject"))) {
			given->subject = true;
			write_subject(out, span_trim(f.value), subject);
			continue;
		}
		if (!is_allowed(f.name))
			continue;
		given->from |= span_eq_nocase(f.name, SPAN("From"));
		given->content |= span_eq_nocase(f.name, SPAN("Content-Type"));
		buf_reset(&value);
		mime_header_unfold(&value, span_trim(f.value));
		buf_add(out, f.name);
		buf_add_str(out, ": ");
		write_value(f.name, buf_span(&value), out);
		buf_add_char(out, '\n');
	}
}

static void write_head(const struct deliver_reply *r, struct span block,
		       struct span subject, struct buf *out)
{
	struct given given = { false };
	struct span own = r->recipient.len ? r->recipient : r->user;

	write_block(block, subject, &given, out);
	if (!given.from)
		buf_add_format(out, "From: <%.*s>\n", SPAN_ARG(own));
	buf_add_format(out, "To: <%.*s>\n", SPAN_ARG(r->sender));
	if (!given.subject)
		write_subject(out, SPAN("[Auto-Reply] %SUBJECT%"), subject);
	deliver_compose_date(out);
	deliver_compose_id("reply", r->host, out);
	deliver_compose_answers(r->header, out);
	buf_add_str(out, "Auto-Submitted: auto-replied\n"
			 "Precedence: junk\n"
			 "MIME-Version: 1.0\n");
	if (!given.content)
		buf_add_str(out, DELIVER_COMPOSE_PLAIN);
	buf_add_char(out, '\n');
}

void deliver_reply_write(const struct deliver_reply *r, struct buf *out)
{
	auto_buf struct buf subject;
	struct span block, body;

	buf_init(&subject, SUBJECT_CAP);
	find_subject(r->header, &subject);
	block = cut_block(r->text, &body);
	write_head(r, block, buf_span(&subject), out);
	expand(out, body, buf_span(&subject));
	if (body.len && !span_ends(body, SPAN("\n")))
		buf_add_char(out, '\n');
}
