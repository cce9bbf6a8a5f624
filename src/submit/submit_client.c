/* SPDX-License-Identifier: MIT */
/*
 * The message goes as the fd of a file in memory, made only when it is this
 * client's turn: so no more of them are there than the server takes at once.
 */
#include "submit/submit_client.h"

#include <poll.h>
#include <sys/mman.h>

#include "base/auto.h"
#include "io/fdpass.h"
#include "io/file.h"
#include "io/listen.h"
#include "io/stream.h"
#include "submit/submit_wire.h"

static bool connect_to(const struct submit_client *c, struct stream *out,
		       struct err *err)
{
	int fd;

	if (!listen_connect_unix(c->socket, &fd, err))
		return false;
	stream_init(out, fd, fd, SUBMIT_WIRE_ANSWER_MAX,
		    (int)c->seconds * 1000);
	return true;
}

static bool wait_turn(struct stream *s, struct err *err)
{
	enum submit_taken unused;
	struct span line;

	return stream_read_line(s, SUBMIT_WIRE_ANSWER_MAX, &line, err) &&
	       (span_eq(line, SPAN("+")) ||
		submit_wire_judge(line, &unused, err));
}

static bool make_message(const struct submit_letter *l, int *out_fd,
			 struct err *err)
{
	auto_fd int fd = memfd_create("message", MFD_CLOEXEC);

	if (fd < 0)
		return err_sys(err, "memfd");
	for (size_t i = 0; i < l->piece_count; i++)
		if (!file_write_all(fd, l->piece[i], err))
			return false;
	*out_fd = auto_fd_take(&fd);
	return true;
}

static bool send_request(const struct submit_client *c, struct stream *s,
			 struct span envelope, int message, struct err *err)
{
	const struct submit_wire_head head = { SUBMIT_WIRE_MAGIC,
					       (uint32_t)envelope.len };

	if (!fdpass_send(s->fd_out, &head, sizeof(head), message, err))
		return false;
	s->timeout_ms = (int)(c->seconds + SUBMIT_WIRE_GRACE_SECONDS) * 1000;
	stream_write(s, envelope);
	return stream_flush(s, err);
}

static bool converse(const struct submit_client *c,
		     const struct submit_letter *letter, struct span envelope,
		     struct stream *s, enum submit_taken *out, struct err *err)
{
	auto_fd int message = -1;
	struct span line;

	return wait_turn(s, err) && make_message(letter, &message, err) &&
	       send_request(c, s, envelope, message, err) &&
	       stream_read_line(s, SUBMIT_WIRE_ANSWER_MAX, &line, err) &&
	       submit_wire_judge(line, out, err);
}

bool submit_client_send(const struct submit_client *client,
			const struct submit_letter *letter,
			enum submit_taken *out, struct err *err)
{
	auto_buf struct buf envelope;
	struct stream s;
	bool taken;

	buf_init(&envelope, SUBMIT_WIRE_ENVELOPE_MAX);
	if (!submit_wire_write(&letter->envelope, &envelope, err)) {
		err->kind = ERR_DENIED;
		return false;
	}
	taken = connect_to(client, &s, err);
	if (taken) {
		taken = converse(client, letter, buf_span(&envelope), &s, out,
				 err);
		stream_release(&s);
	}
	if (!taken && err->kind != ERR_DENIED) {
		/* A server that is away, slow or strange. */
		err_detail(err, "submit");
		err->kind = ERR_TEMP;
	}
	return taken;
}
