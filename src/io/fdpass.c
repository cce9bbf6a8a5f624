/* SPDX-License-Identifier: MIT */
/*
 * One iovec and room for one SCM_RIGHTS fd and the sender's name. Whatever else
 * a peer attaches is closed, never kept: a stray fd would be a leak at best.
 */
#include "io/fdpass.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

union control {
	struct cmsghdr header; /* for alignment */
	char room[CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(struct ucred))];
};

static void attach_fd(struct msghdr *msg, union control *control, int fd)
{
	struct cmsghdr *header;

	memset(control, 0, sizeof(*control));
	msg->msg_control = control->room;
	msg->msg_controllen = CMSG_SPACE(sizeof(fd));
	header = CMSG_FIRSTHDR(msg);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &fd, sizeof(fd));
}

bool fdpass_send(int sock, const void *message, size_t size, int fd,
		 struct err *err)
{
	struct iovec iov = { .iov_len = size };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	union control control;
	ssize_t sent;

	/* sendmsg only reads, but iovec has no const. */
	memcpy(&iov.iov_base, &message, sizeof(message));
	if (fd >= 0)
		attach_fd(&msg, &control, fd);
	do
		sent = sendmsg(sock, &msg, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	if (sent >= 0 && (size_t)sent == size)
		return true;
	if (sent >= 0)
		errno = EMSGSIZE;
	return err_sys(err, "sendmsg of %zu bytes", size);
}

/* The first fd of the message, all others closed; -1 if there is none. */
static int take_fds(struct msghdr *msg)
{
	struct cmsghdr *header = CMSG_FIRSTHDR(msg);
	int taken = -1;

	for (; header; header = CMSG_NXTHDR(msg, header)) {
		size_t bytes = header->cmsg_len - CMSG_LEN(0);

		if (header->cmsg_level != SOL_SOCKET ||
		    header->cmsg_type != SCM_RIGHTS)
			continue;
		for (size_t at = 0; at + sizeof(int) <= bytes;
		     at += sizeof(int)) {
			int fd;

			memcpy(&fd, CMSG_DATA(header) + at, sizeof(fd));
			if (taken < 0)
				taken = fd;
			else
				close(fd);
		}
	}
	return taken;
}

/* 0 where the socket does not ask for it. */
static pid_t take_sender(struct msghdr *msg)
{
	struct cmsghdr *header = CMSG_FIRSTHDR(msg);
	struct ucred sender = { .pid = 0 };

	for (; header; header = CMSG_NXTHDR(msg, header))
		if (header->cmsg_level == SOL_SOCKET &&
		    header->cmsg_type == SCM_CREDENTIALS &&
		    header->cmsg_len == CMSG_LEN(sizeof(sender)))
			memcpy(&sender, CMSG_DATA(header), sizeof(sender));
	return sender.pid;
}

static enum fdpass_result receive_failed(struct err *err)
{
	if (errno == EAGAIN)
		return FDPASS_AGAIN;
	if (errno == ECONNRESET)
		return FDPASS_EOF;
	err_sys(err, "recvmsg");
	return FDPASS_BAD;
}

bool fdpass_ask_sender(int sock, struct err *err)
{
	const int on = 1;

	return setsockopt(sock, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) ==
		       0 ||
	       err_sys(err, "SO_PASSCRED");
}

enum fdpass_result fdpass_receive(int sock, void *message, size_t size,
				  size_t *out_size, int *out_fd,
				  struct err *err)
{
	pid_t sender;

	return fdpass_receive_from(sock, message, size, out_size, out_fd,
				   &sender, err);
}

enum fdpass_result fdpass_receive_from(int sock, void *message, size_t size,
				       size_t *out_size, int *out_fd,
				       pid_t *out_sender, struct err *err)
{
	struct iovec iov = { .iov_base = message, .iov_len = size };
	union control control;
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = sizeof(control.room),
	};
	ssize_t got;
	int fd;

	*out_fd = -1;
	*out_size = 0;
	do
		got = recvmsg(sock, &msg, MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return receive_failed(err);
	fd = take_fds(&msg);
	*out_sender = take_sender(&msg);
	if (got > 0 && !(msg.msg_flags & MSG_TRUNC)) {
		*out_size = (size_t)got;
		*out_fd = fd;
		return FDPASS_OK;
	}
	if (fd >= 0)
		close(fd);
	if (got == 0)
		return FDPASS_EOF;
	err_set(err, ERR_SYNTAX, "Malformed control message");
	err_detail(err, "control message past %zu bytes, flags %#x", size,
		   (unsigned)msg.msg_flags);
	return FDPASS_BAD;
}
