/* SPDX-License-Identifier: MIT */
#include "imap/imap_copy.h"

#include "base/auto.h"
#include "imap/imap_args.h"
#include "imap/imap_event.h"
#include "imap/imap_reply.h"
#include "imap/imap_rights.h"
#include "imap/imap_set.h"

#define auto_copied __attribute__((cleanup(store_copy_release)))

/* RFC 4315 3: the sets stand in the same order. */
static void add_code(struct buf *code, const struct store_copied *copied)
{
	buf_reset(code);
	buf_add_format(code, "COPYUID %u ", copied->uidvalidity);
	ranges_write(&copied->from, code);
	buf_add_char(code, ' ');
	ranges_write(&copied->to, code);
}

enum imap_result imap_copy_run(struct imap_session *session,
			       struct imap_request *request,
			       enum store_copy_how how)
{
	auto_ranges struct ranges uids;
	auto_copied struct store_copied copied;
	struct span rest = request->args;
	struct imap_mailbox to = { .user = NULL };
	struct span path;
	struct err err;
	bool done;

	ranges_init(&uids);
	store_copy_init(&copied);
	if (!imap_set_take_uids(session, request, &rest, &uids) ||
	    !imap_args_mailbox(session, &rest, &path) || rest.len)
		return imap_reply_bad(request, "Expected a set and a mailbox");
	if (ranges_is_empty(&uids))
		return imap_reply_ok(request, "No messages found");
	done = imap_mailbox_find(session, path, STORE_RIGHT_INSERT, &to,
				 &err) &&
	       imap_rights_copy(session, &to, &uids, how, &copied, &err);
	if (!ranges_is_empty(&copied.from))
		add_code(&request->code, &copied);
	/* Also of a move that failed half way. */
	if (how == STORE_MOVE && request->code.len)
		imap_reply_send_code(session, request, "Moved");
	request->removes = how == STORE_MOVE;
	imap_event_arrived(session, &to, &copied.to, "COPY",
			   imap_mailbox_path(session, session->box->user,
					     span_of(session->box->name)));
	if (!done)
		return imap_reply_err_destination(request, &err);
	return imap_reply_ok(request, how == STORE_MOVE ? "Move completed"
							: "Copy completed");
}
