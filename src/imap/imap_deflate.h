/* SPDX-License-Identifier: MIT */
/*
 * COMPRESS=DEFLATE (RFC 4978) between a session's stream and its socket: a
 * layer of io/stream.h.
 *
 * Takes about 400 KiB. What is written is flushed with every write, so that the
 * client has each answer whole. Input grows by IMAP_DEFLATE_RATIO at most, but
 * for `slack` bytes of the whole session (a message of zeros); a client that
 * passes that fails.
 */
#pragma once

#include "io/stream.h"

enum {
	IMAP_DEFLATE_RATIO = 100
};

struct imap_deflate;

/* For the socket of `fd`, which stays the caller's. NULL: no memory. */
struct imap_deflate *imap_deflate_new(int fd, uint64_t slack);
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
