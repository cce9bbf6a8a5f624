/* SPDX-License-Identifier: MIT */
/*
 * Cutting a section out of a message and giving it out with CRLF line ends in
 * pieces: as it stands, without NULs, or decoded (RFC 3516). Pure: the message
 * is bytes as they are in the file.
 */
#pragma once

#include "base/buf.h"
#include "imap/fetch_parse.h"

struct fetch_section {
	bool exists;       /* else the answer is NIL */
	struct span bytes; /* in the message or in `made` */
	struct buf made;   /* what HEADER.FIELDS picks, or decoded */
	bool is_raw;       /* its bytes are given as they are */
	bool keeps_nul;    /* of BINARY */
	/* private, of the pieces: */
	uint64_t skip; /* octets still to pass over */
	uint64_t left; /* octets still to give */
};
void fetch_section_init(struct fetch_section *section);
void fetch_section_release(struct fetch_section *section);

/* parts is the table of mime_parts_find, needed if item->depth > 0. */
void fetch_section_cut(struct fetch_section *section,
		       const struct fetch_item *item, struct span message,
		       struct span parts);
/* Of BINARY: does it need a literal8? */
bool fetch_section_has_nul(const struct fetch_section *section);
/* The fields that the item names, picked from a header (or from kept fields)
 * with CRLF line ends, without the empty line behind them. */
void fetch_section_pick(struct buf *out, const struct fetch_item *item,
			struct span header);

/* Gives out what has been put into `made`, which has CRLF line ends. */
void fetch_section_give(struct fetch_section *section);
/* Octets that the section has in the answer, the item's partial applied.
 * Afterwards fetch_section_next gives exactly that many. */
uint64_t fetch_section_size(struct fetch_section *section,
			    const struct fetch_item *item);
/* Replaces out with the next piece, at most 128 KiB. false: no more. */
bool fetch_section_next(struct fetch_section *section, struct buf *out);
