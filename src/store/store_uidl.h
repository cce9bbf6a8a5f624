/* SPDX-License-Identifier: MIT */
/*
 * For POP3 (RFC 1939 7): UIDLs that another server gave to messages, so that no
 * client downloads its mail again, and the order in which it listed them.
 * Messages without either are the many: their UIDL is made of UID and
 * UIDVALIDITY (or the base name), and they follow those with an order, by UID.
 */
#pragma once

#include "base/check.h"
#include "store/store_message.h"

struct store_uidl;
/* Of the mailbox as it is now. */
MUST_CHECK bool store_uidl_read(struct store_box *box, struct store_uidl **out,
				struct err *err);
void store_uidl_free(struct store_uidl **uidls);
#define auto_store_uidl __attribute__((cleanup(store_uidl_free)))
/* The message's own UIDL, empty if it has none; valid as long as `uidls`. */
struct span store_uidl_find(const struct store_uidl *uidls, uint32_t uid);
/* Its place, from 1; 0: none. */
uint32_t store_uidl_order(const struct store_uidl *uidls, uint32_t uid);
bool store_uidl_has_order(const struct store_uidl *uidls);
/* The next one that has a UIDL of its own; *at is 0 for the first. */
bool store_uidl_next(const struct store_uidl *uidls, size_t *at,
		     uint32_t *out_uid, struct span *out);
/* Appends the name of the message's file as another server had it: without what
 * follows the last colon, and without what we put behind it. ERR_NOTFOUND: the
 * index does not know it; ERR_GONE. */
MUST_CHECK bool store_uidl_name(struct store_read *read, uint32_t uid,
				struct buf *out, struct err *err);
