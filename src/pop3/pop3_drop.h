/* SPDX-License-Identifier: MIT */
/*
 * The maildrop of a session: INBOX as it was when the session began, with
 * numbers from 1 that nothing changes (RFC 1939 5).
 *
 * What arrives later is not in it; what others remove keeps its number and can
 * no more be had. A message costs two bits, and a number if another server had
 * an order of its own.
 */
#pragma once

#include "config/config.h"
#include "store/store_message.h"
#include "store/store_uidl.h"

struct pop3_drop {
	struct store_box *box;
	struct store_uidl *facts; /* UIDLs and order of another server */
	struct ranges uids;       /* private, like the next two */
	uint32_t *ordered;        /* UIDs by number, NULL: as in uids */
	uint8_t *marks;
	uint32_t count; /* messages, marked ones too */
	uint64_t bytes; /* their size, with CRLF */
	uint32_t deleted;
	uint64_t deleted_bytes;
	uint32_t last; /* highest number that was read in this session */
	uint32_t read; /* number that was read last, and its size */
	uint64_t read_size;
};

enum pop3_mark {
	POP3_DELETED = 1 << 0,
	POP3_READ = 1 << 1,
};

/* Opens and numbers INBOX. */
MUST_CHECK bool pop3_drop_open(struct pop3_drop *drop, struct store_user *user,
			       const struct config *config, struct err *err);
/* Harmless for a zeroed one. */
void pop3_drop_release(struct pop3_drop *drop);

/* What the index does not know of that message (ERR_NOTFOUND), it does after a
 * look at its file. One that is gone is no error. */
MUST_CHECK bool pop3_drop_find(const struct pop3_drop *drop, uint32_t uid,
			       struct err *err);
/* The UID of 1..count. */
uint32_t pop3_drop_uid(struct pop3_drop *drop, uint32_t number);
bool pop3_drop_has_mark(const struct pop3_drop *drop, uint32_t number,
			enum pop3_mark mark);
/* One that has not POP3_DELETED: gives it that mark; size: what STAT counts no
 * more. */
void pop3_drop_delete(struct pop3_drop *drop, uint32_t number, uint64_t size);
void pop3_drop_read(struct pop3_drop *drop, uint32_t number, uint64_t size);
/* Size of what has not POP3_DELETED. What others did meanwhile makes it an
 * estimate. */
uint64_t pop3_drop_bytes_left(const struct pop3_drop *drop);
/* Takes all marks back (RSET). */
void pop3_drop_reset(struct pop3_drop *drop);
/* The highest number with \Seen when the session began, or read in it: LAST of
 * RFC 1225. */
MUST_CHECK bool pop3_drop_last(struct pop3_drop *drop, uint32_t *out,
			       struct err *err);

/* QUIT: what is marked is removed, or hidden from POP3 (setting pop3_deleted).
 * false: out_left are the numbers of those that are still there. */
MUST_CHECK bool pop3_drop_update(struct pop3_drop *drop,
				 const struct config *config,
				 struct ranges *out_left, struct err *err);
/* What was read and not deleted gets \Seen, as pop3_no_flag_updates lets it. */
MUST_CHECK bool pop3_drop_see(struct pop3_drop *drop,
			      const struct config *config, struct err *err);
