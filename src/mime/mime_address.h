/* SPDX-License-Identifier: MIT */
/*
 * The addresses of a From/To/… field, one by one (RFC 5322 3.4 and 4.4): a
 * pull parser that reads every byte once and never fails; what makes no sense
 * is read as words.
 */
#pragma once

#include <stdbool.h>

#include "base/buf.h"

enum mime_address_kind {
	MIME_ADDRESS_MAILBOX,
	MIME_ADDRESS_GROUP_START, /* name is the group's */
	MIME_ADDRESS_GROUP_END,
};

/* Absent parts have ptr NULL. Text is unquoted, encoded words stay. */
struct mime_address {
	enum mime_address_kind kind;
	struct span name;    /* phrase, or else the comment beside it */
	struct span route;   /* obsolete source route "@a,@b" */
	struct span mailbox; /* local part */
	struct span host;
};

struct mime_address_parser {
	struct span rest;
	bool in_group;
	struct buf words;
	struct buf comment;
	struct buf route;
	struct buf mailbox;
	struct buf host;
};
/* value is the field's, folded as it is. */
void mime_address_init(struct mime_address_parser *parser, struct span value);
void mime_address_release(struct mime_address_parser *parser);
/* *out is valid until the next call. false: no more. */
bool mime_address_next(struct mime_address_parser *parser,
		       struct mime_address *out);
