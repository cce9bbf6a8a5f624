/* SPDX-License-Identifier: MIT */
#include "submit/submit_request.h"

#include <fcntl.h>
#include <inttypes.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"
#include "io/fdpass.h"
#include "io/stream.h"
#include "stats/stats.h"
#include "submit/submit_command.h"
#include "submit/submit_smtp.h"
#include "submit/submit_wire.h"

enum {
	/* The client has been waiting for us and has all of it at hand. */
	READ_MS = 5000,
	LINE_CAP = 16384
};

static bool is_client(const struct submit_request_rules *rules, int fd,
		      struct err *err)
{
	struct ucred who;
	socklen_t size = sizeof(who);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0)
		return err_sys(err, "SO_PEERCRED");
	return who.uid == 0 || who.uid == rules->client ||
	       err_set(err, ERR_TEMP, "uid %u may not send mail",
		       (unsigned)who.uid);
}

static bool take_head(int fd, struct submit_wire_head *out, int *out_message,
		      struct err *err)
{
	const struct timeval limit = { .tv_sec = READ_MS / 1000 };
	size_t size;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) != 0)
		return err_sys(err, "SO_RCVTIMEO");
	switch (fdpass_receive(fd, out, sizeof(*out), &size, out_message,
			       err)) {
	case FDPASS_OK:
		break;
	case FDPASS_EOF:
		return err_set(err, ERR_GONE, "The client is gone");
	case FDPASS_AGAIN:
		return err_set(err, ERR_GONE, "The client is silent");
	case FDPASS_BAD:
		return false;
	}
	return (size == sizeof(*out) && out->magic == SUBMIT_WIRE_MAGIC) ||
	       err_set(err, ERR_SYNTAX, "Malformed request");
}

static bool take_envelope(struct stream *s, size_t bytes, struct buf *out,
			  struct err *err)
{
	struct span piece;

	if (bytes > SUBMIT_WIRE_ENVELOPE_MAX)
		return err_set(err, ERR_LIMIT, "The envelope is too large");
	while (out->len < bytes) {
		if (!stream_read_some(s, bytes - out->len, &piece, err))
			return false;
		buf_add(out, piece);
	}
	return true;
}

/* A pipe would let us wait; a file can be read whenever we like. */
static bool look_at_message(struct submit_job *job, struct err *err)
{
	struct stat st;

	if (job->fd < 0)
		return err_set(err, ERR_SYNTAX, "There is no message");
	if (fstat(job->fd, &st) != 0)
		return err_sys(err, "stat the message");
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_SYNTAX, "The message is no file");
	job->size = (uint64_t)st.st_size;
	return job->size <= job->config->submit_message_max ||
	       err_set(err, ERR_LIMIT, "The message is too large to be sent");
}

static bool send_out(const struct submit_job *job,
		     struct submit_smtp **out_open, enum submit_taken *out,
		     struct err *err)
{
	if (job->config->submit_host[0])
		return submit_smtp_send(job, out_open, out, err);
	if (job->config->submit_command[0])
		return submit_command_send(job, out, err);
	err_set(err, ERR_TEMP, "Temporary failure");
	return err_detail(err, "neither submit_command nor submit_host is set");
}

static void log_done(const struct submit_job *job, int64_t started,
		     enum submit_taken taken, const struct err *err)
{
	const struct submit_envelope *e = &job->envelope;
	auto_buf struct buf line;
	int ms = (int)(clock_mono_ms() - started);
	bool final = err && submit_wire_is_final(err);

	stats_add(!err    ? STATS_submit_sent
		  : final ? STATS_submit_refused
			  : STATS_submit_deferred,
		  1);
	buf_init(&line, LINE_CAP);
	buf_add_format(&line, "from=%s to=%s", LOG_TEXT(e->sender),
		       LOG_TEXT(e->recipient[0].address));
	if (e->recipient[0].notify.len)
		buf_add_format(&line, " notify=%.*s",
			       SPAN_ARG(e->recipient[0].notify));
	if (e->by.len)
		buf_add_format(&line, " by=%.*s", SPAN_ARG(e->by));
	buf_add_format(&line, " recipients=%zu size=%" PRIu64 " ms=%d",
		       e->recipient_count, job->size, ms);
	if (!err)
		log_event(LOG_LEVEL_INFO, "submit", "%s outcome=sent%s",
			  buf_str(&line),
			  taken == SUBMIT_TAKEN_WITHOUT_DSN ? " dsn=no" : "");
	else
		log_err(LOG_LEVEL_WARN, "submit", err, "%s outcome=%s",
			buf_str(&line), final ? "refused" : "deferred");
}

static bool take_and_send(struct submit_job *job, struct stream *s,
			  struct submit_smtp **out_open, enum submit_taken *out,
			  struct err *err)
{
	size_t max = job->config->submit_recipients_max;
	int64_t started = clock_mono_ms();
	struct submit_wire_head head;
	auto_free struct submit_recipient *recipient =
		x_calloc(max, sizeof(*recipient));
	auto_buf struct buf envelope;
	bool sent;

	buf_init(&envelope, SUBMIT_WIRE_ENVELOPE_MAX);
	if (!take_head(s->fd_in, &head, &job->fd, err) ||
	    !take_envelope(s, head.bytes, &envelope, err) ||
	    !submit_wire_read(buf_span(&envelope), recipient, max,
			      &job->envelope, err))
		return false;
	sent = look_at_message(job, err) && send_out(job, out_open, out, err);
	log_done(job, started, *out, sent ? NULL : err);
	return sent;
}

static void answer(struct stream *s, enum submit_taken taken,
		   const struct err *trouble)
{
	auto_buf struct buf line;
	struct err err;

	buf_init(&line, SUBMIT_WIRE_ANSWER_MAX);
	submit_wire_answer(taken, trouble, &line);
	stream_write(s, buf_span(&line));
	if (!stream_flush(s, &err) && !trouble)
		log_err(LOG_LEVEL_WARN, "submit", &err, "%s",
			"outcome=sent client=gone");
}

/* It learns that it is its turn; then it must be quick. */
static bool greet(struct stream *s, struct err *err)
{
	stream_write_str(s, "+\n");
	return stream_flush(s, err);
}

void submit_request_serve(const struct submit_request_rules *rules, int fd)
{
	struct submit_job job = {
		.config = rules->config,
		.password = rules->password,
		.fd = -1,
	};
	struct submit_smtp *open = NULL;
	enum submit_taken taken = SUBMIT_TAKEN;
	struct stream s;
	struct err err;
	bool sent;

	stream_init(&s, fd, fd, SUBMIT_WIRE_ENVELOPE_MAX, READ_MS);
	sent = is_client(rules, fd, &err) && greet(&s, &err) &&
	       take_and_send(&job, &s, &open, &taken, &err);
	if (!sent && err.kind == ERR_GONE)
		log_err(LOG_LEVEL_DEBUG, "submit", &err, "%s", "");
	else
		answer(&s, taken, sent ? NULL : &err);
	stream_release(&s);
	submit_smtp_close(&open);
	if (job.fd >= 0)
		close(job.fd);
}
