/* SPDX-License-Identifier: MIT */
#include "auth/auth_policy_parse.h"

#include "base/num.h"

enum auth_frame auth_policy_parse_frame(struct span in,
					struct span *out_message,
					size_t *out_used)
{
	size_t end = span_find(in, SPAN("\n\n"));

	if (span_starts(in, SPAN("\n")))
		return AUTH_FRAME_BAD;
	if (end == in.len)
		return AUTH_FRAME_MORE;
	*out_message = span_first(in, end + 1);
	*out_used = end + 2;
	return AUTH_FRAME_READY;
}

static enum auth_policy_state state_of(struct span word)
{
	if (span_eq_nocase(word, SPAN("RCPT")))
		return AUTH_POLICY_RCPT;
	if (span_eq_nocase(word, SPAN("END-OF-MESSAGE")))
		return AUTH_POLICY_END;
	return AUTH_POLICY_OTHER;
}

bool auth_policy_parse(struct span message, struct auth_policy_request *out)
{
	bool ours = false;
	struct span line, name;

	*out = (struct auth_policy_request){ .state = AUTH_POLICY_OTHER };
	while (span_cut(&message, '\n', &line)) {
		if (!message.ptr && !line.len)
			break;
		if (!span_cut(&line, '=', &name) || !line.ptr)
			return false;
		if (span_eq(name, SPAN("request")))
			ours = span_eq(line, SPAN("smtpd_access_policy"));
		else if (span_eq(name, SPAN("protocol_state")))
			out->state = state_of(line);
		else if (span_eq(name, SPAN("recipient")))
			out->recipient = line;
		else if (span_eq(name, SPAN("client_address")))
			out->client = line;
		else if (span_eq(name, SPAN("size")) &&
			 !num_parse_u64(line, 0, UINT64_MAX, &out->size))
			return false;
	}
	return ours;
}
