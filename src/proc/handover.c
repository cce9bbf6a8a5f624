/* SPDX-License-Identifier: MIT */
#include "proc/handover.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

bool handover_open(int out_ends[2], struct err *err)
{
	int type = SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK;

	return socketpair(AF_UNIX, type, 0, out_ends) == 0 ||
	       err_sys(err, "socketpair");
}

bool handover_send(int channel, const struct handover_message *message, int fd,
		   struct err *err)
{
	static struct handover frame;
	struct span record = message->record;
	struct span input = message->input;
	bool sent;

	if (record.len > HANDOVER_RECORD_MAX || input.len > HANDOVER_INPUT_MAX)
		return err_set(err, ERR_LIMIT, "Too much for a hand-over");
	frame.kind = message->kind;
	frame.left_ms = message->left_ms;
	frame.record = (uint32_t)record.len;
	frame.packed = message->packed;
	if (record.len)
		memcpy(frame.bytes, record.ptr, record.len);
	if (input.len)
		memcpy(frame.bytes + record.len, input.ptr, input.len);
	sent = fdpass_send(channel, &frame,
			   offsetof(struct handover, bytes) + record.len +
				   input.len,
			   fd, err);
	/* There may be a password in it. */
	explicit_bzero(frame.bytes, record.len + input.len);
	return sent;
}

bool handover_parse(struct span bytes, struct handover_message *out)
{
	const size_t head = offsetof(struct handover, bytes);
	struct span rest;
	uint32_t number[4];

	if (bytes.len < head || bytes.len > sizeof(struct handover))
		return false;
	memcpy(number, bytes.ptr, sizeof(number));
	rest = span_from(bytes, head);
	if (number[0] < HANDOVER_TO_WORKER || number[0] > HANDOVER_PARK ||
	    number[2] > rest.len || number[2] > HANDOVER_RECORD_MAX ||
	    number[3] > 1)
		return false;
	*out = (struct handover_message){
		.kind = (enum handover_kind)number[0],
		.left_ms = number[1],
		.packed = number[3] != 0,
		.record = span_first(rest, number[2]),
		.input = span_from(rest, number[2]),
	};
	return true;
}

enum fdpass_result handover_receive(int channel, struct handover *frame,
				    struct handover_message *out, int *out_fd,
				    struct err *err)
{
	enum fdpass_result result;
	size_t size;

	result = fdpass_receive(channel, frame, sizeof(*frame), &size, out_fd,
				err);
	if (result != FDPASS_OK)
		return result;
	if (*out_fd >= 0 &&
	    handover_parse(span_make((const char *)frame, size), out))
		return FDPASS_OK;
	if (*out_fd >= 0)
		close(*out_fd);
	*out_fd = -1;
	err_set(err, ERR_SYNTAX, "malformed handover");
	return FDPASS_BAD;
}
