/* SPDX-License-Identifier: MIT */
/* Any bytes on the policy socket. Where a message ends does not depend on how
 * many of the bytes have come yet. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "auth/auth_policy_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void parse(struct span message)
{
	struct auth_policy_request request;

	if (auth_policy_parse(message, &request) &&
	    request.recipient.len > message.len)
		abort();
}

/* Fewer bytes than the message has: more are wanted, or it is bad anyway. */
static void check_pieces(struct span in, size_t used)
{
	struct span message;
	size_t n;

	for (size_t i = 0; i < used && i < 64; i++)
		if (auth_policy_parse_frame(span_first(in, i), &message, &n) !=
		    AUTH_FRAME_MORE)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = span_make(data, size);
	struct span message;
	size_t used;

	while (auth_policy_parse_frame(in, &message, &used) ==
	       AUTH_FRAME_READY) {
		if (used > in.len || used == 0 || message.len > used)
			abort();
		check_pieces(in, used);
		parse(message);
		in = span_from(in, used);
	}
	return 0;
}
