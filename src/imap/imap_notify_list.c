/* SPDX-License-Identifier: MIT */
#include "imap/imap_notify_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/x.h"
#include "imap/imap_notify_metadata.h"
#include "imap/imap_pattern.h"

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

static bool is_below(struct span path, struct span parent)
{
	return span_starts(path, parent) && path.len > parent.len &&
	       path.ptr[parent.len] == IMAP_DELIMITER;
}

static bool is_named(const struct imap_notify_group *group, struct span path)
{
	for (size_t i = 0; i < group->name_count; i++)
		if (span_eq(group->names[i], path) ||
		    (group->scope == IMAP_NOTIFY_SUBTREE &&
		     is_below(path, group->names[i])))
			return true;
	return false;
}

static bool covers(const struct imap_notify_group *group,
		   const struct store_mailbox_entry *mailbox, bool personal)
{
	switch (group->scope) {
	case IMAP_NOTIFY_SELECTED:
	case IMAP_NOTIFY_SELECTED_DELAYED:
		break;
	/* RFC 5465 6.3: any may get mail, by a filter or a detail. */
	case IMAP_NOTIFY_INBOXES:
	case IMAP_NOTIFY_PERSONAL:
		return personal;
	case IMAP_NOTIFY_SUBSCRIBED:
		return mailbox->flags & STORE_MAILBOX_SUBSCRIBED;
	case IMAP_NOTIFY_SUBTREE:
	case IMAP_NOTIFY_MAILBOXES:
		return is_named(group, mailbox->name);
	}
	return false;
}

static unsigned events_of(const struct imap_notify_request *request,
			  const struct store_mailbox_entry *mailbox,
			  bool personal)
{
	unsigned events = 0;

	for (const struct imap_notify_group *group = request->groups; group;
	     group = group->next)
		if (covers(group, mailbox, personal))
			events |= group->events;
	return events;
}

/* ---- taking ---- */

static void look_at(struct imap_session *session,
		    const struct imap_notify_request *request,
		    const struct store_mailbox_entry *from,
		    struct imap_notify_entry *out)
{
	struct imap_mailbox mailbox;
	struct err err = { 0 };
	bool known = imap_mailbox_find(session, from->name, STORE_RIGHT_READ,
				       &mailbox, &err);

	*out = (struct imap_notify_entry){
		.path = x_span_dup(from->name),
		.flags = from->flags,
	};
	out->events = events_of(request, from,
				known && mailbox.user == session->user);
	if (!out->events || !(from->flags & STORE_MAILBOX_EXISTS))
		return;
	out->denied = !known && err.kind == ERR_DENIED;
	if (!known)
		return;
	out->selected =
		session->box && imap_mailbox_is_selected(session, &mailbox);
	err_clear(&err);
	/* One that is deleted at this moment is told of the next time. */
	out->has_status =
		store_status(mailbox.user, mailbox.name, &out->status, &err);
	if (out->events & IMAP_NOTIFY_METADATA)
		out->metadata = imap_notify_metadata_take(session, mailbox.user,
							  mailbox.name);
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
			   const struct imap_notify_request *request,
			   struct imap_notify_list *out, struct err *err)
{
	uint64_t left = session->config->imap_notify_mailboxes;
	struct store_mailbox_entry *all;
	size_t count;

	*out = (struct imap_notify_list){ .count = 0 };
	if (!imap_mailbox_list(session, &all, &count, err))
		return false;
	out->entry = x_realloc_array(NULL, count + 1, sizeof(*out->entry));
	for (size_t i = 0; i < count; i++) {
		struct imap_notify_entry *entry = &out->entry[out->count++];

		look_at(session, request, &all[i], entry);
		if (entry->has_status && left-- == 0) {
			imap_notify_list_release(out);
			return err_set(err, ERR_LIMIT, "Too many mailboxes");
		}
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
