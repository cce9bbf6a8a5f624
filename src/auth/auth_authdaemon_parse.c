/* SPDX-License-Identifier: MIT */
#include "auth/auth_authdaemon_parse.h"

#include "base/num.h"

enum {
	METADATA_MAX = 8,
	AUTH_MAX = 8192
};

/* A line of metadata begins with a capital name and a '='. */
static bool is_metadata(struct span line)
{
	size_t end = span_find_char(line, '=');

	return end < line.len && end < span_find_char(line, ' ') &&
	       end < span_find_char(line, '\t');
}

/* The length in "AUTH LEN"; false: that is no such line. */
static bool auth_length(struct span line, uint64_t *out)
{
	return span_starts(line, SPAN("AUTH ")) &&
	       num_parse_u64(span_from(line, 5), 1, AUTH_MAX, out);
}

enum auth_frame auth_authdaemon_parse_frame(struct span in,
					    struct span *out_message,
					    size_t *out_used)
{
	struct span rest = in;
	uint64_t len = 0;

	for (unsigned n = 0; n <= METADATA_MAX; n++) {
		size_t end = span_find_char(rest, '\n');
		struct span line = span_first(rest, end);

		if (end == rest.len)
			return AUTH_FRAME_MORE;
		rest = span_from(rest, end + 1);
		if (is_metadata(line))
			continue;
		if (span_starts(line, SPAN("AUTH ")) &&
		    !auth_length(line, &len))
			return AUTH_FRAME_BAD;
		if (rest.len < len)
			return AUTH_FRAME_MORE;
		*out_used = in.len - rest.len + (size_t)len;
		*out_message = span_first(in, *out_used);
		return AUTH_FRAME_READY;
	}
	return AUTH_FRAME_BAD;
}

static bool parse_login(struct span data, struct auth_authdaemon_request *out)
{
	struct span type;

	if (!span_cut(&data, '\n', &out->service) ||
	    !span_cut(&data, '\n', &type) || !data.ptr)
		return false;
	out->kind = AUTH_AUTHDAEMON_OTHER;
	if (!span_eq(type, SPAN("login")))
		return true;
	out->kind = AUTH_AUTHDAEMON_LOGIN;
	/* The password ends at the last LF: none can be in it. */
	return span_cut(&data, '\n', &out->user) &&
	       span_cut(&data, '\n', &out->password) &&
	       (!data.ptr || !data.len);
}

/* "PRE . SERVICE USER", the user to the end of the line. */
static bool parse_pre(struct span line, struct auth_authdaemon_request *out)
{
	struct span module;

	out->kind = AUTH_AUTHDAEMON_PRE;
	out->user = span_from(line, 4);
	return span_cut(&out->user, ' ', &module) &&
	       span_cut(&out->user, ' ', &out->service) && out->user.ptr;
}

bool auth_authdaemon_parse(struct span message,
			   struct auth_authdaemon_request *out)
{
	struct span line;
	uint64_t len;

	*out = (struct auth_authdaemon_request){ .service = SPAN("") };
	while (span_cut(&message, '\n', &line) && is_metadata(line))
		if (span_starts(line, SPAN("TCPREMOTEIP=")))
			out->remote_ip = span_from(line, 12);
	if (span_starts(line, SPAN("PRE ")))
		return parse_pre(line, out);
	if (auth_length(line, &len))
		return parse_login(message, out);
	if (span_eq(line, SPAN("ENUMERATE"))) {
		out->kind = AUTH_AUTHDAEMON_ENUMERATE;
		return true;
	}
	out->kind = AUTH_AUTHDAEMON_OTHER;
	return span_starts(line, SPAN("PASSWD "));
}
