/* SPDX-License-Identifier: MIT */
/* Writing a folder's files for another server: what these files share. */
#pragma once

#include "maildir/md_export.h"
#include "store/store_export.h"
#include "store/store_priv.h"
#include "store/store_uidl.h"

enum {
	STORE_EXPORT_CAP = 1 << 30 /* bytes of one file */
};

/* A folder under the write lock, in step with its files. */
struct store_exporting {
	struct store_box *box;
	enum store_neighbour to;
	struct store_export_folder *told;
	struct store_side *side;
	struct arena arena;
	struct store_base *base;
	size_t count;
	struct store_uidl *uidls;
};

static inline struct md_export_message
store_export_message(const struct store_exporting *e,
		     const struct store_base *base)
{
	return (struct md_export_message){
		.uid = base->uid,
		.base = base->base,
		.uidl = store_uidl_find(e->uidls, base->uid),
		.order = store_uidl_order(e->uidls, base->uid),
		.size = base->message.size,
		.vsize = base->message.vsize,
	};
}

/* ---- store_export_file.c ---- */
/* Into the folder, durably. */
MUST_CHECK bool store_export_file(const struct store_exporting *e,
				  const char *name, const struct buf *text,
				  struct err *err);

/* ---- store_export_dovecot.c ---- */
/* The letter of $Forwarded, as a bit; 0: none is left. */
MUST_CHECK bool store_export_dovecot_letter(struct store_side *side,
					    uint64_t *out, struct err *err);
MUST_CHECK bool store_export_dovecot_write(struct store_exporting *e,
					   struct err *err);

/* ---- store_export_courier.c ---- */
MUST_CHECK bool store_export_courier_write(struct store_exporting *e,
					   struct err *err);
/* courierimapsubscribed. */
MUST_CHECK bool
store_export_courier_subscribed(struct store_user *user,
				const struct store_mailbox_entry *entry,
				size_t count, struct err *err);
