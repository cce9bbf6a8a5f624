/* SPDX-License-Identifier: MIT */
#include "imap/imap_loop.h"

#include "base/log.h"
#include "imap/imap_commands.h"
#include "imap/imap_input.h"
#include "imap/imap_modseq.h"
#include "imap/imap_notify.h"
#include "imap/imap_others.h"
#include "imap/imap_progress.h"
#include "imap/imap_reach.h"
#include "imap/imap_reply.h"
#include "imap/imap_rights.h"
#include "imap/imap_sync.h"
#include "imap/imap_upload.h"
#include "imap/imap_wait.h"
#include "proc/proc.h"
#include "proc/sight.h"
#include "stats/stats.h"

enum loop {
	LOOP_NEXT,
	LOOP_END
};

/* Tag, verb and arguments of a command. false without a tag. */
static bool parse(struct span text, struct imap_request *out)
{
	struct span verb = SPAN("");

	if (!wire_imap_take_tag(&text, &out->tag))
		return false;
	if (!wire_imap_take_space(&text) || !wire_imap_take_atom(&text, &verb))
		return true;
	if (span_eq_nocase(verb, SPAN("UID"))) {
		out->uid = true;
		if (!wire_imap_take_space(&text) ||
		    !wire_imap_take_atom(&text, &verb))
			return true;
	}
	out->command = imap_commands_find(verb);
	out->args = text;
	if (out->uid && out->command &&
	    !(out->command->flags & IMAP_COMMAND_UID))
		out->command = NULL;
	return true;
}

static bool streams_literal(struct span text)
{
	struct imap_request request = { 0 };

	return parse(text, &request) && request.command &&
	       request.command->streams_literal &&
	       request.command->streams_literal(request.args);
}

/* RFC 9586 3 */
static bool names_numbers(const struct imap_session *session,
			  const struct imap_request *request)
{
	unsigned flags = request->command->flags;

	return (session->enabled & IMAP_ENABLED_UIDONLY) && !request->uid &&
	       (flags & IMAP_COMMAND_UID) && !(flags & IMAP_COMMAND_WHOLE);
}

/* Of a command that is not run: what it would have read itself. */
static enum imap_result drop(struct imap_session *session,
			     const struct imap_request *request,
			     enum imap_result result)
{
	struct imap_upload upload;

	imap_upload_init(&upload, session, request, SPAN(""));
	return imap_upload_drop(&upload, result);
}

static enum imap_result run_long(struct imap_session *session,
				 struct imap_request *request)
{
	struct imap_progress progress;
	enum imap_result result;

	imap_progress_begin(&progress, session, request);
	result = request->command->run(session, request);
	imap_progress_end(&progress);
	return result;
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	const struct imap_command *command = request->command;
	unsigned state =
		session->box ? IMAP_STATE_SELECTED : IMAP_STATE_AUTHENTICATED;

	if (!command)
		return imap_reply_bad(request, "Unknown command");
	if (!(command->states & state))
		return drop(session, request,
			    imap_reply_bad(request, "No mailbox is selected"));
	if (names_numbers(session, request))
		return drop(session, request, imap_reply_uid_required(request));
	if (session->box && !imap_rights_recheck(session)) {
		imap_reply_bye(session, "NOPERM",
			       "The selected mailbox may no longer be read");
		return IMAP_BYE;
	}
	if (session->box && command->rights & ~session->rights)
		return drop(
			session, request,
			imap_reply_no(request, "NOPERM", "Permission denied"));
	if ((command->flags & IMAP_COMMAND_WRITES) &&
	    session->box->access == STORE_READ_ONLY)
		return drop(session, request,
			    imap_reply_no(request, "READ-ONLY",
					  "The mailbox is open read-only"));
	return command->flags & IMAP_COMMAND_LONG
		       ? run_long(session, request)
		       : command->run(session, request);
}

/* RFC 3501 7.4.1: no EXPUNGE while FETCH, STORE or SEARCH with sequence
 * numbers run; RFC 7162 3.2.10.2: nor UID SEARCH with them. */
static enum store_expunges expunges_of(const struct imap_request *request)
{
	if (request->command && (!request->uid || request->numbers) &&
	    (request->command->flags & IMAP_COMMAND_SEQUENCE))
		return STORE_EXPUNGES_KEEP;
	return STORE_EXPUNGES_TAKE;
}

/* RFC 7162 3.2: where expunges wait for their moment, the client must not take
 * what it saw for all there was. */
static void tell_modseq(struct imap_session *session,
			struct imap_request *request)
{
	if (!(session->enabled & IMAP_ENABLED_QRESYNC))
		return;
	if (request->removes && request->code.len == 0)
		imap_modseq_code(session, request);
	else if (session->box->expunge_modseq < session->box->modseq)
		imap_modseq_send(session);
}

static bool is_elsewhere(const struct imap_request *request)
{
	return request->command &&
	       (request->command->flags & IMAP_COMMAND_ELSEWHERE);
}

static enum imap_sync_result tell(struct imap_session *session,
				  struct imap_request *request, struct err *err)
{
	const struct imap_sync_options options = {
		.expunges = expunges_of(request),
		.with_uid = request->uid,
	};

	/* Of what it removed itself, the client is told in any case. */
	if (request->removes)
		return imap_sync_send(session, &options, err);
	return imap_notify_sync(session, &options,
				is_elsewhere(request) ? IMAP_NOTIFY_OWN
						      : IMAP_NOTIFY_OTHERS,
				err);
}

static enum loop tell_changes(struct imap_session *session,
			      struct imap_request *request)
{
	struct err err;

	if (!session->box || !request->command ||
	    (request->command->flags & IMAP_COMMAND_QUIET))
		return LOOP_NEXT;
	switch (tell(session, request, &err)) {
	case IMAP_SYNC_OK:
		tell_modseq(session, request);
		return LOOP_NEXT;
	case IMAP_SYNC_ERROR:
		log_err(LOG_LEVEL_ERROR, "sync_failed", &err, "mailbox=%s",
			LOG_TEXT(span_of(session->box->name)));
		return LOOP_NEXT;
	case IMAP_SYNC_GONE:
		break;
	}
	imap_reply_bye_gone(session);
	return LOOP_END;
}

static enum loop count_bad(struct imap_session *session,
			   enum imap_result result)
{
	session->bad_in_row = result == IMAP_BAD ? session->bad_in_row + 1 : 0;
	if (session->bad_in_row < session->config->imap_bad_commands)
		return LOOP_NEXT;
	imap_reply_bye(session, NULL, "Too many bad commands");
	return LOOP_END;
}

static enum loop answer(struct imap_session *session,
			struct imap_request *request, enum imap_result result)
{
	if (result == IMAP_BYE)
		return LOOP_END;
	if (tell_changes(session, request) == LOOP_END)
		return LOOP_END;
	imap_notify_tell(session, is_elsewhere(request) ? IMAP_NOTIFY_OWN
							: IMAP_NOTIFY_OTHERS);
	imap_reply_send(session, request, result);
	if (request->after)
		request->after(session);
	return count_bad(session, result);
}

static void show_command(const struct imap_session *session,
			 const struct imap_request *request)
{
	char verb[SIGHT_COMMAND];

	/* It has gone on all the time. */
	if (session->wait_end_ms)
		return;
	snprintf(verb, sizeof(verb), "%s%s", request->uid ? "UID " : "",
		 request->command ? request->command->name : "unknown");
	sight_command(span_of(verb));
}

static void show_mailbox(const struct imap_session *session)
{
	sight_mailbox(session->box ? session->box->name : "");
}

static enum loop run_command(struct imap_session *session,
			     const struct imap_input_literal *literal)
{
	struct imap_request request;
	enum imap_result result;
	enum loop next;

	stats_add(STATS_imap_commands, 1);
	imap_reply_init(&request);
	request.literal = literal->kind;
	request.literal_size = literal->size;
	if (parse(buf_span(&session->command), &request)) {
		show_command(session, &request);
		/* What others did until here is not taken for its own. */
		if (is_elsewhere(&request))
			imap_notify_tell(session, IMAP_NOTIFY_OTHERS);
		result = run(session, &request);
	} else {
		result = imap_reply_bad(&request, "A command needs a tag");
	}
	show_mailbox(session);
	next = answer(session, &request, result);
	store_warn(session->user);
	imap_others_warn(session);
	imap_reply_release(&request);
	arena_reset(&session->arena);
	return next;
}

/* The tag is known if the line was whole and only its literal is too large. */
static enum loop refuse(struct imap_session *session,
			const struct imap_input_refusal *refusal)
{
	struct imap_request request;
	enum imap_result result;
	enum loop next;

	imap_reply_init(&request);
	if (!parse(buf_span(&session->command), &request))
		request.tag = SPAN("");
	result = imap_reply_bad(&request, refusal->text);
	if (refusal->code)
		imap_reply_code(&request, "%s", refusal->code);
	next = answer(session, &request, result);
	imap_reply_release(&request);
	return next;
}

static enum loop run_next(struct imap_session *session)
{
	struct imap_input_literal literal = { 0 };
	struct imap_input_refusal refusal;

	/* There may be input from before. */
	if (proc_is_stopping())
		return LOOP_END;
	if (!imap_wait_command(session) || imap_reach_move(session))
		return LOOP_END;
	switch (imap_input_read(session, streams_literal, &literal, &refusal)) {
	case IMAP_INPUT_COMMAND:
		literal = (struct imap_input_literal){ 0 };
		return run_command(session, &literal);
	case IMAP_INPUT_LITERAL:
		return run_command(session, &literal);
	case IMAP_INPUT_BAD:
		return refuse(session, &refusal);
	case IMAP_INPUT_BYE:
		imap_reply_bye(session, "TOOBIG", "Literal too large");
		return LOOP_END;
	case IMAP_INPUT_IDLE:
		imap_wait_too_long(session);
		return LOOP_END;
	case IMAP_INPUT_END:
		break;
	}
	return LOOP_END;
}

/* With what another worker left: an IDLE, or a wait between commands. */
static enum loop go_on(struct imap_session *session)
{
	const struct imap_input_literal none = { 0 };

	if (session->command.len)
		return run_command(session, &none);
	return imap_wait_resume(session) ? LOOP_NEXT : LOOP_END;
}

void imap_loop_run(struct imap_session *session)
{
	show_mailbox(session);
	if (!proc_is_stopping() && session->wait_end_ms &&
	    go_on(session) == LOOP_END)
		return;
	while (run_next(session) == LOOP_NEXT)
		;
}
