/* SPDX-License-Identifier: MIT */
/*
 * The lists of UIDs and UIDLs as other servers write them, so that they can
 * take a Maildir over: what md_import_* reads. Pure: bytes into a buffer.
 */
#pragma once

#include <stdint.h>

#include "base/buf.h"
#include "maildir/md_import_list.h"

struct md_export_message {
	uint32_t uid;
	struct span base;
	struct span fields; /* kept of an earlier dovecot-uidlist */
	struct span uidl;   /* empty: none of its own */
	uint32_t order;     /* 0: none */
	uint64_t size, vsize;
};

/* dovecot-uidlist version 3; guid: 32 hexadecimal digits. */
void md_export_dovecot_begin(struct buf *out, uint32_t uidvalidity,
			     uint32_t uidnext, struct span guid);
/* Of the kept fields all but those that are told anew; S and W if the name
 * has none. */
void md_export_dovecot_add(struct buf *out,
			   const struct md_export_message *message);

/* courierimapuiddb. */
void md_export_courier_begin(struct buf *out, uint32_t uidvalidity,
			     uint32_t uidnext);
void md_export_courier_add(struct buf *out,
			   const struct md_export_message *message);

/* courierpop3dsizelist; next and uidv are for messages to come. */
void md_export_pop_begin(struct buf *out, uint64_t next, uint64_t uidv);
/* One without a UIDL gets UID<uid>-<uidvalidity>. false: its UIDL is none
 * that Courier could give; nothing is added. */
bool md_export_pop_add(struct buf *out, const struct md_export_message *message,
		       uint32_t uidvalidity);
