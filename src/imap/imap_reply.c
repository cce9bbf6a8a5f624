/* SPDX-License-Identifier: MIT */
#include "imap/imap_reply.h"

#include <stdarg.h>

#include "base/log.h"

enum {
	CODE_MAX = 1 << 20
};

/* RFC 5530 3, RFC 3501 7.1 */
static const struct reply_kind {
	const char *code;
	bool logged; /* the administrator has to know */
} kinds[] = {
	[ERR_NONE] = { "SERVERBUG", true },
	[ERR_TEMP] = { "UNAVAILABLE", true },
	[ERR_NOTFOUND] = { "NONEXISTENT", false },
	[ERR_EXISTS] = { "ALREADYEXISTS", false },
	[ERR_DENIED] = { "NOPERM", false },
	[ERR_DISABLED] = { "NOPERM", false },
	[ERR_QUOTA] = { "OVERQUOTA", false },
	[ERR_LIMIT] = { "LIMIT", false },
	[ERR_SYNTAX] = { "CANNOT", false },
	[ERR_STATE] = { "CANNOT", false },
	[ERR_CORRUPT] = { "CORRUPTION", true },
	[ERR_GONE] = { "EXPUNGEISSUED", false },
};

void imap_reply_init(struct imap_request *request)
{
	*request = (struct imap_request){ 0 };
	buf_init(&request->code, CODE_MAX);
}

void imap_reply_release(struct imap_request *request)
{
	buf_release(&request->code);
}

void imap_reply_code(struct imap_request *request, const char *format, ...)
{
	char code[256];
	va_list args;

	va_start(args, format);
	vsnprintf(code, sizeof(code), format, args);
	va_end(args);
	buf_reset(&request->code);
	buf_add_str(&request->code, code);
}

/* RFC 3501 9: text is TEXT-CHAR, which has no 8-bit bytes and no CR or LF. */
enum imap_result imap_reply_text(struct imap_request *request,
				 enum imap_result result, const char *text)
{
	snprintf(request->text, sizeof(request->text), "%s", text);
	for (char *c = request->text; *c; c++)
		if (*c < ' ' || *c >= 0x7f)
			*c = '?';
	return result;
}

enum imap_result imap_reply_ok(struct imap_request *request, const char *text)
{
	return imap_reply_text(request, IMAP_OK, text);
}

enum imap_result imap_reply_no(struct imap_request *request, const char *code,
			       const char *text)
{
	buf_reset(&request->code);
	buf_add_str(&request->code, code ? code : "");
	return imap_reply_text(request, IMAP_NO, text);
}

enum imap_result imap_reply_bad(struct imap_request *request, const char *text)
{
	buf_reset(&request->code);
	return imap_reply_text(request, IMAP_BAD, text);
}

enum imap_result imap_reply_uid_required(struct imap_request *request)
{
	imap_reply_bad(request, "Message numbers are not in use");
	imap_reply_code(request, "UIDREQUIRED");
	return IMAP_BAD;
}

enum imap_result imap_reply_err(struct imap_request *request,
				const struct err *err)
{
	const struct reply_kind *kind = &kinds[err->kind];

	if (kind->logged)
		log_err(LOG_LEVEL_ERROR, "command_failed", err, "command=%s",
			request->command ? request->command->name : "-");
	return imap_reply_no(request, kind->code,
			     err->text[0] ? err->text : "Failed");
}

enum imap_result imap_reply_err_destination(struct imap_request *request,
					    const struct err *err)
{
	if (err->kind == ERR_NOTFOUND)
		return imap_reply_no(request, "TRYCREATE",
				     "The mailbox does not exist");
	return imap_reply_err(request, err);
}

void imap_reply_send(struct imap_session *session,
		     const struct imap_request *request,
		     enum imap_result result)
{
	static const char *const words[] = {
		[IMAP_OK] = " OK ", [IMAP_NO] = " NO ", [IMAP_BAD] = " BAD "
	};
	struct stream *to = &session->stream;

	if (result == IMAP_BYE)
		return;
	stream_write(to, request->tag.len ? request->tag : SPAN("*"));
	stream_write_str(to, words[result]);
	if (request->code.len && !request->code.full) {
		stream_write(to, SPAN("["));
		stream_write(to, buf_span(&request->code));
		stream_write(to, SPAN("] "));
	}
	stream_write_str(to, request->text);
	stream_write(to, SPAN("\r\n"));
}

void imap_reply_send_code(struct imap_session *session,
			  struct imap_request *request, const char *text)
{
	if (!request->code.full) {
		stream_write(&session->stream, SPAN("* OK ["));
		stream_write(&session->stream, buf_span(&request->code));
		stream_write_format(&session->stream, "] %s\r\n", text);
	}
	buf_reset(&request->code);
}

void imap_reply_bye(struct imap_session *session, const char *code,
		    const char *text)
{
	session->said_bye = true;
	session->reason = text;
	stream_write_format(&session->stream, "* BYE %s%s%s%s\r\n",
			    code ? "[" : "", code ? code : "", code ? "] " : "",
			    text);
}

void imap_reply_bye_gone(struct imap_session *session)
{
	imap_reply_bye(session, "UNAVAILABLE",
		       "The selected mailbox is no more");
}

void imap_reply_add_fetch(struct buf *out, struct store_box *box, uint32_t uid,
			  bool uid_only)
{
	buf_add(out, SPAN("* "));
	buf_add_u64(out, uid_only ? uid : ranges_rank(&box->uids, uid));
	buf_add(out, uid_only ? SPAN(" UIDFETCH (") : SPAN(" FETCH ("));
}
