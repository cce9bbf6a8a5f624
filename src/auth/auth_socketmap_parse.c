/* SPDX-License-Identifier: MIT */
#include "auth/auth_socketmap_parse.h"

#include "base/num.h"

enum {
	MESSAGE_MAX = 8192, /* Postfix's keys are addresses and names */
	DIGITS_MAX = 4
};

enum auth_frame auth_socketmap_parse_frame(struct span in,
					   struct span *out_message,
					   size_t *out_used)
{
	struct span head = span_first(in, DIGITS_MAX + 1);
	size_t colon = span_find_char(head, ':');
	uint64_t len = 0;

	if (!num_parse_u64(span_first(head, colon), 0, MESSAGE_MAX, &len))
		return in.len ? AUTH_FRAME_BAD : AUTH_FRAME_MORE;
	if (colon == head.len)
		return colon > DIGITS_MAX ? AUTH_FRAME_BAD : AUTH_FRAME_MORE;
	*out_used = colon + 1 + (size_t)len + 1;
	if (in.len < *out_used)
		return AUTH_FRAME_MORE;
	*out_message = span_make(in.ptr + colon + 1, (size_t)len);
	return in.ptr[*out_used - 1] == ',' ? AUTH_FRAME_READY : AUTH_FRAME_BAD;
}

bool auth_socketmap_parse(struct span message, struct span *out_map,
			  struct span *out_key)
{
	*out_key = message;
	return span_cut(out_key, ' ', out_map) && out_key->ptr && out_map->len;
}

void auth_socketmap_parse_reply(struct buf *out, const char *status,
				const char *text)
{
	size_t len = span_of(status).len + 1 + span_of(text).len;

	buf_add_format(out, "%zu:%s %s,", len, status, text);
}
