/* SPDX-License-Identifier: MIT */
/* ENVELOPE (RFC 3501 7.4.2) of a header. Private to this folder. */
#pragma once

#include <stdint.h>

#include "base/buf.h"

/* How many addresses the envelopes of one message may show: one of a byte
 * costs some twenty here, and up to three times. */
enum {
	MIME_ENVELOPE_ADDRESSES = 16384
};

/* Appends "(…)". *addresses_left goes down; where it is used up, lists end. */
void mime_envelope_write(struct buf *out, struct span header,
			 uint32_t *addresses_left);
