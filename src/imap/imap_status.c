/* SPDX-License-Identifier: MIT */
#include "imap/imap_status.h"

#include "imap/imap_args.h"
#include "imap/imap_modseq.h"
#include "store/store_message.h"

/* What an answer is made of. */
struct subject {
	const struct imap_mailbox *mailbox;
	const struct store_status *status;
};

struct imap_status_item {
	struct span name;
	void (*add)(struct buf *out, const struct subject *of);
	uint32_t enables; /* enum imap_enabled */
};

static void add_messages(struct buf *out, const struct subject *of)
{
	buf_add_u64(out, of->status->messages);
}

static void add_recent(struct buf *out, const struct subject *of)
{
	buf_add_u64(out, of->status->recent);
}

static void add_uidnext(struct buf *out, const struct subject *of)
{
	buf_add_u64(out, of->status->uidnext);
}

static void add_uidvalidity(struct buf *out, const struct subject *of)
{
	buf_add_u64(out, of->status->uidvalidity);
}

static void add_unseen(struct buf *out, const struct subject *of)
{
	buf_add_u64(out, of->status->unseen);
}

static void add_modseq(struct buf *out, const struct subject *of)
{
	buf_add_u64(out, of->status->modseq);
}

static void add_mailboxid(struct buf *out, const struct subject *of)
{
	buf_add_char(out, '(');
	store_objectid_mailbox(out, of->status->mailbox_id);
	buf_add_char(out, ')');
}

static void add_deleted(struct buf *out, const struct subject *of)
{
	buf_add_u64(out, of->status->deleted);
}

/* RFC 9208 4.1.4 */
static void add_deleted_storage(struct buf *out, const struct subject *of)
{
	struct err err = { 0 };
	uint64_t bytes = 0;

	/* Gone meanwhile: nothing is left to free. */
	if (of->status->deleted &&
	    !store_status_deleted(of->mailbox->user, of->mailbox->name, &bytes,
				  &err))
		bytes = 0;
	buf_add_u64(out, bytes);
}

/* RFC 8438 3: no less than the sum of RFC822.SIZE. */
static void add_size(struct buf *out, const struct subject *of)
{
	buf_add_u64(out, of->status->vbytes);
}

/* RFC 7889 3.1: of another's mailbox it may be another than CAPABILITY says. */
static void add_appendlimit(struct buf *out, const struct subject *of)
{
	buf_add_u64(out, store_user_message_max(of->mailbox->user));
}

static const struct imap_status_item items_known[] = {
	{ SPAN("MESSAGES"), add_messages, 0 },
	{ SPAN("RECENT"), add_recent, 0 },
	{ SPAN("UIDNEXT"), add_uidnext, 0 },
	{ SPAN("UIDVALIDITY"), add_uidvalidity, 0 },
	{ SPAN("UNSEEN"), add_unseen, 0 },
	{ SPAN("HIGHESTMODSEQ"), add_modseq, IMAP_ENABLED_CONDSTORE },
	{ SPAN("MAILBOXID"), add_mailboxid, 0 },
	{ SPAN("DELETED"), add_deleted, 0 },
	{ SPAN("DELETED-STORAGE"), add_deleted_storage, 0 },
	{ SPAN("SIZE"), add_size, 0 },
	{ SPAN("APPENDLIMIT"), add_appendlimit, 0 },
};

static bool is_among(const struct imap_status_items *items,
		     const struct imap_status_item *item)
{
	for (size_t i = 0; i < items->count; i++)
		if (items->item[i] == item)
			return true;
	return false;
}

static bool take_item(struct span *rest, struct imap_status_items *out)
{
	struct span word;

	_Static_assert(ARRAY_LEN(items_known) <= IMAP_STATUS_ITEMS_MAX,
		       "each once");
	if (!wire_imap_take_atom(rest, &word))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(items_known); i++) {
		if (!span_eq_nocase(word, items_known[i].name))
			continue;
		if (!is_among(out, &items_known[i]))
			out->item[out->count++] = &items_known[i];
		return true;
	}
	return false;
}

bool imap_status_take(struct span *rest, struct imap_status_items *out)
{
	struct span at = *rest;

	out->count = 0;
	if (!wire_imap_take_char(&at, '('))
		return false;
	do {
		if (!take_item(&at, out))
			return false;
	} while (wire_imap_take_space(&at));
	if (!wire_imap_take_char(&at, ')'))
		return false;
	*rest = at;
	return true;
}

void imap_status_enable(struct imap_session *session,
			const struct imap_status_items *items)
{
	for (size_t i = 0; i < items->count; i++)
		if (items->item[i]->enables & IMAP_ENABLED_CONDSTORE)
			imap_modseq_enable(session);
}

void imap_status_add(struct buf *out, const struct imap_session *session,
		     const struct imap_status_items *items,
		     const struct imap_mailbox *mailbox,
		     const struct store_status *status)
{
	const struct subject of = { mailbox, status };

	buf_add(out, SPAN("* STATUS "));
	imap_args_add_mailbox(session, out, mailbox->path);
	for (size_t i = 0; i < items->count; i++) {
		buf_add_str(out, i ? " " : " (");
		buf_add(out, items->item[i]->name);
		buf_add_char(out, ' ');
		items->item[i]->add(out, &of);
	}
	buf_add(out, SPAN(")\r\n"));
}
