/* SPDX-License-Identifier: MIT */
/* PUTSCRIPT, CHECKSCRIPT, GETSCRIPT, LISTSCRIPTS, HAVESPACE. */
#include "base/auto.h"
#include "managesieve/ms_check.h"
#include "managesieve/ms_reply.h"
#include "stats/stats.h"
#include "wire/wire_sieve.h"

enum {
	LINE_MAX_BYTES = 4096 /* a name in each form, and what is around it */
};

/* RFC 5804 2.6: a script of zero length SHOULD be disallowed. */
static bool is_checked(struct ms_session *session, struct span text,
		       struct buf *notes)
{
	if (text.len)
		return ms_check_script(session, text, notes);
	buf_add(notes, SPAN("The script is empty."));
	return false;
}

static enum ms_result run_putscript(struct ms_session *session,
				    const struct ms_request *request)
{
	struct span name = request->string[0];
	struct span text = request->string[1];
	auto_buf struct buf notes;
	enum store_script_room room;
	struct err err;

	buf_init(&notes, MS_CHECK_TEXT_MAX);
	if (!store_script_room(session->scripts, name, text.len, &room, &err))
		return ms_reply_err(session, &err);
	if (room != STORE_SCRIPT_FITS)
		return ms_reply_room(session, room);
	if (!is_checked(session, text, &notes))
		return ms_check_reply_no(session, &notes);
	if (!store_script_put(session->scripts, name, text, &room, &err))
		return ms_reply_err(session, &err);
	if (room != STORE_SCRIPT_FITS)
		return ms_reply_room(session, room);
	session->stored++;
	stats_add(STATS_managesieve_stored, 1);
	return ms_check_reply_ok(session, &notes, "Stored.");
}

static enum ms_result run_checkscript(struct ms_session *session,
				      const struct ms_request *request)
{
	auto_buf struct buf notes;

	buf_init(&notes, MS_CHECK_TEXT_MAX);
	if (!is_checked(session, request->string[0], &notes))
		return ms_check_reply_no(session, &notes);
	return ms_check_reply_ok(session, &notes, "The script is good.");
}

static enum ms_result run_getscript(struct ms_session *session,
				    const struct ms_request *request)
{
	auto_buf struct buf text;
	struct err err;

	buf_init(&text, session->config->sieve_max_script_size);
	if (!store_script_get(session->scripts, request->string[0], &text,
			      &err))
		return ms_reply_err(session, &err);
	stream_write_format(&session->stream, "{%zu}\r\n", text.len);
	stream_write(&session->stream, buf_span(&text));
	stream_write(&session->stream, SPAN("\r\n"));
	return ms_reply_ok(session, "Here it is.");
}

static enum ms_result run_listscripts(struct ms_session *session,
				      const struct ms_request *request)
{
	struct store_script_entry *entry;
	auto_buf struct buf line = { 0 };
	struct err err;
	size_t count;

	(void)request;
	if (!store_script_list(session->scripts, &session->command, &entry,
			       &count, &err))
		return ms_reply_err(session, &err);
	buf_init(&line, LINE_MAX_BYTES);
	for (size_t i = 0; i < count; i++) {
		buf_reset(&line);
		wire_sieve_add_string(&line, entry[i].name);
		if (entry[i].is_active)
			buf_add(&line, SPAN(" ACTIVE"));
		buf_add(&line, SPAN("\r\n"));
		ms_reply_write(session, &line);
	}
	return ms_reply_ok(session, "Scripts listed.");
}

static enum ms_result run_havespace(struct ms_session *session,
				    const struct ms_request *request)
{
	enum store_script_room room;
	struct err err;

	if (!store_script_room(session->scripts, request->string[0],
			       request->number, &room, &err))
		return ms_reply_err(session, &err);
	if (room != STORE_SCRIPT_FITS)
		return ms_reply_room(session, room);
	return ms_reply_ok(session, "There is room.");
}

const struct ms_command ms_command_checkscript = {
	.name = "CHECKSCRIPT",
	.strings = 1,
	.run = run_checkscript,
};
const struct ms_command ms_command_getscript = {
	.name = "GETSCRIPT",
	.strings = 1,
	.run = run_getscript,
};
const struct ms_command ms_command_havespace = {
	.name = "HAVESPACE",
	.strings = 1,
	.number = true,
	.run = run_havespace,
};
const struct ms_command ms_command_listscripts = {
	.name = "LISTSCRIPTS",
	.run = run_listscripts,
};
const struct ms_command ms_command_putscript = {
	.name = "PUTSCRIPT",
	.strings = 2,
	.run = run_putscript,
};
