/* SPDX-License-Identifier: MIT */
/* One message with at most one fd over a SOCK_SEQPACKET socket. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/check.h"
#include "base/err.h"

/* fd -1: none. The caller keeps its fd. */
MUST_CHECK bool fdpass_send(int sock, const void *message, size_t size, int fd,
			    struct err *err);
enum fdpass_result {
	FDPASS_OK,
	FDPASS_EOF,
	FDPASS_AGAIN, /* nothing there on a non-blocking socket */
	FDPASS_BAD,   /* error, message larger than size; err filled */
};
/* At most size bytes. *out_fd is -1 or a close-on-exec fd that the caller
 * owns. It is -1 also if there is an fd but no room for it in this process: a
 * shortage here is no fault of the sender. */
enum fdpass_result fdpass_receive(int sock, void *message, size_t size,
				  size_t *out_size, int *out_fd,
				  struct err *err);
/* From here on the kernel says who sent what comes to this socket. */
MUST_CHECK bool fdpass_ask_sender(int sock, struct err *err);
/* The same; *out_sender: the process that sent it, 0 before
 * fdpass_ask_sender. */
enum fdpass_result fdpass_receive_from(int sock, void *message, size_t size,
				       size_t *out_size, int *out_fd,
				       pid_t *out_sender, struct err *err);
