/* SPDX-License-Identifier: MIT */
/*
 * The unique id of a message (RFC 1939 7): what another server gave it, else
 * made by the setting pop3_uidl_format. Where two would have the same, one
 * keeps it, before all one that was given it, then the lowest UID; the others
 * get
 * "-UID" behind it.
 */
#pragma once

#include "config/config_uidl.h"
#include "pop3/pop3_drop.h"

struct pop3_uidl;

/* Looks at all messages if two may have the same. format: of the setting. It
 * and the maildrop must outlive it. No read bracket may be open. */
MUST_CHECK bool pop3_uidl_new(const struct pop3_drop *drop, const char *format,
			      struct pop3_uidl **out, struct err *err);
/* Harmless for NULL. */
void pop3_uidl_free(struct pop3_uidl **uidl);
/* Appends that of a message. ERR_GONE; ERR_NOTFOUND: the index does not know
 * the file's name; pop3_drop_find finds it. */
MUST_CHECK bool pop3_uidl_write(const struct pop3_uidl *uidl,
				struct store_read *read, uint32_t uid,
				struct buf *out, struct err *err);
