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

bool handover_send(int channel, enum handover_kind kind, struct span input,
		   int fd, struct err *err)
{
	static struct handover frame;
	bool sent;

	if (input.len > sizeof(frame.input))
		return err_set(err, ERR_LIMIT, "Too much input");
	frame.kind = kind;
	if (input.len)
		memcpy(frame.input, input.ptr, input.len);
	sent = fdpass_send(channel, &frame,
			   offsetof(struct handover, input) + input.len, fd,
			   err);
	/* There may be a password in it. */
	explicit_bzero(frame.input, input.len);
	return sent;
}

bool handover_parse(struct span bytes, enum handover_kind kind,
		    struct span *out_input)
{
	const size_t head = offsetof(struct handover, input);
	uint32_t told;

	if (bytes.len < head || bytes.len > sizeof(struct handover))
		return false;
	memcpy(&told, bytes.ptr, sizeof(told));
	*out_input = span_from(bytes, head);
	return told == (uint32_t)kind;
}

enum fdpass_result handover_receive(int channel, enum handover_kind kind,
				    struct handover *frame,
				    struct span *out_input, int *out_fd,
				    struct err *err)
{
	enum fdpass_result result;
	size_t size;

	result = fdpass_receive(channel, frame, sizeof(*frame), &size, out_fd,
				err);
	if (result != FDPASS_OK)
		return result;
	if (*out_fd >= 0 && handover_parse(span_make((const char *)frame, size),
					   kind, out_input))
		return FDPASS_OK;
	if (*out_fd >= 0)
		close(*out_fd);
	*out_fd = -1;
	err_set(err, ERR_SYNTAX, "malformed handover");
	return FDPASS_BAD;
}
