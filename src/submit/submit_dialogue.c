/* SPDX-License-Identifier: MIT */
/*
 * Command and answer in turn. Whether a refusal is final is known by where it
 * comes: before MAIL it is about us, not about the message.
 */
#include "submit/submit_dialogue.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "submit/submit_answer.h"
#include "submit/submit_lines.h"

enum {
	LINE_MAX_BYTES = 4096,
	LINES_MAX = 200, /* of one answer */
	REPLY_CAP = 512,
	PIECE = 16384
};

struct talk {
	const struct submit_job *job;
	struct stream *stream;
	int64_t end;
	struct submit_answer_offer offer;
	bool in_mail; /* MAIL was sent: it is about the message */
	unsigned code;
	char reply[REPLY_CAP]; /* the last line of an answer */
};

/* Each wait ends with the whole time. */
static void hurry(struct stream *s, int64_t end)
{
	int64_t left = end - clock_mono_ms();

	s->timeout_ms = left > 1 ? (int)left : 1;
}

static bool read_line(struct talk *t, struct submit_answer *out,
		      struct err *err)
{
	struct span line;

	hurry(t->stream, t->end);
	if (!stream_read_line(t->stream, LINE_MAX_BYTES, &line, err))
		return false;
	snprintf(t->reply, sizeof(t->reply), "%.*s",
		 SPAN_ARG(span_first(line, REPLY_CAP - 1)));
	return submit_answer_parse(line, out) ||
	       err_set(err, ERR_TEMP, "No answer of SMTP");
}

static bool read_answer(struct talk *t, bool is_offer, struct err *err)
{
	struct submit_answer a = { .more = true };

	for (unsigned n = 0; a.more; n++) {
		if (n == LINES_MAX)
			return err_set(err, ERR_TEMP, "An endless answer");
		if (!read_line(t, &a, err))
			return false;
		if (is_offer && n > 0 && a.code == 250)
			submit_answer_note(a.text, &t->offer);
	}
	t->code = a.code;
	return true;
}

/* 530 wants a login or TLS (RFC 3207 4, RFC 4954 6): our configuration. */
static bool refused(const struct talk *t, struct err *err)
{
	if (t->in_mail && t->code >= 500 && t->code != 530)
		return err_set(err, ERR_DENIED, "%.200s", t->reply);
	return err_set(err, ERR_TEMP, "%.200s", t->reply);
}

static bool ask(struct talk *t, unsigned code, struct err *err)
{
	return read_answer(t, false, err) &&
	       (t->code == code || refused(t, err));
}

/* ---- the envelope ---- */

static void add(struct talk *t, const char *name, struct span value)
{
	if (value.len)
		stream_write_format(t->stream, " %s=%.*s", name,
				    SPAN_ARG(value));
}

static bool begin(struct talk *t, struct err *err)
{
	const struct submit_envelope *e = &t->job->envelope;

	stream_write_format(t->stream, "EHLO %s\r\n", t->job->config->hostname);
	/* One who refuses EHLO has heard HELO before we came. */
	if (!read_answer(t, true, err))
		return false;
	if (submit_envelope_has_utf8(e) && !t->offer.utf8)
		return err_set(err, ERR_DENIED,
			       "5.6.7 The mail system takes no address that "
			       "is not ASCII");
	return t->offer.deliverby || !submit_envelope_needs_time(e) ||
	       err_set(err, ERR_DENIED,
		       "5.7.0 The mail system knows no time of delivery");
}

static bool say_mail(struct talk *t, const struct submit_lines_kind *kind,
		     struct err *err)
{
	const struct submit_envelope *e = &t->job->envelope;
	struct stream *s = t->stream;

	stream_write_format(s, "MAIL FROM:<%.*s>", SPAN_ARG(e->sender));
	if (t->offer.size)
		stream_write_format(s, " SIZE=%" PRIu64, kind->size);
	if (t->offer.eightbit && kind->is_8bit)
		stream_write_str(s, " BODY=8BITMIME");
	if (submit_envelope_has_utf8(e))
		stream_write_str(s, " SMTPUTF8");
	if (t->offer.dsn) {
		add(t, "RET", e->ret);
		add(t, "ENVID", e->envid);
	}
	if (t->offer.deliverby)
		add(t, "BY", e->by);
	stream_write_str(s, "\r\n");
	t->in_mail = true;
	return ask(t, 250, err);
}

static bool is_ascii(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] > 127)
			return false;
	return true;
}

static bool say_rcpt(struct talk *t, const struct submit_recipient *r,
		     struct err *err)
{
	stream_write_format(t->stream, "RCPT TO:<%.*s>", SPAN_ARG(r->address));
	if (t->offer.dsn) {
		add(t, "NOTIFY", r->notify);
		/* RFC 6533 3: as it stands there it is for SMTPUTF8 alone. */
		if (is_ascii(r->orcpt))
			add(t, "ORCPT", r->orcpt);
	}
	stream_write_str(t->stream, "\r\n");
	/* RFC 5321 3.3: 251 is taken too. */
	return read_answer(t, false, err) &&
	       (t->code == 250 || t->code == 251 || refused(t, err));
}

static bool say_recipients(struct talk *t, struct err *err)
{
	const struct submit_envelope *e = &t->job->envelope;

	for (size_t i = 0; i < e->recipient_count; i++)
		if (!say_rcpt(t, &e->recipient[i], err))
			return false;
	return true;
}

/* ---- the message ---- */

/* The piece at *at, empty at the end. */
static bool read_piece(const struct submit_job *job, off_t *at,
		       char bytes[PIECE], struct span *out, struct err *err)
{
	ssize_t got;

	do
		got = pread(job->fd, bytes, PIECE, *at);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return err_sys(err, "read the message");
	*at += got;
	*out = span_make(bytes, (size_t)got);
	return true;
}

static bool look(const struct submit_job *job, struct submit_lines_kind *out,
		 struct err *err)
{
	char bytes[PIECE];
	struct span piece;
	off_t at = 0;

	do {
		if (!read_piece(job, &at, bytes, &piece, err))
			return false;
		submit_lines_look(out, piece);
	} while (piece.len);
	return true;
}

static bool say_message(struct talk *t, struct err *err)
{
	struct submit_lines lines = { 0 };
	auto_buf struct buf out;
	char bytes[PIECE];
	struct span piece;
	off_t at = 0;

	buf_init(&out, 3 * PIECE);
	do {
		if (!read_piece(t->job, &at, bytes, &piece, err))
			return false;
		buf_reset(&out);
		submit_lines_write(&lines, piece, &out);
		if (!piece.len)
			submit_lines_end(&lines, &out);
		hurry(t->stream, t->end);
		stream_write(t->stream, buf_span(&out));
	} while (piece.len);
	return true;
}

static bool converse(struct talk *t, struct err *err)
{
	struct submit_lines_kind kind = { 0 };

	if (!look(t->job, &kind, err) || !begin(t, err) ||
	    !say_mail(t, &kind, err) || !say_recipients(t, err))
		return false;
	stream_write_str(t->stream, "DATA\r\n");
	return ask(t, 354, err) && say_message(t, err) && ask(t, 250, err);
}

bool submit_dialogue_send(const struct submit_job *job, struct stream *stream,
			  int64_t end, enum submit_taken *out, struct err *err)
{
	struct talk t = { .job = job, .stream = stream, .end = end };
	struct err why;

	if (converse(&t, &why)) {
		*out = submit_envelope_has_dsn(&job->envelope) && !t.offer.dsn
			       ? SUBMIT_TAKEN_WITHOUT_DSN
			       : SUBMIT_TAKEN;
		return true;
	}
	if (why.kind == ERR_DENIED) {
		*err = why;
		return false;
	}
	err_set(err, ERR_TEMP, "Temporary failure");
	return err_detail(err, "%s: %s", job->config->submit_host,
			  err_log_text(&why));
}

void submit_dialogue_quit(struct stream *stream, int64_t end)
{
	struct span line;
	struct err err;

	hurry(stream, end);
	stream_write_str(stream, "QUIT\r\n");
	(void)(stream_flush(stream, &err) &&
	       stream_read_line(stream, LINE_MAX_BYTES, &line, &err));
}
