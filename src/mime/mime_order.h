/* SPDX-License-Identifier: MIT */
/*
 * What sorting and threading need of a message (RFC 5256, RFC 5957), and most
 * searches for a header field, in a few hundred bytes, made when it is parsed.
 * Texts are folded (mime_fold.h) and cut behind MIME_ORDER_TEXT_MAX bytes;
 * message ids are hashes of 64 bits.
 *
 *   u8 flags: 1 a reply or forward
 *   u16 a bit for each text: all that it is searched for is in it
 *   i64 Date: in UTC seconds (the least number: none), i32 minutes east
 *   u16 where the base begins in the subject, u16 its length
 *   for each of enum mime_order_text u16 length
 *   the texts
 *   u64 Message-ID (0: none), u16 count, that many u64: what it refers to
 *
 * All numbers are little-endian. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

enum mime_order_text {
	MIME_ORDER_SUBJECT, /* all of it */
	MIME_ORDER_FROM,    /* the local part of the first address */
	MIME_ORDER_TO,
	MIME_ORDER_CC,
	MIME_ORDER_DISPLAYFROM,
	MIME_ORDER_DISPLAYTO,
	/* All that the fields of that name say: a line end, and the field as it
	 * reads; where that is not the same, also as its addresses read. */
	MIME_ORDER_ALL_FROM,
	MIME_ORDER_ALL_TO,
	MIME_ORDER_ALL_CC,
	MIME_ORDER_ALL_BCC,
	MIME_ORDER_ALL_MESSAGE_ID,
	MIME_ORDER_TEXTS,
};
enum {
	MIME_ORDER_TEXT_MAX = 1000,
	MIME_ORDER_REFERENCES_MAX = 200, /* the last of them */
};

struct mime_order {
	bool is_reply;
	int64_t date;
	int32_t date_zone;
	struct span text[MIME_ORDER_TEXTS];
	uint16_t whole;   /* private: bits of texts */
	struct span base; /* of the subject */
	uint64_t id;
	struct span references; /* see mime_order_reference */
};

void mime_order_make(struct buf *out, struct span header, int64_t date,
		     int32_t date_zone);
/* Spans point into bytes. false: malformed. */
bool mime_order_read(struct span bytes, struct mime_order *out);
/* Folded text without a line end is in the fields of that name if, and only if,
 * it is in *out. false: not known here. */
bool mime_order_find(const struct mime_order *order, struct span field_name,
		     struct span *out);
size_t mime_order_reference_count(const struct mime_order *order);
uint64_t mime_order_reference(const struct mime_order *order, size_t i);
