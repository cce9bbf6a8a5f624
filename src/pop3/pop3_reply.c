/* SPDX-License-Identifier: MIT */
#include "pop3/pop3_reply.h"

#include "base/log.h"

static void write_line(struct pop3_session *session, const char *word,
		       const char *text)
{
	stream_write_str(&session->stream, word);
	stream_write_str(&session->stream, text);
	stream_write(&session->stream, SPAN("\r\n"));
}

enum pop3_result pop3_reply_ok(struct pop3_session *session, const char *text)
{
	write_line(session, "+OK ", text);
	return POP3_DONE;
}

enum pop3_result pop3_reply_no(struct pop3_session *session, const char *text)
{
	write_line(session, "-ERR ", text);
	return POP3_DONE;
}

enum pop3_result pop3_reply_bad(struct pop3_session *session, const char *text)
{
	write_line(session, "-ERR ", text);
	return POP3_BAD;
}

enum pop3_result pop3_reply_err(struct pop3_session *session, const char *event,
				const struct err *err)
{
	if (err->kind == ERR_GONE)
		return pop3_reply_no(session, "The message is no more.");
	log_err(LOG_LEVEL_ERROR, event, err, "%s", "");
	return pop3_reply_no(session,
			     err->kind == ERR_DENIED
				     ? "[SYS/PERM] That is not allowed."
				     : "[SYS/TEMP] That is not possible now; "
				       "try again later.");
}
