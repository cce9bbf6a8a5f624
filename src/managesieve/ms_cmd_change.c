/* SPDX-License-Identifier: MIT */
/* SETACTIVE, DELETESCRIPT, RENAMESCRIPT. */
#include "base/auto.h"
#include "managesieve/ms_check.h"
#include "managesieve/ms_reply.h"

/* A script that came by another way, or before the settings changed, may have
 * errors; active, it would only fail. */
static enum ms_result run_setactive(struct ms_session *session,
				    const struct ms_request *request)
{
	struct span name = request->string[0];
	auto_buf struct buf text, notes;
	struct err err;

	buf_init(&text, session->config->sieve_max_script_size);
	buf_init(&notes, MS_CHECK_TEXT_MAX);
	if (name.len) {
		if (!store_script_get(session->scripts, name, &text, &err))
			return ms_reply_err(session, &err);
		if (!ms_check_script(session, buf_span(&text), &notes))
			return ms_check_reply_no(session, &notes);
	}
	if (!store_script_activate(session->scripts, name, &err))
		return ms_reply_err(session, &err);
	return ms_check_reply_ok(session, &notes,
				 name.len ? "It is active."
					  : "No script is active.");
}

static enum ms_result run_deletescript(struct ms_session *session,
				       const struct ms_request *request)
{
	struct err err;

	if (!store_script_delete(session->scripts, request->string[0], &err))
		return ms_reply_err(session, &err);
	session->deleted++;
	return ms_reply_ok(session, "Deleted.");
}

static enum ms_result run_renamescript(struct ms_session *session,
				       const struct ms_request *request)
{
	struct err err;

	if (!store_script_rename(session->scripts, request->string[0],
				 request->string[1], &err))
		return ms_reply_err(session, &err);
	return ms_reply_ok(session, "Renamed.");
}

const struct ms_command ms_command_setactive = {
	.name = "SETACTIVE",
	.strings = 1,
	.run = run_setactive,
};
const struct ms_command ms_command_deletescript = {
	.name = "DELETESCRIPT",
	.strings = 1,
	.run = run_deletescript,
};
const struct ms_command ms_command_renamescript = {
	.name = "RENAMESCRIPT",
	.strings = 2,
	.run = run_renamescript,
};
