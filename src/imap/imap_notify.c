/* SPDX-License-Identifier: MIT */
/*
 * After NOTIFY the client is told only what it asked for. The words of the
 * command are kept and parsed into an arena of their own; the list of all
 * mailboxes is that of the last time something was told.
 */
#include "imap/imap_notify.h"

#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"
#include "imap/imap_args.h"
#include "imap/imap_list.h"
#include "imap/imap_modseq.h"
#include "imap/imap_notify_list.h"
#include "imap/imap_status.h"

enum {
	ANSWER_MAX = 65536
};

struct imap_notify {
	struct arena arena;
	struct imap_notify_request request;
	struct imap_notify_list list;
	int watch;
	uint32_t watched; /* folder of the selected mailbox; 0: none */
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

/* ---- answers ---- */

static void add_attribute(struct buf *out, const char *name)
{
	if (out->len)
		buf_add_char(out, ' ');
	buf_add_str(out, name);
}

static void send_list(struct imap_session *session, struct span path,
		      uint32_t flags, const char *more, struct span old)
{
	auto_buf struct buf attributes;
	auto_buf struct buf out;

	buf_init(&attributes, ANSWER_MAX);
	buf_init(&out, ANSWER_MAX);
	if (!(flags & STORE_MAILBOX_EXISTS))
		add_attribute(&attributes, "\\NonExistent");
	if (more)
		add_attribute(&attributes, more);
	add_attribute(&attributes, flags & STORE_MAILBOX_CHILDREN
					   ? "\\HasChildren"
					   : "\\HasNoChildren");
	if (flags & STORE_MAILBOX_SPECIAL)
		buf_add_char(&attributes, ' ');
	store_special_write(&attributes, flags);
	if (flags & STORE_MAILBOX_SUBSCRIBED)
		add_attribute(&attributes, "\\Subscribed");
	imap_list_add(&out, session, "LIST", buf_str(&attributes), path);
	if (old.len) {
		buf_add(&out, SPAN(" (\"OLDNAME\" ("));
		imap_args_add_mailbox(session, &out, old);
		buf_add(&out, SPAN("))"));
	}
	buf_add(&out, SPAN("\r\n"));
	stream_write(&session->stream, buf_span(&out));
}

static void send_status(struct imap_session *session,
			const struct imap_notify_entry *entry,
			const char *words)
{
	struct imap_mailbox mailbox = { .path = span_of(entry->path) };
	struct span rest = span_of(words);
	struct imap_status_items items;
	auto_buf struct buf out;

	buf_init(&out, ANSWER_MAX);
	ASSERT(imap_status_take(&rest, &items));
	imap_status_add(&out, session, &items, &mailbox, &entry->status);
	stream_write(&session->stream, buf_span(&out));
}

/* RFC 5465 3.1: what the STATUS indicator brings at once. */
static void send_first(struct imap_session *session,
		       const struct imap_notify_list *list, bool status)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct imap_notify_entry *entry = &list->entry[i];

		if (entry->denied)
			send_list(session, span_of(entry->path), entry->flags,
				  "\\NoAccess", SPAN(""));
		if (!status || !entry->has_status || entry->selected ||
		    !(entry->events & IMAP_NOTIFY_MESSAGE))
			continue;
		send_status(session, entry,
			    entry->events & IMAP_NOTIFY_FLAGS
				    ? "(MESSAGES UIDNEXT UIDVALIDITY "
				      "HIGHESTMODSEQ)"
				    : "(MESSAGES UIDNEXT UIDVALIDITY)");
	}
}

/* ---- what has changed ---- */

static bool is_same_mailbox(const struct imap_notify_entry *a,
			    const struct imap_notify_entry *b)
{
	return a->has_status && b->has_status &&
	       memcmp(a->status.mailbox_id, b->status.mailbox_id,
		      sizeof(a->status.mailbox_id)) == 0;
}

static void tell_messages(struct imap_session *session,
			  const struct imap_notify_entry *before,
			  const struct imap_notify_entry *after)
{
	const struct store_status *old = &before->status;
	const struct store_status *now = &after->status;
	bool modseq = imap_modseq_is_on(session);

	if (!after->has_status || !before->has_status || after->selected ||
	    before->selected || !(after->events & IMAP_NOTIFY_MESSAGE))
		return;
	if (old->uidvalidity != now->uidvalidity)
		send_status(session, after,
			    "(MESSAGES UIDNEXT UIDVALIDITY UNSEEN)");
	else if (old->messages != now->messages || old->uidnext != now->uidnext)
		send_status(session, after,
			    modseq ? "(MESSAGES UIDNEXT UNSEEN HIGHESTMODSEQ)"
				   : "(MESSAGES UIDNEXT UNSEEN)");
	else if (!(after->events & IMAP_NOTIFY_FLAGS))
		return;
	else if (modseq && old->modseq != now->modseq)
		send_status(session, after,
			    "(UIDVALIDITY UNSEEN HIGHESTMODSEQ)");
	else if (old->unseen != now->unseen)
		send_status(session, after, "(UIDVALIDITY UNSEEN)");
}

static void tell_both(struct imap_session *session,
		      const struct imap_notify_entry *before,
		      const struct imap_notify_entry *after)
{
	unsigned events = before->events | after->events;
	uint32_t differ = before->flags ^ after->flags;
	uint32_t name = STORE_MAILBOX_EXISTS | STORE_MAILBOX_CHILDREN;

	if (((events & IMAP_NOTIFY_SUBSCRIPTION) &&
	     (differ & STORE_MAILBOX_SUBSCRIBED)) ||
	    ((events & IMAP_NOTIFY_NAME) && (differ & name)))
		send_list(session, span_of(after->path), after->flags, NULL,
			  SPAN(""));
	tell_messages(session, before, after);
}

static struct span parent_of(struct span path)
{
	size_t len = path.len;

	while (len && path.ptr[len - 1] != IMAP_DELIMITER)
		len--;
	return span_first(path, len ? len - 1 : 0);
}

/* Where a mailbox that is not there any more, or was not, is or was. */
static const struct imap_notify_entry *
find_elsewhere(const struct imap_notify_list *in,
	       const struct imap_notify_list *other,
	       const struct imap_notify_entry *entry)
{
	for (size_t i = 0; entry->has_status && i < in->count; i++)
		if (is_same_mailbox(&in->entry[i], entry) &&
		    !imap_notify_list_find(other, span_of(in->entry[i].path)))
			return &in->entry[i];
	return NULL;
}

/* RFC 5465 5.4: its parent was renamed, and that is told. */
static bool went_with_parent(const struct imap_notify_list *before,
			     const struct imap_notify_list *after,
			     struct span from, struct span to)
{
	struct span old_parent = parent_of(from);
	struct span parent = parent_of(to);
	const struct imap_notify_entry *now;
	const struct imap_notify_entry *was;

	if (!parent.len || !old_parent.len ||
	    !span_eq(span_from(from, old_parent.len),
		     span_from(to, parent.len)))
		return false;
	now = imap_notify_list_find(after, parent);
	was = imap_notify_list_find(before, old_parent);
	return now && was && !imap_notify_list_find(before, parent) &&
	       is_same_mailbox(now, was);
}

/* Of what came or went, the parent is told too. */
static void tell_parent(struct imap_session *session,
			const struct imap_notify_list *now, struct span path)
{
	const struct imap_notify_entry *parent =
		imap_notify_list_find(now, parent_of(path));

	if (parent && (parent->events & IMAP_NOTIFY_NAME))
		send_list(session, span_of(parent->path), parent->flags, NULL,
			  SPAN(""));
}

static void tell_new(struct imap_session *session,
		     const struct imap_notify_list *before,
		     const struct imap_notify_list *after,
		     const struct imap_notify_entry *entry)
{
	const struct imap_notify_entry *old =
		find_elsewhere(before, after, entry);
	struct span path = span_of(entry->path);

	if (!(entry->events & IMAP_NOTIFY_NAME)) {
		if ((entry->events & IMAP_NOTIFY_SUBSCRIPTION) &&
		    (entry->flags & STORE_MAILBOX_SUBSCRIBED))
			send_list(session, path, entry->flags, NULL, SPAN(""));
		return;
	}
	if (old && went_with_parent(before, after, span_of(old->path), path))
		return;
	send_list(session, path, entry->flags, NULL,
		  old ? span_of(old->path) : SPAN(""));
	if (!old)
		tell_parent(session, after, path);
}

static void tell_gone(struct imap_session *session,
		      const struct imap_notify_list *before,
		      const struct imap_notify_list *after,
		      const struct imap_notify_entry *entry)
{
	uint32_t flags = entry->flags;

	if (find_elsewhere(after, before, entry))
		return;
	if (!(entry->events & IMAP_NOTIFY_NAME) &&
	    !((entry->events & IMAP_NOTIFY_SUBSCRIPTION) &&
	      (flags & STORE_MAILBOX_SUBSCRIBED)))
		return;
	send_list(session, span_of(entry->path), 0, NULL, SPAN(""));
	if (entry->events & IMAP_NOTIFY_NAME)
		tell_parent(session, after, span_of(entry->path));
}

static void tell_difference(struct imap_session *session,
			    const struct imap_notify_list *before,
			    const struct imap_notify_list *after)
{
	for (size_t i = 0; i < before->count; i++)
		if (!imap_notify_list_find(after,
					   span_of(before->entry[i].path)))
			tell_gone(session, before, after, &before->entry[i]);
	for (size_t i = 0; i < after->count; i++) {
		const struct imap_notify_entry *entry = &after->entry[i];
		const struct imap_notify_entry *old =
			imap_notify_list_find(before, span_of(entry->path));

		if (old)
			tell_both(session, old, entry);
		else
			tell_new(session, before, after, entry);
	}
}

/* ---- the command ---- */

/* Names as the client writes them become paths; what no mailbox can be called
 * is ignored (RFC 5465 3.1). */
static void decode_names(struct imap_session *session, struct imap_notify *n)
{
	for (struct imap_notify_group *g = n->request.groups; g; g = g->next) {
		size_t kept = 0;

		for (size_t i = 0; i < g->name_count; i++) {
			struct span path;

			if (imap_args_name(session, g->names[i], &path))
				g->names[kept++] = arena_dup(&n->arena, path);
		}
		g->name_count = kept;
	}
}

static struct imap_notify *begin(struct imap_session *session, struct span args)
{
	struct imap_notify *n = x_calloc(1, sizeof(*n));

	n->watch = -1;
	arena_init(&n->arena);
	ASSERT(imap_notify_parse(arena_dup(&n->arena, args), &n->arena,
				 &n->request) == IMAP_NOTIFY_PARSED);
	decode_names(session, n);
	return n;
}

enum imap_notify_set imap_notify_set(struct imap_session *session,
				     struct span args, struct err *err)
{
	struct imap_notify *n = begin(session, args);

	if (n->request.names > session->config->imap_notify_mailboxes ||
	    (!n->request.none &&
	     !imap_notify_list_take(session, &n->request, &n->list, err))) {
		bool many = n->request.names >
				    session->config->imap_notify_mailboxes ||
			    err->kind == ERR_LIMIT;

		imap_notify_free(&n);
		return many ? IMAP_NOTIFY_TOO_MANY : IMAP_NOTIFY_FAILED;
	}
	imap_notify_free(&session->notify);
	session->notify = n;
	send_first(session, &n->list, n->request.status);
	return IMAP_NOTIFY_SET;
}

/* ---- telling ---- */

bool imap_notify_is_on(const struct imap_session *session)
{
	return session->notify && !session->notify->request.none;
}

bool imap_notify_allows(const struct imap_session *session,
			struct imap_sync_options *options)
{
	const struct imap_notify *n = session->notify;

	if (!n)
		return true;
	options->with_uid = true;
	options->no_flags = !(n->request.selected & IMAP_NOTIFY_FLAGS);
	options->arrival_items = n->request.items;
	return n->request.selected;
}

static void follow_selected(struct imap_session *session, struct imap_notify *n)
{
	uint32_t folder = session->box ? session->box->folder : 0;
	struct err err;
	bool good;

	if (n->watch >= 0 && n->watched == folder)
		return;
	if (n->watch >= 0)
		close(n->watch);
	n->watched = folder;
	good = session->box ? store_watch_open(session->box, &n->watch, &err)
			    : store_watch_user(session->user, &n->watch, &err);
	if (!good)
		log_err(LOG_LEVEL_WARN, "notify_polls", &err, "folder=%u",
			folder);
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
	if (!imap_notify_list_take(session, &n->request, &now, &err)) {
		if (err.kind == ERR_LIMIT)
			overflow(session, n);
		else
			log_err(LOG_LEVEL_ERROR, "notify_failed", &err,
				"whose=%d", (int)whose);
		return;
	}
	if (whose == IMAP_NOTIFY_OTHERS)
		tell_difference(session, &n->list, &now);
	imap_notify_list_release(&n->list);
	n->list = now;
}

bool imap_notify_tell_selected(struct imap_session *session)
{
	struct imap_sync_options options = {
		.expunges = STORE_EXPUNGES_TAKE,
	};
	struct err err;

	if (!session->box || !imap_notify_allows(session, &options))
		return true;
	if (session->notify && session->notify->request.delayed)
		options.expunges = STORE_EXPUNGES_KEEP;
	switch (imap_sync_send(session, &options, &err)) {
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
