/* SPDX-License-Identifier: MIT */
#include "imap/imap_notify_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/x.h"
#include "imap/imap_notify_metadata.h"
#include "imap/imap_rights.h"

static void release(struct imap_notify_entry *entry)
{
	free(entry->path);
	free(entry->metadata);
}

void imap_notify_list_release(struct imap_notify_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		release(&list->entry[i]);
	free(list->entry);
	free(list->metadata);
	*list = (struct imap_notify_list){ .count = 0 };
}

/* ---- which events ---- */

static unsigned events_of(const struct imap_notify_request *request,
			  const struct store_mailbox_entry *mailbox,
			  bool personal)
{
	unsigned events = 0;

	for (const struct imap_notify_group *group = request->groups; group;
	     group = group->next)
		if (imap_filter_covers(&group->filter, mailbox, personal))
			events |= group->events;
	return events;
}

/* ---- taking ---- */

struct taking {
	struct imap_session *session;
	const struct imap_notify_request *request;
	int watch;
	struct imap_notify_list *out;
	uint64_t left; /* of mailboxes that may be looked at */
	/* Of the user's own, looked at all at once, and which entry's it is. */
	struct store_status_of *own;
	size_t *own_entry;
	size_t own_count;
};

/* Where no watch is to be had, changes are told at the next command. */
static void follow(struct taking *t, struct store_user *user)
{
	struct err err;

	if (t->watch >= 0)
		(void)!store_watch_add(t->watch, user, &err);
}

/* One that is deleted at this moment is told of the next time. */
static void look_at(struct taking *t, const struct imap_mailbox *mailbox,
		    struct imap_notify_entry *out)
{
	struct imap_session *session = t->session;
	struct err err = { 0 };

	out->selected =
		session->box && imap_mailbox_is_selected(session, mailbox);
	if (mailbox->user == session->user) {
		t->own[t->own_count].name = mailbox->name;
		t->own_entry[t->own_count++] = (size_t)(out - t->out->entry);
	} else {
		follow(t, mailbox->user);
		out->has_status = imap_rights_status(session, mailbox,
						     &out->status, &err);
	}
	if (out->events & IMAP_NOTIFY_METADATA)
		out->metadata = imap_notify_metadata_take(
			session, mailbox->user, mailbox->name);
}

static bool add(struct taking *t, const struct store_mailbox_entry *from,
		struct err *err)
{
	struct imap_session *session = t->session;
	struct imap_notify_entry *out = &t->out->entry[t->out->count++];
	struct imap_mailbox mailbox;
	struct err why = { 0 };
	bool known = imap_mailbox_find(session, from->name, STORE_RIGHT_READ,
				       &mailbox, &why);

	*out = (struct imap_notify_entry){
		.path = x_span_dup(from->name),
		.flags = from->flags,
	};
	out->events = events_of(t->request, from,
				known && mailbox.user == session->user);
	if (!out->events || !(from->flags & STORE_MAILBOX_EXISTS))
		return true;
	out->denied = !known && why.kind == ERR_DENIED;
	if (!known)
		return true;
	if (t->left-- == 0)
		return err_set(err, ERR_LIMIT, "Too many mailboxes");
	look_at(t, &mailbox, out);
	return true;
}

static void look_at_own(struct taking *t)
{
	store_status_many(t->session->user, t->own, t->own_count);
	for (size_t i = 0; i < t->own_count; i++) {
		struct imap_notify_entry *entry =
			&t->out->entry[t->own_entry[i]];

		entry->has_status = t->own[i].found;
		entry->status = t->own[i].status;
	}
}

static bool add_all(struct taking *t, struct err *err)
{
	struct imap_session *session = t->session;
	struct store_mailbox_entry *all;
	size_t count;

	if (!imap_mailbox_list(session, &all, &count, err))
		return false;
	t->out->entry =
		x_realloc_array(NULL, count + 1, sizeof(*t->out->entry));
	t->own = arena_alloc_array(&session->arena, count + 1, sizeof(*t->own));
	t->own_entry = arena_alloc_array(&session->arena, count + 1,
					 sizeof(*t->own_entry));
	for (size_t i = 0; i < count; i++)
		if (!add(t, &all[i], err))
			return false;
	look_at_own(t);
	return true;
}

static bool wants_server(const struct imap_notify_request *request)
{
	unsigned events = 0;

	for (const struct imap_notify_group *group = request->groups; group;
	     group = group->next)
		events |= group->events;
	return events & IMAP_NOTIFY_SERVER_METADATA;
}

static int compare(const void *a, const void *b)
{
	const struct imap_notify_entry *x = a;
	const struct imap_notify_entry *y = b;

	return strcmp(x->path, y->path);
}

bool imap_notify_list_take(struct imap_session *session,
			   const struct imap_notify_request *request, int watch,
			   struct imap_notify_list *out, struct err *err)
{
	struct taking t = { .session = session,
			    .request = request,
			    .watch = watch,
			    .out = out,
			    .left = session->config->imap_notify_mailboxes };

	*out = (struct imap_notify_list){ .count = 0 };
	follow(&t, session->user);
	if (!add_all(&t, err)) {
		imap_notify_list_release(out);
		return false;
	}
	if (wants_server(request))
		out->metadata = imap_notify_metadata_take(
			session, session->user, SPAN(""));
	qsort(out->entry, out->count, sizeof(*out->entry), compare);
	return true;
}

struct imap_notify_entry *
imap_notify_list_find(const struct imap_notify_list *list, struct span path)
{
	size_t low = 0;
	size_t high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct span at = span_of(list->entry[middle].path);
		int order = span_cmp(at, path);

		if (order == 0)
			return &list->entry[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
