/* SPDX-License-Identifier: MIT */
/* Search: a program of criteria over an open mailbox. */
#pragma once

#include "store/store_message.h"

enum store_key {
	STORE_KEY_ALL,
	STORE_KEY_AND, /* of children; no child: true */
	STORE_KEY_OR,
	STORE_KEY_NOT,      /* of its one child */
	STORE_KEY_SEQUENCE, /* set: sequence numbers */
	STORE_KEY_UID,      /* set */
	STORE_KEY_FLAGS,    /* all of `flags` set (number) */
	STORE_KEY_KEYWORD,  /* text: name */
	STORE_KEY_RECENT,
	STORE_KEY_BEFORE, /* INTERNALDATE: number = day, see below */
	STORE_KEY_ON,
	STORE_KEY_SINCE,
	STORE_KEY_SAVEDBEFORE, /* the save date, likewise */
	STORE_KEY_SAVEDON,
	STORE_KEY_SAVEDSINCE,
	STORE_KEY_SENTBEFORE, /* Date: header, zone disregarded */
	STORE_KEY_SENTON,
	STORE_KEY_SENTSINCE,
	STORE_KEY_OLDER,   /* INTERNALDATE at least number seconds ago */
	STORE_KEY_YOUNGER, /* at most */
	STORE_KEY_MODSEQ,  /* modseq >= number */
	STORE_KEY_LARGER,  /* CRLF size > number */
	STORE_KEY_SMALLER,
	/* From here on the message's record does not decide. */
	STORE_KEY_EMAILID,  /* text */
	STORE_KEY_THREADID, /* text */
	STORE_KEY_HEADER,   /* name, text (empty: the field is there) */
	STORE_KEY_BODY,     /* text */
	STORE_KEY_TEXT,
};

/* Lives in an arena; texts are UTF-8. Days are counted from 1970-01-01, of the
 * local zone for INTERNALDATE. */
struct store_criterion {
	enum store_key key;
	struct store_criterion *next;  /* sibling */
	struct store_criterion *child; /* AND, OR, NOT */
	struct ranges set;
	bool is_set; /* private: `set` decides, whatever the key */
	uint64_t number;
	struct span name;
	struct span text;
	struct buf folded; /* private: text prepared for comparing */
};

/* UIDs of the view that match; cheap keys are tried first, files are opened
 * only for BODY, TEXT and headers that are not kept. */
MUST_CHECK bool store_search(struct store_box *box,
			     struct store_criterion *program,
			     struct ranges *out_uids, struct err *err);
struct store_modseqs {
	uint64_t lowest;  /* UINT64_MAX: of none */
	uint64_t highest; /* 0: of none */
};
/* Of these messages; what is gone counts nothing. */
MUST_CHECK bool store_search_modseqs(struct store_box *box,
				     const struct ranges *uids,
				     struct store_modseqs *out,
				     struct err *err);
/* Releases the sets and buffers inside the tree. */
void store_search_release(struct store_criterion *program);
