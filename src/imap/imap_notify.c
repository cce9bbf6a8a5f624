/* SPDX-License-Identifier: MIT */
/*
 * After NOTIFY the client is told only what it asked for. The words of the
 * command are kept and parsed into an arena of their own; the list of all
 * mailboxes is that of the last time something was told.
 */
#include "imap/imap_notify.h"

#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"
#include "imap/imap_arrival.h"
#include "imap/imap_notify_difference.h"
#include "imap/imap_pack.h"
#include "imap/imap_watch.h"

struct imap_notify {
	struct arena arena;
	struct span words; /* of the command; lie in the arena, like: */
	struct imap_notify_request request;
	struct imap_notify_list list;
	int watch;
	/* The selected mailbox of the watch. */
	const struct store_user *watched_user; /* NULL: none */
	uint8_t watched[16];                   /* its mailbox_id */
};

void imap_notify_free(struct imap_notify **notify)
{
	struct imap_notify *n = *notify;

	if (!n)
		return;
	if (n->watch >= 0)
		close(n->watch);
	imap_notify_list_release(&n->list);
	arena_release(&n->arena);
	free(n);
	*notify = NULL;
}

/* ---- the command ---- */

/* NULL: the words are none of NOTIFY. */
static struct imap_notify *begin(struct imap_session *session, struct span args)
{
	struct imap_notify *n = x_calloc(1, sizeof(*n));

	n->watch = -1;
	arena_init(&n->arena);
	n->words = arena_dup(&n->arena, args);
	if (imap_notify_parse(n->words, &n->arena, &n->request) !=
	    IMAP_NOTIFY_PARSED) {
		imap_notify_free(&n);
		return NULL;
	}
	for (struct imap_notify_group *g = n->request.groups; g; g = g->next)
		imap_filter_decode(session, &n->arena, &g->filter);
	return n;
}

static bool is_watched(const struct imap_notify *n, const struct store_box *box)
{
	if (!box)
		return !n->watched_user;
	return n->watched_user == box->user &&
	       memcmp(n->watched, box->mailbox_id, sizeof(n->watched)) == 0;
}

/* What has happened is lost with a watch, so it is kept as long as it can. */
static void follow_selected(struct imap_session *session, struct imap_notify *n)
{
	const struct store_box *box = session->box;

	if (n->watch >= 0 && is_watched(n, box))
		return;
	if (n->watch >= 0)
		close(n->watch);
	n->watched_user = box ? box->user : NULL;
	if (box)
		memcpy(n->watched, box->mailbox_id, sizeof(n->watched));
	n->watch = imap_watch_open(session);
}

enum imap_notify_set imap_notify_set(struct imap_session *session,
				     struct span args, struct err *err)
{
	struct imap_notify *n = begin(session, args);

	ASSERT(n);
	if (!n->request.none)
		follow_selected(session, n);
	if (n->request.names > session->config->imap_notify_mailboxes ||
	    (!n->request.none &&
	     !imap_notify_list_take(session, &n->request, n->watch, &n->list,
				    err))) {
		bool many = n->request.names >
				    session->config->imap_notify_mailboxes ||
			    err->kind == ERR_LIMIT;

		imap_notify_free(&n);
		return many ? IMAP_NOTIFY_TOO_MANY : IMAP_NOTIFY_FAILED;
	}
	imap_notify_free(&session->notify);
	session->notify = n;
	imap_notify_difference_first(session, &n->list, n->request.status);
	return IMAP_NOTIFY_SET;
}

/* ---- telling ---- */

bool imap_notify_is_on(const struct imap_session *session)
{
	return session->notify && !session->notify->request.none;
}

static enum imap_sync_result sync_and_fetch(struct imap_session *session,
					    struct imap_sync_options *options,
					    enum imap_notify_whose whose,
					    struct err *err)
{
	const struct imap_notify *n = session->notify;
	auto_ranges struct ranges arrived;
	enum imap_sync_result result;

	ranges_init(&arrived);
	options->arrived = &arrived;
	result = imap_sync_send(session, options, err);
	if (result == IMAP_SYNC_OK && n->request.items.len &&
	    whose == IMAP_NOTIFY_OTHERS &&
	    !imap_arrival_send(session, &arrived, n->request.items, err))
		result = IMAP_SYNC_ERROR;
	return result;
}

enum imap_sync_result imap_notify_sync(struct imap_session *session,
				       const struct imap_sync_options *options,
				       enum imap_notify_whose whose,
				       struct err *err)
{
	const struct imap_notify *n = session->notify;
	struct imap_sync_options allowed = *options;

	allowed.own_arrivals = whose == IMAP_NOTIFY_OWN;
	if (!n)
		return imap_sync_send(session, &allowed, err);
	if (!n->request.selected)
		return IMAP_SYNC_OK;
	allowed.with_uid = true;
	allowed.no_flags = !(n->request.selected & IMAP_NOTIFY_FLAGS);
	return sync_and_fetch(session, &allowed, whose, err);
}

int imap_notify_watch(struct imap_session *session)
{
	if (!imap_notify_is_on(session))
		return -1;
	follow_selected(session, session->notify);
	return session->notify->watch;
}

/* RFC 5465 5.8: as if NOTIFY NONE had come. */
static void overflow(struct imap_session *session, struct imap_notify *n)
{
	n->words = SPAN(" NONE");
	n->request = (struct imap_notify_request){ .none = true };
	stream_write_str(&session->stream,
			 "* OK [NOTIFICATIONOVERFLOW] Too many mailboxes\r\n");
}

void imap_notify_tell(struct imap_session *session,
		      enum imap_notify_whose whose)
{
	struct imap_notify *n = session->notify;
	struct imap_notify_list now;
	struct err err;

	if (!imap_notify_is_on(session))
		return;
	follow_selected(session, n);
	if (!imap_notify_list_take(session, &n->request, n->watch, &now,
				   &err)) {
		if (err.kind == ERR_LIMIT)
			overflow(session, n);
		else
			log_err(LOG_LEVEL_ERROR, "notify_failed", &err,
				"whose=%d", (int)whose);
		return;
	}
	if (whose == IMAP_NOTIFY_OTHERS)
		imap_notify_difference_tell(session, &n->list, &now);
	imap_notify_list_release(&n->list);
	n->list = now;
}

bool imap_notify_tell_selected(struct imap_session *session)
{
	struct imap_sync_options options = {
		.expunges = STORE_EXPUNGES_TAKE,
	};
	struct err err;

	if (!session->box)
		return true;
	if (session->notify && session->notify->request.delayed)
		options.expunges = STORE_EXPUNGES_KEEP;
	switch (imap_notify_sync(session, &options, IMAP_NOTIFY_OTHERS, &err)) {
	case IMAP_SYNC_OK:
		return true;
	case IMAP_SYNC_GONE:
		return false;
	case IMAP_SYNC_ERROR:
		break;
	}
	log_err(LOG_LEVEL_ERROR, "notify_failed", &err, "mailbox=%s",
		LOG_TEXT(span_of(session->box->name)));
	return true;
}

/* ---- parking ---- */

void imap_notify_pack(const struct imap_session *session, struct buf *out)
{
	const struct imap_notify *n = session->notify;

	if (!n)
		return;
	imap_pack_text(out, n->words);
	imap_notify_list_pack(&n->list, out);
}

bool imap_notify_resume(struct imap_session *session, struct span packed)
{
	struct span rest = packed;
	struct imap_notify *n;
	struct span words;

	if (!packed.len)
		return true;
	if (!imap_pack_take_text(&rest, &words))
		return false;
	n = begin(session, words);
	session->notify = n;
	return n && imap_notify_list_unpack(&rest, &n->list) && !rest.len;
}

/* How many there are then. */
static unsigned add_place(struct store_watch_place *all, unsigned count,
			  unsigned max, struct store_user *user)
{
	struct store_watch_place place;

	store_watch_place_of(user, &place);
	for (unsigned i = 0; i < count && i < max; i++)
		if (strcmp(all[i].path, place.path) == 0)
			return count;
	if (count < max)
		all[count] = place;
	return count + 1;
}

unsigned imap_notify_places(struct imap_session *session,
			    struct store_watch_place *all, unsigned count,
			    unsigned max)
{
	const struct imap_notify *n = session->notify;

	if (!imap_notify_is_on(session))
		return count;
	count = add_place(all, count, max, session->user);
	for (size_t i = 0; i < n->list.count; i++) {
		const struct imap_notify_entry *entry = &n->list.entry[i];
		struct imap_mailbox mailbox;
		struct err err;

		if (entry->has_status &&
		    imap_mailbox_find(session, span_of(entry->path), 0,
				      &mailbox, &err))
			count = add_place(all, count, max, mailbox.user);
	}
	return count;
}
