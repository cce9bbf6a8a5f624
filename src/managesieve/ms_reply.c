/* SPDX-License-Identifier: MIT */
#include "managesieve/ms_reply.h"

#include "base/auto.h"
#include "base/log.h"
#include "wire/wire_sieve.h"

enum {
	TEXT_MAX = 4096
};

void ms_reply_write(struct ms_session *session, struct buf *out)
{
	ASSERT(!out->full);
	stream_write(&session->stream, buf_span(out));
}

static void write_response(struct ms_session *session,
			   enum wire_sieve_status status, const char *code,
			   const char *text)
{
	auto_buf struct buf out;

	buf_init(&out, TEXT_MAX);
	wire_sieve_add_response(&out, status, code, span_of(text));
	ms_reply_write(session, &out);
}

enum ms_result ms_reply_ok(struct ms_session *session, const char *text)
{
	write_response(session, WIRE_SIEVE_OK, NULL, text);
	return MS_DONE;
}

enum ms_result ms_reply_no(struct ms_session *session, const char *code,
			   const char *text)
{
	write_response(session, WIRE_SIEVE_NO, code, text);
	return MS_DONE;
}

enum ms_result ms_reply_bad(struct ms_session *session, const char *text)
{
	write_response(session, WIRE_SIEVE_NO, NULL, text);
	return MS_BAD;
}

enum ms_result ms_reply_bye(struct ms_session *session, const char *code,
			    const char *text)
{
	write_response(session, WIRE_SIEVE_BYE, code, text);
	return MS_BYE;
}

static const char *code_of(enum err_kind kind)
{
	switch ((int)kind) {
	case ERR_NOTFOUND:
		return "NONEXISTENT";
	case ERR_EXISTS:
		return "ALREADYEXISTS";
	case ERR_STATE:
		return "ACTIVE";
	case ERR_TEMP:
		return "TRYLATER";
	default:
		return NULL;
	}
}

enum ms_result ms_reply_err(struct ms_session *session, const struct err *err)
{
	if (err->kind != ERR_TEMP)
		return ms_reply_no(session, code_of(err->kind), err->text);
	log_err(LOG_LEVEL_ERROR, "scripts", err, "%s", "");
	return ms_reply_no(session, code_of(err->kind),
			   "That is not possible now; try again later.");
}

enum ms_result ms_reply_room(struct ms_session *session,
			     enum store_script_room room)
{
	switch (room) {
	case STORE_SCRIPT_TOO_LARGE:
		return ms_reply_no(session, "QUOTA/MAXSIZE",
				   "The script is too large.");
	case STORE_SCRIPT_TOO_MANY:
		return ms_reply_no(session, "QUOTA/MAXSCRIPTS",
				   "There are too many scripts.");
	case STORE_SCRIPT_FULL:
	case STORE_SCRIPT_FITS:
		break;
	}
	return ms_reply_no(session, "QUOTA",
			   "All scripts together would be too large.");
}
