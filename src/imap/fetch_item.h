/* SPDX-License-Identifier: MIT */
/*
 * The FETCH answer of one message. It is composed within a read bracket of the
 * store, as far as the index knows it; where the file is needed a hole is
 * left, which is filled when it is sent, after the bracket has ended. Several
 * answers are composed in one bracket.
 */
#pragma once

#include "imap/fetch_section.h"
#include "imap/imap_session.h"
#include "store/store_message.h"

enum {
	FETCH_HOLED_MAX = 32 /* answers with holes in one bracket */
};

struct fetch_hole {
	size_t at; /* in text */
	const struct fetch_item *item;
};

/* An answer with holes. */
struct fetch_holed {
	uint32_t uid;
	size_t at; /* in text */
	size_t end;
	size_t parts_at;   /* its table in parts */
	size_t path_at;    /* its file in paths, with a NUL behind it */
	unsigned hole_end; /* one behind its last */
};

struct fetch_answer {
	struct buf text;              /* whole answers */
	struct buf piece;             /* scratch */
	struct fetch_section section; /* scratch */
	struct buf parts;             /* tables of those with holes */
	struct buf paths;
	unsigned holed_count;
	struct fetch_holed holed[FETCH_HOLED_MAX];
	unsigned hole_count;
	struct fetch_hole hole[FETCH_ITEMS_MAX];
};
void fetch_item_init(struct fetch_answer *answer);
void fetch_item_release(struct fetch_answer *answer);

enum fetch_composed {
	FETCH_COMPOSED,
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
/* To be sent before another is composed. */
bool fetch_item_is_full(const struct fetch_answer *answer,
			const struct fetch_options *options);
/* Appends the answer for a message to answer->text; nothing unless it is
 * COMPOSED. */
enum fetch_composed fetch_item_compose(struct fetch_answer *answer,
				       const struct fetch_options *options,
				       struct store_read *read,
				       const struct store_message *message,
				       struct err *err);
/* Writes all of it and empties it. false: a file can't be had. ERR_GONE:
 * expunged, the other answers have been sent; else those before it. */
MUST_CHECK bool fetch_item_send(struct fetch_answer *answer,
				struct imap_session *session, struct err *err);
