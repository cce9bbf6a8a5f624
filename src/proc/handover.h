/* SPDX-License-Identifier: MIT */
/*
 * The channel of a session: a SOCK_SEQPACKET pair between gate and the
 * session's worker, over which the client's stream goes to the worker and may
 * come back.
 *
 *   gate → worker  HANDOVER_TO_WORKER (stream fd, what the client had sent
 *                  behind its login), queued before LOGIN hands the other
 *                  end to master
 *   worker → gate  HANDOVER_BACK (stream fd, what was read of the client's and
 *                  not used), at most once; then the worker ends
 *
 * Who has an end of the channel can speak of that one connection only. A frame
 * is its kind and then bytes of the client's, which whoever reads a frame
 * trusts no more than a client.
 */
#pragma once

#include <stdint.h>

#include "base/check.h"
#include "base/err.h"
#include "base/span.h"
#include "io/fdpass.h"

enum {
	/* More than a stream reads at once (io/stream.c), and it fits into
	 * one message of a socket with the kernel's presets. */
	HANDOVER_INPUT_MAX = 96 * 1024
};

enum handover_kind {
	HANDOVER_TO_WORKER = 1,
	HANDOVER_BACK,
};

struct handover {
	uint32_t kind; /* enum handover_kind */
	char input[HANDOVER_INPUT_MAX];
};

/* Two ends that do not block: [0] is gate's. */
MUST_CHECK bool handover_open(int out_ends[2], struct err *err);
/* The fd stays the caller's. ERR_LIMIT: too much input. */
MUST_CHECK bool handover_send(int channel, enum handover_kind kind,
			      struct span input, int fd, struct err *err);
/*
 * A frame of that kind, with its fd. BAD also for anything else: no fd is left
 * then. *out_input lies in *frame, which may hold secrets.
 */
enum fdpass_result handover_receive(int channel, enum handover_kind kind,
				    struct handover *frame,
				    struct span *out_input, int *out_fd,
				    struct err *err);
/* Is that a frame of that kind? Pure; *out_input lies in `bytes`. */
MUST_CHECK bool handover_parse(struct span bytes, enum handover_kind kind,
			       struct span *out_input);
