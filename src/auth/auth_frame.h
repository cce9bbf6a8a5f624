/* SPDX-License-Identifier: MIT */
/* How messages are told apart in what a peer sends. A framing function looks
 * at all that is there and may be called again with more of it. */
#pragma once

#include "base/span.h"

enum auth_frame {
	AUTH_FRAME_MORE,
	AUTH_FRAME_READY, /* *out_message, from *out_used on comes the next */
	AUTH_FRAME_BAD,   /* close */
};

typedef enum auth_frame
auth_frame_find(struct span in, struct span *out_message, size_t *out_used);
