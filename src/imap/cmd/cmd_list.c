/* SPDX-License-Identifier: MIT */
/*
 * LIST in all its forms. Each name gets its marks first: does it match, does it
 * meet the selection criteria, is there one below it that does. A name that is
 * only the parent of others is shown where it says something: always in the
 * old form (RFC 3501 6.3.8), in the extended ones if a name below it is not
 * shown itself (RFC 5258 3.5, example 11).
 */
#include "base/auto.h"
#include "base/log.h"
#include "imap/imap_acl.h"
#include "imap/imap_list.h"
#include "imap/imap_mailbox.h"
#include "imap/imap_metadata.h"
#include "imap/imap_reply.h"
#include "imap/imap_rights.h"

enum {
	ATTRIBUTES_MAX = 256,
	ANSWER_MAX = 8 << 20,
	PIECE = 32768, /* of the answer, gathered before it is sent */
};

enum {
	MORE = IMAP_LIST_STATUS | IMAP_LIST_MYRIGHTS | IMAP_LIST_METADATA,
};

enum mark {
	MATCHED = 1 << 0,
	MEETS = 1 << 1,
	CHILD_MEETS = 1 << 2,
	CHILD_HIDDEN = 1 << 3, /* ... and does not match */
};

struct listing {
	struct imap_session *session;
	const struct imap_list_request *list;
	struct store_mailbox_entry *entry;
	unsigned *mark; /* of each */
	size_t count;
	struct store_status_of *status; /* of the user's own, in order */
	size_t next;                    /* of them */
	struct buf out;
	struct buf attributes;
};

/* ---- marks ---- */

static bool meets(const struct imap_list_request *list, uint32_t flags)
{
	if ((list->select & IMAP_LIST_SUBSCRIBED) &&
	    !(flags & STORE_MAILBOX_SUBSCRIBED))
		return false;
	if (list->select & IMAP_LIST_SPECIAL_USE)
		return flags & STORE_MAILBOX_SPECIAL;
	return (list->select & IMAP_LIST_SUBSCRIBED) ||
	       (flags & STORE_MAILBOX_EXISTS);
}

/* INBOX comes first, the others by name. */
static size_t find(const struct listing *l, struct span path)
{
	size_t low = 1;
	size_t high = l->count;

	if (l->count && span_eq(l->entry[0].name, path))
		return 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = span_cmp(l->entry[middle].name, path);

		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return l->count;
}

static void mark_parents(struct listing *l, size_t number)
{
	struct span path = l->entry[number].name;
	bool matched = l->mark[number] & MATCHED;

	for (size_t i = path.len; i-- > 1;) {
		size_t parent;

		if (path.ptr[i] != IMAP_DELIMITER)
			continue;
		parent = find(l, span_first(path, i));
		if (parent < l->count)
			l->mark[parent] |=
				CHILD_MEETS | (matched ? 0 : CHILD_HIDDEN);
	}
}

static void mark_all(struct listing *l)
{
	struct imap_list_match match;

	imap_list_match_init(&match, l->session, l->list);
	l->mark = arena_alloc_array(&l->session->arena, l->count + 1,
				    sizeof(*l->mark));
	for (size_t i = 0; i < l->count; i++) {
		if (imap_list_matches(&match, l->entry[i].name))
			l->mark[i] |= MATCHED;
		if (meets(l->list, l->entry[i].flags))
			l->mark[i] |= MEETS;
	}
	for (size_t i = 0; l->list->extended && i < l->count; i++)
		if (l->mark[i] & MEETS)
			mark_parents(l, i);
	imap_list_match_release(&match);
}

static bool is_shown(const struct listing *l, size_t number)
{
	unsigned mark = l->mark[number];

	if (!(mark & MATCHED))
		return false;
	if (mark & MEETS)
		return true;
	if (l->list->select & IMAP_LIST_CRITERIA)
		return (l->list->select & IMAP_LIST_RECURSIVE) &&
		       (mark & CHILD_HIDDEN);
	return (l->entry[number].flags & STORE_MAILBOX_CHILDREN) &&
	       (!l->list->extended || (mark & CHILD_HIDDEN));
}

/* Is there more to tell than its name and attributes? */
static bool has_more(const struct listing *l, size_t number)
{
	return is_shown(l, number) && (l->mark[number] & MEETS) &&
	       (l->entry[number].flags & STORE_MAILBOX_EXISTS);
}

/* ---- answers ---- */

static const char *absence_of(const struct listing *l, uint32_t flags,
			      bool selectable)
{
	if (!(flags & STORE_MAILBOX_EXISTS))
		return l->list->extended ? "\\NonExistent" : "\\Noselect";
	return selectable ? NULL : "\\Noselect";
}

/* RFC 5258 3.5 */
static void add_childinfo(struct listing *l)
{
	unsigned select = l->list->select;

	buf_add(&l->out, SPAN(" (\"CHILDINFO\" ("));
	if (select & IMAP_LIST_SUBSCRIBED)
		buf_add(&l->out, SPAN("\"SUBSCRIBED\""));
	if ((select & IMAP_LIST_CRITERIA) == IMAP_LIST_CRITERIA)
		buf_add_char(&l->out, ' ');
	if (select & IMAP_LIST_SPECIAL_USE)
		buf_add(&l->out, SPAN("\"SPECIAL-USE\""));
	buf_add(&l->out, SPAN("))"));
}

static void flush(struct listing *l, size_t at_least)
{
	if (l->out.len < at_least)
		return;
	stream_write(&l->session->stream, buf_span(&l->out));
	buf_reset(&l->out);
}

static void add_line(struct listing *l, size_t number, bool selectable)
{
	const struct store_mailbox_entry *entry = &l->entry[number];
	uint32_t flags = entry->flags;

	if (!(l->list->returns & IMAP_LIST_SUBSCRIBED))
		flags &= ~(uint32_t)STORE_MAILBOX_SUBSCRIBED;
	buf_reset(&l->attributes);
	imap_list_add_attributes(&l->attributes,
				 absence_of(l, flags, selectable), flags);
	imap_list_add(&l->out, l->session, "LIST", buf_str(&l->attributes),
		      entry->name);
	if ((l->list->select & IMAP_LIST_RECURSIVE) &&
	    (l->mark[number] & CHILD_MEETS))
		add_childinfo(l);
	buf_add(&l->out, SPAN("\r\n"));
}

/* ---- what more there is ---- */

/* Of the user's own mailboxes in the list, all at once. */
static void look_up(struct listing *l)
{
	struct imap_session *session = l->session;
	size_t count = 0;

	l->status = arena_alloc_array(&session->arena, l->count,
				      sizeof(*l->status));
	for (size_t i = 0; i < l->count; i++)
		if (has_more(l, i) &&
		    imap_mailbox_is_own(session, l->entry[i].name))
			l->status[count++].name = l->entry[i].name;
	store_status_many(session->user, l->status, count);
}

/* NULL: there is none. */
static const struct store_status *status_of(struct listing *l,
					    const struct imap_mailbox *mailbox,
					    struct store_status *space)
{
	struct err err = { 0 };

	if (mailbox->user == l->session->user) {
		const struct store_status_of *next = &l->status[l->next++];

		return next->found ? &next->status : NULL;
	}
	if (!(mailbox->rights & STORE_RIGHT_READ))
		return NULL;
	return imap_rights_status(l->session, mailbox, space, &err) ? space
								    : NULL;
}

/* RFC 9590 3; what can't be read now is passed over. */
static void add_metadata(struct listing *l, size_t number,
			 const struct imap_mailbox *mailbox)
{
	struct err err = { 0 };

	if (!(mailbox->rights & STORE_RIGHT_READ))
		return;
	flush(l, 1);
	if (!imap_metadata_tell(l->session, mailbox, l->entry[number].flags,
				&l->list->metadata, NULL, &err))
		log_err(LOG_LEVEL_ERROR, "metadata", &err, "mailbox=%s",
			LOG_TEXT(mailbox->path));
}

static void add_with_more(struct listing *l, size_t number)
{
	const struct imap_list_request *list = l->list;
	const struct store_status *status = NULL;
	struct store_status space;
	struct imap_mailbox mailbox;
	struct err err = { 0 };

	/* One that its owner takes back at this moment is none. */
	if (!imap_mailbox_find(l->session, l->entry[number].name, 0, &mailbox,
			       &err)) {
		add_line(l, number, false);
		return;
	}
	if (list->returns & IMAP_LIST_STATUS)
		status = status_of(l, &mailbox, &space);
	add_line(l, number, !(list->returns & IMAP_LIST_STATUS) || status);
	if (status)
		imap_status_add(&l->out, l->session, &list->status, &mailbox,
				status);
	if (list->returns & IMAP_LIST_MYRIGHTS)
		imap_acl_add_myrights(&l->out, l->session, &mailbox);
	if (list->returns & IMAP_LIST_METADATA)
		add_metadata(l, number, &mailbox);
}

static void send_all(struct listing *l)
{
	bool more = l->list->returns & MORE;

	if (l->list->returns & IMAP_LIST_STATUS) {
		look_up(l);
		imap_status_enable(l->session, &l->list->status);
	}
	for (size_t i = 0; i < l->count; i++) {
		if (!is_shown(l, i))
			continue;
		if (more && has_more(l, i))
			add_with_more(l, i);
		else
			add_line(l, i, true);
		flush(l, PIECE);
	}
	flush(l, 1);
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct imap_list_request list;
	struct listing l = { .session = session, .list = &list };
	enum imap_result result;
	struct err err;

	if (!imap_list_take(session, request, &list, &result))
		return result;
	if (imap_list_is_root(&list)) {
		stream_write_str(&session->stream,
				 "* LIST (\\Noselect) \".\" \"\"\r\n");
		return imap_reply_ok(request, "List completed");
	}
	if (!imap_mailbox_list(session, &l.entry, &l.count, &err))
		return imap_reply_err(request, &err);
	buf_init(&l.out, ANSWER_MAX);
	buf_init(&l.attributes, ATTRIBUTES_MAX);
	mark_all(&l);
	send_all(&l);
	buf_release(&l.attributes);
	buf_release(&l.out);
	return imap_reply_ok(request, "List completed");
}

const struct imap_command cmd_list = {
	.name = "LIST",
	.states = IMAP_STATE_ANY,
	.capability = "CHILDREN SPECIAL-USE LIST-EXTENDED LIST-STATUS "
		      "LIST-METADATA LIST-MYRIGHTS",
	.run = run,
	.rfc = "RFC 3501 6.3.8, RFC 3348, RFC 5258, RFC 5819, RFC 6154, "
	       "RFC 8440, RFC 9590",
};
