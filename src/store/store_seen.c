/* SPDX-License-Identifier: MIT */
#include "store/store_seen.h"

#include "base/auto.h"
#include "base/x.h"
#include "store/store_priv.h"

enum {
	ID_CAP = 64
};

static char *file_of(const struct store_box *box)
{
	auto_buf struct buf id;

	buf_init(&id, ID_CAP);
	store_objectid_mailbox(&id, box->mailbox_id);
	return x_strdup(buf_str(&id));
}

bool store_seen_open(struct store_user *owner, struct span name,
		     enum store_access access, struct store_user *reader,
		     struct store_box **out, struct err *err)
{
	struct store_box *box;

	/* Read-only: the owner's \Recent is not claimed. */
	if (!store_box_open(owner, name, STORE_READ_ONLY, &box, err))
		return false;
	box->seen = x_calloc(1, sizeof(*box->seen));
	box->seen->reader = reader;
	box->seen->file = file_of(box);
	ranges_init(&box->seen->uids);
	if (!store_seen_set_load(box, err)) {
		store_box_close(&box);
		return false;
	}
	box->access = access;
	ranges_copy(&box->recent, &box->uids);
	if (box->seen->recent_uid > 1)
		ranges_remove_run(&box->recent, 1, box->seen->recent_uid - 1);
	*out = box;
	return true;
}

bool store_seen_status(struct store_user *owner, struct span name,
		       struct store_user *reader, struct store_status *out,
		       struct err *err)
{
	struct store_box *box;

	if (!store_status(owner, name, out, err) ||
	    !store_seen_open(owner, name, STORE_READ_ONLY, reader, &box, err))
		return false;
	out->unseen = store_seen_set_count_unseen(box);
	out->recent = ranges_size(&box->recent);
	store_box_close(&box);
	return true;
}
