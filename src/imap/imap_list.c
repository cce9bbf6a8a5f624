/* SPDX-License-Identifier: MIT */
#include "imap/imap_list.h"

#include "base/auto.h"
#include "base/utf8.h"

enum {
	LINE_MAX_BYTES = 8192
};

bool imap_list_take(struct imap_session *session,
		    const struct imap_request *request,
		    struct imap_pattern *out, bool *out_root)
{
	struct span rest = request->args;
	struct span reference;
	struct span pattern;

	if (!wire_imap_take_space(&rest) ||
	    !wire_imap_take_astring(&rest, &session->arena, &reference) ||
	    !wire_imap_take_space(&rest) ||
	    !wire_imap_take_list_mailbox(&rest, &session->arena, &pattern) ||
	    rest.len)
		return false;
	*out_root = pattern.len == 0;
	imap_pattern_init(out, &session->arena, reference, pattern);
	return true;
}

void imap_list_send(struct imap_session *session, const char *verb,
		    const char *attributes, struct span name)
{
	auto_buf struct buf out;

	buf_init(&out, LINE_MAX_BYTES);
	buf_add_format(&out, "* %s (%s) \"%c\" ", verb, attributes,
		       IMAP_DELIMITER);
	wire_imap_add_utf8_astring(&out, name);
	buf_add(&out, SPAN("\r\n"));
	stream_write(&session->stream, buf_span(&out));
}

bool imap_list_wire_name(struct imap_session *session, struct span name,
			 struct span *out)
{
	auto_buf struct buf wire;

	if (session->enabled & IMAP_ENABLED_ANY_UTF8) {
		*out = name;
		return true;
	}
	buf_init(&wire, LINE_MAX_BYTES / 2);
	if (!utf8_to_mutf7(&wire, name) || wire.full)
		return false;
	*out = arena_dup(&session->arena, buf_span(&wire));
	return true;
}
