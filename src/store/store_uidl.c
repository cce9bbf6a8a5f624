/* SPDX-License-Identifier: MIT */
#include "store/store_uidl.h"

#include <stdlib.h>

#include "base/num.h"
#include "base/x.h"
#include "maildir/md_known.h"
#include "store/store_priv.h"

struct store_uidl {
	struct md_known known;
};

bool store_uidl_read(struct store_box *box, struct store_uidl **out,
		     struct err *err)
{
	uint64_t mark = md_name_mark(box->uidvalidity, box->mailbox_id);
	struct store_uidl *uidls = x_calloc(1, sizeof(*uidls));

	md_known_init(&uidls->known);
	*out = uidls;
	if (md_known_read(&uidls->known, box->user->account.mail,
			  span_of(box->dir), mark, &box->uids, err))
		return true;
	store_uidl_free(out);
	return false;
}

void store_uidl_free(struct store_uidl **uidls)
{
	if (!*uidls)
		return;
	md_known_release(&(*uidls)->known);
	free(*uidls);
	*uidls = NULL;
}

struct span store_uidl_find(const struct store_uidl *uidls, uint32_t uid)
{
	struct span value = { .ptr = NULL };

	if (!md_known_find(&uidls->known, SPAN(MD_FACT_UIDL), uid, &value))
		return span_make(NULL, 0);
	return value;
}

uint32_t store_uidl_order(const struct store_uidl *uidls, uint32_t uid)
{
	struct span value;
	uint32_t order;

	return md_known_find(&uidls->known, SPAN(MD_FACT_ORDER), uid, &value) &&
			       num_parse_u32(value, 1, UINT32_MAX, &order)
		       ? order
		       : 0;
}

bool store_uidl_has_order(const struct store_uidl *uidls)
{
	const struct md_known *known = &uidls->known;

	for (size_t i = 0; i < known->message_count; i++)
		if (span_eq(known->message[i].key, SPAN(MD_FACT_ORDER)))
			return true;
	return false;
}

bool store_uidl_next(const struct store_uidl *uidls, size_t *at,
		     uint32_t *out_uid, struct span *out)
{
	const struct md_known *known = &uidls->known;

	while (*at < known->message_count) {
		const struct md_known_message *m = &known->message[(*at)++];

		if (!span_eq(m->key, SPAN(MD_FACT_UIDL)) || m->value.len == 0)
			continue;
		*out_uid = m->uid;
		*out = m->value;
		return true;
	}
	return false;
}

bool store_uidl_name(struct store_read *read, uint32_t uid, struct buf *out,
		     struct err *err)
{
	struct store_message message;
	struct span payload, base;

	if (!store_message_get(read, uid, &message, err) ||
	    !store_name_payload(read->txn, &read->folder, uid, &message.record,
				&payload, err))
		return false;
	if (!store_blob_base(payload, &base))
		return err_set(err, ERR_NOTFOUND, "Not kept");
	buf_add(out, md_name_strip_ours(base));
	return true;
}
