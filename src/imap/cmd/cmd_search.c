/* SPDX-License-Identifier: MIT */
#include "imap/imap_arrival.h"
#include "imap/imap_context.h"
#include "imap/imap_find.h"
#include "imap/imap_reply.h"

static void send(struct imap_session *session,
		 const struct imap_request *request,
		 const struct imap_return *what,
		 struct imap_esearch_found *found)
{
	const struct imap_esearch to = imap_esearch_of(session, request);
	/* RFC 9051 6.4.4 */
	static const struct imap_return all = { .options = IMAP_RETURN_ALL };

	if (!what->given && !(session->enabled & IMAP_ENABLED_IMAP4REV2))
		imap_find_send(session, "SEARCH", request->uid, found);
	else if (!what->given)
		imap_esearch_send(&to, &all, found);
	else if (imap_return_is_answered(what))
		imap_esearch_send(&to, what, found);
}

/* text is what the program was read from. */
static enum imap_result search(struct imap_session *session,
			       struct imap_request *request,
			       const struct imap_return *what, struct span text,
			       const struct imap_search_program *program)
{
	const struct imap_context_search follow = {
		.tag = request->tag,
		.uid = request->uid,
		.program = text,
		.items = what->items,
	};
	struct imap_esearch_found found;
	struct err err;
	bool ok;

	imap_esearch_found_init(&found);
	ok = imap_find(session, session->box, what, program, &found, &err);
	if (ok)
		send(session, request, what, &found);
	if (ok && (what->options & IMAP_RETURN_UPDATE))
		imap_context_follow(session, &follow, &found.uids);
	imap_esearch_found_release(&found);
	return ok ? imap_reply_ok(request, "Search completed")
		  : imap_reply_err(request, &err);
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	const struct imap_search_input in =
		imap_search_input_of(session, &session->box->uids);
	struct imap_search_program program = { .root = NULL };
	struct span rest = request->args;
	struct imap_return what;
	enum imap_search parsed;
	enum imap_result result;

	if (!imap_return_take(&rest, &what) || !wire_imap_take_space(&rest))
		return imap_search_refuse(request, IMAP_SEARCH_BAD);
	if (!imap_arrival_are_items(session, what.items))
		return imap_reply_bad(request, "Expected items of FETCH");
	if ((what.options & IMAP_RETURN_UPDATE) &&
	    imap_context_has(session, request->tag))
		return imap_reply_bad(request, "Tag reuse");
	parsed = imap_search_parse(&in, rest, &session->arena, &program);
	request->numbers = program.numbers;
	result = parsed == IMAP_SEARCH_OK
			 ? search(session, request, &what, rest, &program)
			 : imap_search_refuse(request, parsed);
	imap_search_release(&program);
	return imap_find_failed(session, &what, result);
}

const struct imap_command cmd_search = {
	.name = "SEARCH",
	.states = IMAP_STATE_SELECTED,
	.flags = IMAP_COMMAND_UID | IMAP_COMMAND_SEQUENCE | IMAP_COMMAND_LONG,
	.capability = "ESEARCH SEARCHRES WITHIN PARTIAL",
	.run = run,
	.rfc = "RFC 9051 6.4.4",
};
