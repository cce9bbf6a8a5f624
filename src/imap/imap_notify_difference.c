/* SPDX-License-Identifier: MIT */
#include "imap/imap_notify_difference.h"

#include "base/auto.h"
#include "imap/imap_args.h"
#include "imap/imap_list.h"
#include "imap/imap_modseq.h"
#include "imap/imap_notify_metadata.h"
#include "imap/imap_pattern.h"
#include "imap/imap_status.h"

enum {
	ANSWER_MAX = 65536
};

/* ---- answers ---- */

static void send_list(struct imap_session *session, struct span path,
		      uint32_t flags, const char *more, struct span old)
{
	auto_buf struct buf attributes;
	auto_buf struct buf out;

	buf_init(&attributes, ANSWER_MAX);
	buf_init(&out, ANSWER_MAX);
	imap_list_add_attributes(
		&attributes,
		flags & STORE_MAILBOX_EXISTS ? more : "\\NonExistent", flags);
	imap_list_add(&out, session, "LIST", buf_str(&attributes), path);
	imap_list_add_old_name(&out, session, old);
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
void imap_notify_difference_first(struct imap_session *session,
				  const struct imap_notify_list *list,
				  bool status)
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

static struct span parent_of(struct span path)
{
	size_t len = path.len;

	while (len && path.ptr[len - 1] != IMAP_DELIMITER)
		len--;
	return span_first(path, len ? len - 1 : 0);
}

static bool exists(const struct imap_notify_list *list, struct span path)
{
	const struct imap_notify_entry *entry =
		imap_notify_list_find(list, path);

	return entry && (entry->flags & STORE_MAILBOX_EXISTS);
}

/* Where a mailbox that came was before, or is now that it went. */
static const struct imap_notify_entry *
find_elsewhere(const struct imap_notify_list *in,
	       const struct imap_notify_list *other,
	       const struct imap_notify_entry *entry)
{
	for (size_t i = 0; entry->has_status && i < in->count; i++)
		if (is_same_mailbox(&in->entry[i], entry) &&
		    !exists(other, span_of(in->entry[i].path)))
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

	if (!(entry->events & IMAP_NOTIFY_NAME))
		return;
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
	struct span path = span_of(entry->path);
	const struct imap_notify_entry *left =
		imap_notify_list_find(after, path);

	if (!(entry->events & IMAP_NOTIFY_NAME) ||
	    find_elsewhere(after, before, entry))
		return;
	send_list(session, path, left ? left->flags : 0, NULL, SPAN(""));
	tell_parent(session, after, path);
}

/* Of a name that is a mailbox as little or as much as before. */
static void tell_same(struct imap_session *session,
		      const struct imap_notify_entry *before,
		      const struct imap_notify_entry *after)
{
	static const struct imap_notify_entry none = { .flags = 0 };
	const struct imap_notify_entry *old = before ? before : &none;
	const struct imap_notify_entry *now = after ? after : &none;
	unsigned events = old->events | now->events;
	uint32_t differ = old->flags ^ now->flags;

	if (((events & IMAP_NOTIFY_SUBSCRIPTION) &&
	     (differ & STORE_MAILBOX_SUBSCRIBED)) ||
	    ((events & IMAP_NOTIFY_NAME) && before && after &&
	     (differ & STORE_MAILBOX_CHILDREN)))
		send_list(session, span_of(after ? after->path : before->path),
			  now->flags, NULL, SPAN(""));
	if (!before || !after)
		return;
	tell_messages(session, before, after);
	imap_notify_metadata_tell(session, span_of(after->path),
				  before->metadata, after->metadata);
}

void imap_notify_difference_tell(struct imap_session *session,
				 const struct imap_notify_list *before,
				 const struct imap_notify_list *after)
{
	for (size_t i = 0; i < before->count; i++) {
		const struct imap_notify_entry *old = &before->entry[i];
		struct span path = span_of(old->path);

		if ((old->flags & STORE_MAILBOX_EXISTS) && !exists(after, path))
			tell_gone(session, before, after, old);
		else if (!imap_notify_list_find(after, path))
			tell_same(session, old, NULL);
	}
	for (size_t i = 0; i < after->count; i++) {
		const struct imap_notify_entry *now = &after->entry[i];
		struct span path = span_of(now->path);

		if ((now->flags & STORE_MAILBOX_EXISTS) &&
		    !exists(before, path))
			tell_new(session, before, after, now);
		else
			tell_same(session, imap_notify_list_find(before, path),
				  now);
	}
	imap_notify_metadata_tell(session, SPAN(""), before->metadata,
				  after->metadata);
}
