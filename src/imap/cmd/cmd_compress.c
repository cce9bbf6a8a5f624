/* SPDX-License-Identifier: MIT */
#include "imap/imap_deflate.h"
#include "imap/imap_reply.h"

/* RFC 4978 3: from the byte behind the tagged OK on. */
static void begin(struct imap_session *session)
{
	struct err err;

	/* What fails here fails again at the next read. */
	if (stream_flush(&session->stream, &err))
		stream_set_layer(&session->stream,
				 imap_deflate_layer(session->deflate));
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct span rest = request->args;
	struct span name;

	if (!wire_imap_take_space(&rest) ||
	    !wire_imap_take_atom(&rest, &name) || rest.len)
		return imap_reply_bad(request, "Expected a mechanism");
	if (!span_eq_nocase(name, SPAN("DEFLATE")))
		return imap_reply_bad(request, "No such mechanism");
	if (session->deflate)
		return imap_reply_bad(request, "Compression is active already");
	/* The two ends of a pipe, under tcpserver's like, are no socket. */
	if (session->stream.fd_in != session->stream.fd_out)
		return imap_reply_no(request, "CANNOT",
				     "Not on this connection");
	session->deflate = imap_deflate_new(session->stream.fd_in,
					    session->config->message_max);
	if (!session->deflate)
		return imap_reply_no(request, "UNAVAILABLE",
				     "No memory for it");
	request->after = begin;
	return imap_reply_ok(request, "DEFLATE active");
}

const struct imap_command cmd_compress = {
	.name = "COMPRESS",
	.states = IMAP_STATE_ANY,
	.flags = IMAP_COMMAND_QUIET,
	.capability = "COMPRESS=DEFLATE",
	.run = run,
	.rfc = "RFC 4978",
};
