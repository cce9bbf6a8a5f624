/* SPDX-License-Identifier: MIT */
#include "imap/imap_back.h"

#include "base/log.h"
#include "imap/imap_deflate.h"
#include "imap/imap_reply.h"
#include "proc/proc.h"

enum {
	/* For the end of the client's compression, which belongs to the
	 * command's last bytes. */
	END_MS = 30000
};

bool imap_back_is_allowed(const struct imap_session *session)
{
	return session->config->unauthenticate && proc_has_gate();
}

/* RFC 8437 4.1: the client's compression ends behind the command; what it
 * packed beyond that is no command to anybody. */
static bool end_input(struct imap_session *session)
{
	struct stream *stream = &session->stream;
	struct span beyond;
	struct err err;

	if (!session->deflate)
		return true;
	if (stream_has_input(stream) || !stream_flush(stream, &err))
		return false;
	imap_deflate_end(session->deflate);
	stream->timeout_ms = END_MS;
	return !stream_read_some(stream, 1, &beyond, &err) &&
	       imap_deflate_is_over(session->deflate);
}

/* What came behind the compression is the next input. */
static bool end_output(struct imap_session *session, struct err *err)
{
	struct stream *stream = &session->stream;

	if (!stream_flush(stream, err))
		return false;
	if (!session->deflate)
		return true;
	stream_set_layer(stream, NULL);
	stream_unread(stream, imap_deflate_rest(session->deflate));
	return true;
}

static void give(struct imap_session *session)
{
	struct err err;

	stream_write(&session->stream, session->left_by);
	stream_write_str(&session->stream, " OK Not logged in any more\r\n");
	if (end_output(session, &err) && proc_give_back(&session->stream, &err))
		session->reason = "Unauthenticated";
	else
		log_err(LOG_LEVEL_WARN, "give_back", &err, "%s", "");
}

void imap_back_give(struct imap_session *session)
{
	bool ended = end_input(session);

	/* RFC 8437 3: there is no NO. */
	if (ended && proc_has_gate() && !proc_is_stopping())
		give(session);
	else
		imap_reply_bye(session, "UNAVAILABLE",
			       "The connection can't be used again");
}
