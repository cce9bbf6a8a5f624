/* SPDX-License-Identifier: MIT */
/* "1:500" and "-1:-100" of RFC 9394: a piece of a result. Pure. */
#pragma once

#include "base/ranges.h"
#include "base/span.h"

struct imap_partial {
	uint32_t first; /* as asked for, from 1 on */
	uint32_t last;
	bool from_end;
};

/* Takes " <range>" off *rest; leaves it unchanged on false. */
bool imap_partial_take(struct span *rest, struct imap_partial *out);
void imap_partial_write(const struct imap_partial *partial, struct buf *out);
/* The places, from 0 on, that it names among `count`: [*out_from, *out_to),
 * which is empty if it names none. */
void imap_partial_places(const struct imap_partial *partial, size_t count,
			 size_t *out_from, size_t *out_to);
/* Keeps only what it names. */
void imap_partial_keep(const struct imap_partial *partial, struct ranges *uids);
