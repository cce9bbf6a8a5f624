/* SPDX-License-Identifier: MIT */
/*
 * The channel of a session: a SOCK_SEQPACKET pair between gate and the
 * session's worker, over which the client's stream goes to the worker and may
 * come back.
 *
 *   gate → worker  HANDOVER_TO_WORKER (stream fd, what the client had sent
 *                  behind its login; the record of a session that goes on),
 *                  queued before LOGIN hands the other end to master
 *   worker → gate  HANDOVER_BACK (stream fd, what was read of the client's and
 *                  not used) or HANDOVER_PARK (that and the session's record),
 *                  at most one; then the worker ends
 *
 * Who has an end of the channel can speak of that one connection only. Whoever
 * reads a frame trusts what is in it no more than a client.
 */
#pragma once

#include <stdint.h>

#include "base/check.h"
#include "base/err.h"
#include "base/span.h"
#include "io/fdpass.h"

enum {
	/* More than a stream reads at once (io/stream.c). With a record it
	 * fits into one message of a socket with the kernel's presets. */
	HANDOVER_INPUT_MAX = 96 * 1024,
	/* Sessions whose record is larger are not parked. The window of a
	 * compression takes 32 KiB of it. */
	HANDOVER_RECORD_MAX = 80 * 1024,
};

enum handover_kind {
	HANDOVER_TO_WORKER = 1,
	HANDOVER_BACK,
	HANDOVER_PARK,
};

struct handover_message {
	enum handover_kind kind;
	struct span input;  /* of the client's */
	struct span record; /* of the session */
	uint32_t left_ms;   /* PARK: when the session is due without a cause */
	bool packed;        /* PARK: the client unpacks what it is sent */
};

struct handover {
	uint32_t kind; /* enum handover_kind */
	uint32_t left_ms;
	uint32_t record; /* how much of bytes is the record; then input */
	uint32_t packed;
	char bytes[HANDOVER_RECORD_MAX + HANDOVER_INPUT_MAX];
};

/* Two ends that do not block: [0] is gate's. */
MUST_CHECK bool handover_open(int out_ends[2], struct err *err);
/* The fd stays the caller's. ERR_LIMIT: too much input, or too large a
 * record. */
MUST_CHECK bool handover_send(int channel,
			      const struct handover_message *message, int fd,
			      struct err *err);
/*
 * A frame with its fd. BAD also for anything else: no fd is left then. What
 * *out tells lies in *frame, which may hold secrets.
 */
enum fdpass_result handover_receive(int channel, struct handover *frame,
				    struct handover_message *out, int *out_fd,
				    struct err *err);
/* Is that a frame? Pure; *out lies in `bytes`. */
MUST_CHECK bool handover_parse(struct span bytes, struct handover_message *out);
