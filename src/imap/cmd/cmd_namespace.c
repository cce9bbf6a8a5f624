/* SPDX-License-Identifier: MIT */
#include "base/auto.h"
#include "imap/imap_args.h"
#include "imap/imap_pattern.h"
#include "imap/imap_reply.h"

enum {
	ANSWER_MAX = 4096
};

/* " ((\"#shared.\" \".\"))", or " NIL" without a name. */
static void add_space(struct buf *out, struct imap_session *session,
		      const char *name)
{
	auto_buf struct buf prefix = { 0 };
	bool is_atom;

	if (!*name) {
		buf_add(out, SPAN(" NIL"));
		return;
	}
	buf_init(&prefix, ANSWER_MAX);
	imap_args_add_mailbox(session, &prefix,
			      span_of(arena_printf(&session->arena, "%s%c",
						   name, IMAP_DELIMITER)));
	/* The grammar has a string here, no atom. */
	is_atom = !span_starts(buf_span(&prefix), SPAN("\""));
	buf_add_format(out, is_atom ? " ((\"%s\"" : " ((%s", buf_str(&prefix));
	buf_add_format(out, " \"%c\"))", IMAP_DELIMITER);
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	const struct config *config = session->config;
	bool public = *config->namespace_public && *config->public_mail;
	auto_buf struct buf out = { 0 };

	if (request->args.len)
		return imap_reply_bad(request, "No arguments expected");
	buf_init(&out, ANSWER_MAX);
	buf_add_format(&out, "* NAMESPACE ((\"\" \"%c\"))", IMAP_DELIMITER);
	add_space(&out, session, config->namespace_shared);
	add_space(&out, session, public ? config->namespace_public : "");
	buf_add(&out, SPAN("\r\n"));
	stream_write(&session->stream, buf_span(&out));
	return imap_reply_ok(request, "Namespace completed");
}

const struct imap_command cmd_namespace = {
	.name = "NAMESPACE",
	.states = IMAP_STATE_ANY,
	.capability = "NAMESPACE",
	.run = run,
	.rfc = "RFC 2342 5",
};
