/* SPDX-License-Identifier: MIT */
/*
 * COMPRESS=DEFLATE (RFC 4978) between a session's stream and its socket: a
 * layer of io/stream.h.
 *
 * Takes about 180 KiB. What is written is flushed with every write, so that the
 * client has each answer whole. Input grows by IMAP_DEFLATE_RATIO at most, but
 * for `slack` bytes of the whole session (a message of zeros); a client that
 * passes that fails.
 */
#pragma once

#include "io/stream.h"

enum {
	IMAP_DEFLATE_RATIO = 100,
	IMAP_DEFLATE_WINDOW = 32768
};

struct imap_deflate;

/* For the socket of `fd`, which stays the caller's. NULL: no memory. */
struct imap_deflate *imap_deflate_new(int fd, uint64_t slack);
/*
 * Between two commands all that is to be kept of it: what the client's
 * compression may still refer to, and where it stands: at a block's begin, some
 * bits and bytes into it perhaps, which gave no text yet (Z_PARTIAL_FLUSH ends
 * so). The server's begins anew, to which a client's inflate is blind, since
 * each write ends on a byte's edge.
 */
struct imap_deflate_state {
	uint64_t bytes_in; /* inflated up to that block, and what they became */
	uint64_t bytes_out;
	uint8_t bits; /* of `last`, the high ones: they are the block's */
	uint8_t last;
	struct span since;  /* bytes of the block; lies in d */
	struct span window; /* at most IMAP_DEFLATE_WINDOW */
};
/* window: room for it. false: a block has brought only part of its text, the
 * last one has ended, or more is here already. All output was flushed. */
MUST_CHECK bool imap_deflate_keep(struct imap_deflate *d,
				  char window[IMAP_DEFLATE_WINDOW],
				  struct imap_deflate_state *out);
/* Like imap_deflate_new, from that on. input: what comes before the socket's;
 * stays the caller's, as long as d. NULL also for a state that is none. */
struct imap_deflate *imap_deflate_resume(int fd, uint64_t slack,
					 const struct imap_deflate_state *state,
					 struct span input);
void imap_deflate_free(struct imap_deflate **d);
/*
 * The end of it, each side's own (RFC 8437 4.1): what is written next is the
 * last, and input ends where the peer's compression does: at its final block,
 * or at the flush behind what was read last.
 */
void imap_deflate_end(struct imap_deflate *d);
/* Has the end of the input been read? */
bool imap_deflate_is_over(const struct imap_deflate *d);
/* What came behind it; lies in d. */
struct span imap_deflate_rest(const struct imap_deflate *d);
/* Lives as long as d. */
const struct stream_layer *imap_deflate_layer(const struct imap_deflate *d);
