/* SPDX-License-Identifier: MIT */
/*
 * One mailbox after the other is opened, searched, answered for and closed. The
 * program is read for each, since "*" and message numbers mean something else
 * in each.
 */
#include <stdlib.h>

#include "base/auto.h"
#include "imap/imap_arrival.h"
#include "imap/imap_context.h"
#include "imap/imap_find.h"
#include "imap/imap_gather.h"
#include "imap/imap_reply.h"
#include "imap/imap_rights.h"
#include "store/store_progress.h"

struct esearch {
	struct imap_session *session;
	struct imap_request *request;
	struct imap_sources sources;
	struct imap_return what;
	struct span text;   /* of the program */
	struct arena arena; /* of the program as it is in one mailbox */
	uint32_t done;      /* mailboxes */
	uint32_t goal;
	struct store_progress progress;
	bool follows; /* the selected mailbox was among them */
};

/* ---- one mailbox ---- */

static void send(struct esearch *e, const struct store_box *box,
		 struct imap_esearch_found *found)
{
	/* RFC 7377 2.1 */
	static const struct imap_return all = { .options = IMAP_RETURN_ALL };
	struct imap_esearch to = imap_esearch_of(e->session, e->request);

	to.box = box;
	if (!ranges_is_empty(&found->uids) && imap_return_is_answered(&e->what))
		imap_esearch_send(&to, e->what.given ? &e->what : &all, found);
}

/* RFC 7377 2.2: only the selected mailbox is followed. */
static void follow(struct esearch *e, const struct imap_esearch_found *found)
{
	const struct imap_context_search search = {
		.tag = e->request->tag,
		.uid = true,
		.names_mailbox = true,
		.program = e->text,
		.items = e->what.items,
	};

	e->follows = true;
	if (e->what.options & IMAP_RETURN_UPDATE)
		imap_context_follow(e->session, &search, &found->uids);
}

static bool search_box(struct esearch *e, struct store_box *box,
		       struct err *err)
{
	const struct imap_search_input in =
		imap_search_input_of(e->session, &box->uids);
	struct imap_search_program program;
	struct imap_esearch_found found;
	bool good;

	/* As it was in no mailbox. */
	ASSERT(imap_search_parse(&in, e->text, &e->arena, &program) ==
	       IMAP_SEARCH_OK);
	imap_esearch_found_init(&found);
	box->progress = e->goal > 1 ? &e->progress : e->session->progress;
	good = imap_find(e->session, box, &e->what, &program, &found, err);
	if (good)
		send(e, box, &found);
	if (good && box == e->session->box)
		follow(e, &found);
	box->progress = e->session->progress;
	imap_esearch_found_release(&found);
	imap_search_release(&program);
	arena_reset(&e->arena);
	return good;
}

/* Of several mailboxes it is told how many are done (RFC 9585 4). */
static void tell(void *arg, uint32_t done, uint32_t goal)
{
	const struct esearch *e = arg;
	const struct store_progress *to = e->session->progress;

	(void)done;
	(void)goal;
	to->tell(to->arg, e->done, e->goal);
}

static bool search_other(struct esearch *e, const struct imap_mailbox *mailbox,
			 struct err *err)
{
	struct store_box *box;
	bool good = true;

	if (!imap_rights_open(e->session, mailbox, STORE_READ_ONLY, &box, err))
		return false;
	if (!ranges_is_empty(&box->uids))
		good = search_box(e, box, err);
	store_box_close(&box);
	return good;
}

/* RFC 7377 2.2: what is gone or not for this user is passed over. */
static bool search_path(struct esearch *e, struct span path, struct err *err)
{
	struct imap_mailbox mailbox;
	bool good = imap_mailbox_find(e->session, path, STORE_RIGHT_READ,
				      &mailbox, err);

	if (good && e->session->box &&
	    imap_mailbox_is_selected(e->session, &mailbox))
		good = search_box(e, e->session->box, err);
	else if (good)
		good = search_other(e, &mailbox, err);
	return good || imap_gather_passes(err);
}

/* ---- all ---- */

static enum imap_result search(struct esearch *e)
{
	auto_free struct span *path = NULL;
	struct err err = { 0 };
	size_t count;
	bool good = imap_gather(e->session, &e->sources, &path, &count, &err);

	e->goal = (uint32_t)count;
	for (; good && e->done < count; e->done++)
		good = search_path(e, path[e->done], &err);
	if (!good && err.kind == ERR_LIMIT)
		return imap_reply_no(e->request, "LIMIT", err.text);
	if (!good)
		return imap_reply_err(e->request, &err);
	if ((e->what.options & IMAP_RETURN_UPDATE) && !e->follows)
		imap_context_refuse(e->session, e->request->tag,
				    "Only the selected mailbox is followed");
	return imap_reply_ok(e->request, "Search completed");
}

/* What "*" and numbers mean matters to no error. */
static enum imap_result check_program(struct esearch *e)
{
	auto_ranges struct ranges none;
	struct imap_search_program program;
	struct imap_search_input in;
	enum imap_search parsed;

	ranges_init(&none);
	in = imap_search_input_of(e->session, &none);
	parsed = imap_search_parse(&in, e->text, &e->arena, &program);
	e->request->numbers = program.numbers;
	imap_search_release(&program);
	arena_reset(&e->arena);
	return parsed == IMAP_SEARCH_OK
		       ? IMAP_OK
		       : imap_search_refuse(e->request, parsed);
}

/* RFC 7377 2.2 */
static enum imap_result check_options(struct esearch *e)
{
	struct imap_request *request = e->request;
	const struct imap_return *what = &e->what;

	if (!e->session->box &&
	    (e->sources.selected || (what->options & IMAP_RETURN_UPDATE)))
		return imap_reply_bad(request, "No mailbox is selected");
	if ((what->options & IMAP_RETURN_SAVE) && e->sources.first)
		return imap_reply_bad(request,
				      "Only of the selected mailbox a result "
				      "is saved");
	if (!imap_arrival_are_items(e->session, what->items))
		return imap_reply_bad(request, "Expected items of FETCH");
	if ((what->options & IMAP_RETURN_UPDATE) &&
	    imap_context_has(e->session, request->tag))
		return imap_reply_bad(request, "Tag reuse");
	return IMAP_OK;
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct esearch e = { .session = session,
			     .request = request,
			     .text = request->args };
	enum imap_result result;

	e.progress = (struct store_progress){ .tell = tell, .arg = &e };
	request->uid = true;
	if (!imap_sources_take(&e.text, &session->arena, &e.sources) ||
	    !imap_return_take(&e.text, &e.what) ||
	    !wire_imap_take_space(&e.text))
		return imap_search_refuse(request, IMAP_SEARCH_BAD);
	arena_init(&e.arena);
	result = check_options(&e);
	if (result == IMAP_OK)
		result = check_program(&e);
	if (result == IMAP_OK)
		result = search(&e);
	arena_release(&e.arena);
	return imap_find_failed(session, &e.what, result);
}

const struct imap_command cmd_esearch = {
	.name = "ESEARCH",
	.states = IMAP_STATE_ANY,
	/* UID ESEARCH is of RFC 7377 2 and means the same. */
	.flags = IMAP_COMMAND_UID | IMAP_COMMAND_SEQUENCE | IMAP_COMMAND_WHOLE |
		 IMAP_COMMAND_LONG,
	.capability = "MULTISEARCH",
	.run = run,
	.rfc = "RFC 7377",
};
