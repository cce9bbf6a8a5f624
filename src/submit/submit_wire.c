/* SPDX-License-Identifier: MIT */
#include "submit/submit_wire.h"

#include "base/auto.h"

static void add_text(struct buf *out, struct span text)
{
	buf_add(out, text);
	buf_add_char(out, '\0');
}

bool submit_wire_write(const struct submit_envelope *e, struct buf *out,
		       struct err *err)
{
	if (!submit_envelope_is_sound(e))
		return err_set(err, ERR_SYNTAX, "Malformed address");
	add_text(out, e->sender);
	add_text(out, e->ret);
	add_text(out, e->envid);
	add_text(out, e->by);
	for (size_t i = 0; i < e->recipient_count; i++) {
		add_text(out, e->recipient[i].address);
		add_text(out, e->recipient[i].notify);
		add_text(out, e->recipient[i].orcpt);
	}
	return !out->full || err_set(err, ERR_LIMIT, "Too many recipients");
}

static bool cut_all(struct span *rest, struct span *const *out, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!span_cut(rest, '\0', out[i]))
			return false;
	return true;
}

/* The last text has no NUL behind it here. */
static bool cut_recipients(struct span rest, struct submit_recipient *at,
			   size_t max, size_t *out_count, struct err *err)
{
	struct submit_recipient r;
	struct span *const texts[] = { &r.address, &r.notify, &r.orcpt };

	*out_count = 0;
	/* span_cut gives an empty text behind the last separator. */
	while (rest.ptr) {
		if (*out_count == max)
			return err_set(err, ERR_LIMIT, "Too many recipients");
		if (!cut_all(&rest, texts, ARRAY_LEN(texts)))
			return err_set(err, ERR_SYNTAX, "Malformed envelope");
		at[(*out_count)++] = r;
	}
	return true;
}

bool submit_wire_read(struct span bytes, struct submit_recipient *recipients,
		      size_t max, struct submit_envelope *out, struct err *err)
{
	struct span *const texts[] = { &out->sender, &out->ret, &out->envid,
				       &out->by };

	*out = (struct submit_envelope){ .recipient = recipients };
	if (!bytes.len || bytes.ptr[bytes.len - 1] != '\0')
		return err_set(err, ERR_SYNTAX, "Malformed envelope");
	bytes.len--;
	if (!cut_all(&bytes, texts, ARRAY_LEN(texts)))
		return err_set(err, ERR_SYNTAX, "Malformed envelope");
	return cut_recipients(bytes, recipients, max, &out->recipient_count,
			      err) &&
	       (submit_envelope_is_sound(out) ||
		err_set(err, ERR_DENIED, "Malformed address"));
}

static void add_printable(struct buf *out, struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		buf_add_char(out, c >= 32 && c < 127 ? (char)c : '?');
	}
}

bool submit_wire_is_final(const struct err *err)
{
	return err->kind == ERR_DENIED || err->kind == ERR_LIMIT;
}

static const char *code(enum submit_taken taken, const struct err *err)
{
	if (err)
		return submit_wire_is_final(err) ? "5 " : "4 ";
	return taken == SUBMIT_TAKEN ? "2 " : "3 ";
}

void submit_wire_answer(enum submit_taken taken, const struct err *err,
			struct buf *out)
{
	buf_add_str(out, code(taken, err));
	add_printable(out, span_first(span_of(err ? err->text : "Taken"),
				      SUBMIT_WIRE_ANSWER_MAX - 4));
	buf_add_char(out, '\n');
}

bool submit_wire_judge(struct span line, enum submit_taken *out,
		       struct err *err)
{
	auto_buf struct buf text;

	buf_init(&text, SUBMIT_WIRE_ANSWER_MAX);
	*out = span_starts(line, SPAN("3 ")) ? SUBMIT_TAKEN_WITHOUT_DSN
					     : SUBMIT_TAKEN;
	if (span_starts(line, SPAN("2 ")) || span_starts(line, SPAN("3 ")))
		return true;
	if (!span_starts(line, SPAN("5 ")))
		return err_set(err, ERR_TEMP, "Temporary failure") ||
		       err_detail(err, "submit: %.*s",
				  SPAN_ARG(span_from(line, 2)));
	add_printable(&text, span_from(line, 2));
	return err_set(err, ERR_DENIED, "%s", buf_str(&text));
}
