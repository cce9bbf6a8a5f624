/* SPDX-License-Identifier: MIT */
/*
 * The FETCH answer of one message. It is composed within a read bracket of the
 * store, as far as the index knows it; where the file is needed a hole is
 * left, which is filled when it is sent, after the bracket has ended.
 */
#pragma once

#include "imap/fetch_section.h"
#include "imap/imap_session.h"
#include "store/store_message.h"

struct fetch_hole {
	size_t at; /* in text */
	const struct fetch_item *item;
};

struct fetch_answer {
	struct buf text;  /* whole answers, the last one perhaps with holes */
	size_t last_at;   /* where the last one begins */
	struct buf piece; /* scratch */
	struct fetch_section section; /* scratch */
	struct buf parts;             /* of the message with holes */
	unsigned hole_count;
	struct fetch_hole hole[FETCH_ITEMS_MAX];
};
void fetch_item_init(struct fetch_answer *answer);
void fetch_item_release(struct fetch_answer *answer);

enum fetch_composed {
	FETCH_COMPOSED,
	FETCH_HOLES,   /* send before the next is composed */
	FETCH_GONE,    /* expunged meanwhile */
	FETCH_UNKEPT,  /* store_message_cache first, then again */
	FETCH_ENCODED, /* in a way that nobody knows: RFC 3516 UNKNOWN-CTE */
	FETCH_FAILED,  /* err filled */
};
struct fetch_options {
	const struct fetch_request *request;
	const struct store_keywords *keywords;
	const struct ranges *seen; /* tell the flags of these in any case */
	bool with_modseq;          /* then with modseq and UID */
	bool uid_only;             /* RFC 9586 */
};
/* Appends the answer for a UID to answer->text; nothing unless it is COMPOSED
 * or HOLES. */
enum fetch_composed fetch_item_compose(struct fetch_answer *answer,
				       const struct fetch_options *options,
				       struct store_read *read, uint32_t uid,
				       struct err *err);
/* Writes all of it and empties it; uid is that of the holes. false: its file
 * can't be had (ERR_GONE: expunged); what stood before it has been sent. */
MUST_CHECK bool fetch_item_send(struct fetch_answer *answer,
				struct imap_session *session, uint32_t uid,
				struct err *err);
