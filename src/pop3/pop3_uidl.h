/* SPDX-License-Identifier: MIT */
/*
 * The unique id of a message (RFC 1939 7): what another server gave it, else
 * made by the setting pop3_uidl_format. Where two would have the same, those
 * with the higher UID get "-2", "-3" … behind it.
 */
#pragma once

#include "config/config_uidl.h"
#include "pop3/pop3_drop.h"

struct pop3_uidl;

/* format: of the setting. Both must outlive it. */
struct pop3_uidl *pop3_uidl_new(const struct pop3_drop *drop,
				const char *format);
void pop3_uidl_free(struct pop3_uidl **uidl);
/* Appends that of a message. ERR_GONE; ERR_NOTFOUND: the index does not know
 * the file's name; store_message_open finds it. */
MUST_CHECK bool pop3_uidl_write(const struct pop3_uidl *uidl,
				struct store_read *read, uint32_t uid,
				struct buf *out, struct err *err);
