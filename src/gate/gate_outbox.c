/* SPDX-License-Identifier: MIT */
#include "gate/gate_outbox.h"

#include <errno.h>
#include <sys/socket.h>

#include "base/x.h"
#include "gate/gate_secret.h"

/* Bytes that the socket did not take yet. */
struct gate_outbox_piece {
	struct gate_outbox_piece *next;
	struct buf bytes; /* secret */
	size_t sent;
};

void gate_outbox_init(struct gate_outbox *outbox)
{
	*outbox = (struct gate_outbox){ .last = &outbox->first };
}

static void drop_first(struct gate_outbox *outbox)
{
	struct gate_outbox_piece *piece = outbox->first;

	outbox->unsent -= piece->bytes.len - piece->sent;
	outbox->first = piece->next;
	if (!outbox->first)
		outbox->last = &outbox->first;
	gate_secret_wipe(&piece->bytes);
	free(piece);
}

void gate_outbox_reset(struct gate_outbox *outbox)
{
	while (outbox->first)
		drop_first(outbox);
}

static void queue_rest(struct gate_outbox *outbox, struct span rest)
{
	struct gate_outbox_piece *piece = x_calloc(1, sizeof(*piece));

	gate_secret_init(&piece->bytes, rest.len);
	buf_add(&piece->bytes, rest);
	*outbox->last = piece;
	outbox->last = &piece->next;
	outbox->unsent += rest.len;
}

/* false: the connection is gone. */
static bool send_some(int fd, struct span bytes, size_t *out_sent)
{
	ssize_t n = send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);

	*out_sent = n > 0 ? (size_t)n : 0;
	return n >= 0 || errno == EAGAIN || errno == EINTR;
}

bool gate_outbox_send(struct gate_outbox *outbox, int fd, struct span line)
{
	size_t sent = 0;

	if (outbox->unsent + line.len > GATE_OUTBOX_MAX)
		return false;
	if (!outbox->first && !send_some(fd, line, &sent))
		return false; /* the end of the connection will be read */
	if (sent < line.len)
		queue_rest(outbox, span_from(line, sent));
	return true;
}

bool gate_outbox_go_on(struct gate_outbox *outbox, int fd)
{
	while (outbox->first) {
		struct gate_outbox_piece *piece = outbox->first;
		struct span rest =
			span_from(buf_span(&piece->bytes), piece->sent);
		size_t sent;

		if (!send_some(fd, rest, &sent))
			return false;
		piece->sent += sent;
		outbox->unsent -= sent;
		if (sent < rest.len)
			return true;
		drop_first(outbox);
	}
	return true;
}
