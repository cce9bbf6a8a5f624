/* SPDX-License-Identifier: MIT */
/* What NOTIFY has told last, as a part of a session record. */
#include "imap/imap_notify_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/x.h"
#include "imap/imap_pack.h"

enum {
	SELECTED = 1,
	DENIED = 2,
	HAS_STATUS = 4,
	HAS_METADATA = 8,
	ALL_BITS = 15,
	ENTRY_MIN = 10, /* bytes of one that says nothing */
};

/* ---- writing ---- */

static void put_status(struct buf *out, const struct store_status *status)
{
	imap_pack_number(out, status->messages, 4);
	imap_pack_number(out, status->unseen, 4);
	imap_pack_number(out, status->recent, 4);
	imap_pack_number(out, status->deleted, 4);
	imap_pack_number(out, status->uidnext, 4);
	imap_pack_number(out, status->uidvalidity, 4);
	imap_pack_number(out, status->modseq, 8);
	imap_pack_number(out, status->vbytes, 8);
	buf_add(out, span_make((const char *)status->mailbox_id,
			       sizeof(status->mailbox_id)));
}

static void put_entry(struct buf *out, const struct imap_notify_entry *entry)
{
	unsigned bits = (entry->selected ? SELECTED : 0) |
			(entry->denied ? DENIED : 0) |
			(entry->has_status ? HAS_STATUS : 0) |
			(entry->metadata ? HAS_METADATA : 0);

	imap_pack_text(out, span_of(entry->path));
	imap_pack_number(out, entry->flags, 4);
	imap_pack_number(out, entry->events, 1);
	imap_pack_number(out, bits, 1);
	if (entry->has_status)
		put_status(out, &entry->status);
	if (entry->metadata)
		imap_pack_text(out, span_of(entry->metadata));
}

void imap_notify_list_pack(const struct imap_notify_list *list, struct buf *out)
{
	imap_pack_number(out, list->count, 4);
	for (size_t i = 0; i < list->count; i++)
		put_entry(out, &list->entry[i]);
	imap_pack_number(out, list->metadata != NULL, 1);
	if (list->metadata)
		imap_pack_text(out, span_of(list->metadata));
}

/* ---- reading ---- */

static bool take_status(struct span *rest, struct store_status *out)
{
	struct span id;

	if (!imap_pack_take_u32(rest, &out->messages) ||
	    !imap_pack_take_u32(rest, &out->unseen) ||
	    !imap_pack_take_u32(rest, &out->recent) ||
	    !imap_pack_take_u32(rest, &out->deleted) ||
	    !imap_pack_take_u32(rest, &out->uidnext) ||
	    !imap_pack_take_u32(rest, &out->uidvalidity) ||
	    !imap_pack_take_number(rest, 8, &out->modseq) ||
	    !imap_pack_take_number(rest, 8, &out->vbytes) ||
	    !imap_pack_take_bytes(rest, sizeof(out->mailbox_id), &id))
		return false;
	memcpy(out->mailbox_id, id.ptr, id.len);
	return true;
}

static bool take_word(struct span *rest, char **out)
{
	struct span text;

	if (!imap_pack_take_text(rest, &text))
		return false;
	*out = x_span_dup(text);
	return true;
}

static bool take_entry(struct span *rest, struct imap_notify_entry *out)
{
	uint64_t events, bits;

	if (!take_word(rest, &out->path) ||
	    !imap_pack_take_u32(rest, &out->flags) ||
	    !imap_pack_take_number(rest, 1, &events) ||
	    !imap_pack_take_number(rest, 1, &bits) || bits > ALL_BITS)
		return false;
	out->events = (unsigned)events;
	out->selected = bits & SELECTED;
	out->denied = bits & DENIED;
	out->has_status = bits & HAS_STATUS;
	return (!out->has_status || take_status(rest, &out->status)) &&
	       (!(bits & HAS_METADATA) || take_word(rest, &out->metadata));
}

static bool take_all(struct span *rest, struct imap_notify_list *out)
{
	uint64_t metadata;
	uint32_t count;

	if (!imap_pack_take_u32(rest, &count) || count > rest->len / ENTRY_MIN)
		return false;
	out->entry = x_realloc_array(NULL, count + 1, sizeof(*out->entry));
	while (out->count < count) {
		struct imap_notify_entry *entry = &out->entry[out->count++];

		*entry = (struct imap_notify_entry){ .path = NULL };
		if (!take_entry(rest, entry))
			return false;
	}
	return imap_pack_take_number(rest, 1, &metadata) && metadata <= 1 &&
	       (!metadata || take_word(rest, &out->metadata));
}

bool imap_notify_list_unpack(struct span *rest, struct imap_notify_list *out)
{
	*out = (struct imap_notify_list){ .count = 0 };
	if (take_all(rest, out))
		return true;
	imap_notify_list_release(out);
	return false;
}
