/* SPDX-License-Identifier: MIT */
#include "imap/imap_select.h"

#include <string.h>

#include "base/auto.h"
#include "base/log.h"
#include "imap/imap_args.h"
#include "imap/imap_context.h"
#include "imap/imap_list.h"
#include "imap/imap_mailbox.h"
#include "imap/imap_modseq.h"
#include "imap/imap_reply.h"
#include "imap/imap_resync.h"
#include "imap/imap_rights.h"
#include "imap/imap_sync.h"
#include "store/store_message.h"

enum {
	OBJECTID_MAX = 255
};

/* A step of the search for the first unseen message. */
struct unseen {
	struct store_read *read;
	uint32_t first; /* lowest unseen UID found, or 0 */
	uint32_t found; /* how many from the end */
};

static bool look_at(struct unseen *search, uint32_t uid, bool *out_unseen,
		    struct err *err)
{
	struct store_message message;

	*out_unseen = false;
	if (!store_message_get(search->read, uid, &message, err))
		return err->kind == ERR_GONE;
	*out_unseen = !(message.flags & INDEX_SEEN);
	if (*out_unseen && (!search->first || uid < search->first))
		search->first = uid;
	return true;
}

/*
 * From both ends at once: from the front the first hit is it; from the back
 * it is when all unseen ones have been met. So neither a mailbox that was
 * read to the end nor one that never was costs a full scan.
 */
static bool find_unseen(struct store_read *read, uint32_t *out_uid,
			struct err *err)
{
	struct ranges *view = &read->box->uids;
	uint32_t low = 1;
	uint32_t high = ranges_size(view);
	uint32_t total = read->folder.unseen;
	struct unseen search = { .read = read };
	bool hit = false;

	while (low <= high && search.found < total) {
		if (!look_at(&search, ranges_select(view, low++), &hit, err))
			return false;
		if (hit || low > high)
			break;
		if (!look_at(&search, ranges_select(view, high--), &hit, err))
			return false;
		search.found += hit;
	}
	*out_uid = search.first;
	return true;
}

static bool send_unseen(struct imap_session *session, struct err *err)
{
	struct store_read read;
	uint32_t uid = 0;
	bool good;

	if (!store_read_begin(session->box, &read, err))
		return false;
	good = find_unseen(&read, &uid, err);
	store_read_end(&read);
	if (uid)
		stream_write_format(&session->stream,
				    "* OK [UNSEEN %u] First unseen\r\n",
				    ranges_rank(&session->box->uids, uid));
	return good;
}

/* RFC 9051 6.3.2: LIST says how the mailbox is spelled. */
static void send_name(struct imap_session *session)
{
	struct store_box *box = session->box;

	imap_list_announce(
		session,
		imap_mailbox_path(session, box->user, span_of(box->name)),
		SPAN(""));
}

static bool send_mailbox(struct imap_session *session, struct err *err)
{
	struct store_box *box = session->box;
	bool is_rev2 = session->enabled & IMAP_ENABLED_IMAP4REV2;
	auto_buf struct buf id;

	buf_init(&id, OBJECTID_MAX);
	if (!imap_sync_send_flags(session, err))
		return false;
	imap_sync_send_sizes(session);
	/* RFC 9051 appendix E (11), RFC 9586 3: UNSEEN is of the past. */
	if (!(session->enabled &
	      (IMAP_ENABLED_IMAP4REV2 | IMAP_ENABLED_UIDONLY)) &&
	    !send_unseen(session, err))
		return false;
	if (is_rev2)
		send_name(session);
	store_objectid_mailbox(&id, box->mailbox_id);
	stream_write_format(&session->stream,
			    "* OK [UIDVALIDITY %u] UIDs valid\r\n"
			    "* OK [UIDNEXT %u] Predicted next UID\r\n"
			    "* OK [MAILBOXID (%s)] Mailbox id\r\n",
			    box->uidvalidity, box->uidnext, buf_str(&id));
	imap_modseq_send(session);
	return true;
}

void imap_select_leave(struct imap_session *session)
{
	store_box_close(&session->box);
	ranges_clear(&session->saved);
	imap_context_end_all(session);
}

/* RFC 3501 6.3.1: the old one is left even if the new one can't be had. */
static void leave_for_another(struct imap_session *session)
{
	if (!session->box)
		return;
	imap_select_leave(session);
	/* RFC 9051 7.1, RFC 7162 3.2.11: what follows is about the new one. */
	stream_write_str(&session->stream,
			 "* OK [CLOSED] Previous mailbox closed\r\n");
}

static enum imap_result enter(struct imap_session *session,
			      struct imap_request *request, struct span path,
			      enum store_access access,
			      struct imap_resync *resync)
{
	struct imap_mailbox mailbox;
	struct err err;

	leave_for_another(session);
	if (!imap_mailbox_find(session, path, STORE_RIGHT_READ, &mailbox,
			       &err) ||
	    !imap_rights_open(session, &mailbox, access, &session->box, &err))
		return imap_reply_err(request, &err);
	session->rights = mailbox.rights;
	if (resync->condstore)
		session->enabled |= IMAP_ENABLED_CONDSTORE;
	if (!send_mailbox(session, &err) ||
	    !imap_resync_send(session, resync, &err)) {
		imap_select_leave(session);
		return imap_reply_err(request, &err);
	}
	imap_reply_code(request, "%s",
			session->box->access == STORE_READ_WRITE ? "READ-WRITE"
								 : "READ-ONLY");
	return imap_reply_ok(request, "Mailbox selected");
}

/* RFC 9586 3: numbers that the client knew are none that it may name. */
static bool needs_uids(const struct imap_session *session,
		       const struct imap_resync *resync)
{
	return (session->enabled & IMAP_ENABLED_UIDONLY) &&
	       !ranges_is_empty(&resync->numbers);
}

enum imap_result imap_select_run(struct imap_session *session,
				 struct imap_request *request,
				 enum store_access access)
{
	struct span rest = request->args;
	struct imap_resync resync;
	enum imap_result result;
	struct span path;

	imap_resync_init(&resync);
	if (!imap_args_mailbox(session, &rest, &path) ||
	    !imap_resync_take(session, &rest, &resync) || rest.len)
		result = imap_reply_bad(request,
					"Expected a mailbox and parameters");
	else if (needs_uids(session, &resync))
		result = imap_reply_uid_required(request);
	else
		result = enter(session, request, path, access, &resync);
	imap_resync_release(&resync);
	return result;
}

/* What the client knows stays as it is; the next refresh tells the rest. */
static void hand_over_view(struct store_box *from, struct store_box *to)
{
	ranges_copy(&to->uids, &from->uids);
	ranges_add_all(&to->recent, &from->recent);
	to->uidnext = from->uidnext;
	to->modseq = from->modseq;
	to->expunge_modseq = from->expunge_modseq;
	to->still = (struct store_still){ .point.number = 0 };
}

void imap_select_follow(struct imap_session *session, struct span name)
{
	struct store_box *old = session->box;
	const struct imap_mailbox mailbox = { .user = old->user,
					      .name = name,
					      .rights = session->rights };
	struct store_box *renamed;
	struct err err;

	if (!imap_rights_open(session, &mailbox, old->access, &renamed, &err))
		return;
	if (renamed->uidvalidity == old->uidvalidity) {
		hand_over_view(old, renamed);
		session->box = renamed;
		renamed = old;
	}
	store_box_close(&renamed);
}

/* Whether it still is that mailbox is asked with the next refresh. */
static void take_view(struct store_box *box, const struct imap_record *record)
{
	box->uidvalidity = record->uidvalidity;
	memcpy(box->mailbox_id, record->mailbox_id, sizeof(box->mailbox_id));
	ranges_copy(&box->uids, &record->uids);
	ranges_add_all(&box->recent, &record->recent);
	box->uidnext = record->uidnext;
	box->modseq = record->modseq;
	box->expunge_modseq = record->expunge_modseq;
	box->still = record->still;
	/* The next refresh compares with what the client was told. */
	box->keyword_count = 0;
}

bool imap_select_resume(struct imap_session *session,
			const struct imap_record *record)
{
	struct imap_mailbox mailbox;
	struct err err;

	if (!record->selected)
		return true;
	if (!imap_mailbox_find(session, record->mailbox, STORE_RIGHT_READ,
			       &mailbox, &err) ||
	    !imap_rights_resume(session, &mailbox, record->access,
				&session->box, &err)) {
		log_err(LOG_LEVEL_INFO, "resume", &err, "mailbox=%s",
			LOG_TEXT(record->mailbox));
		return false;
	}
	session->rights = mailbox.rights;
	session->keywords_told = record->keywords;
	ranges_copy(&session->saved, &record->saved);
	take_view(session->box, record);
	return true;
}
