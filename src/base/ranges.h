/* SPDX-License-Identifier: MIT */
/*
 * A sorted set of uint32 kept as runs: an unbroken mailbox is one run.
 *
 * Used for UID sets and sequence sets. Zero is never a member. rank and
 * select are O(log runs); they index from 1 as IMAP sequence numbers do.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct range {
	uint32_t first;
	uint32_t last;
	uint32_t before; /* how many members lie in earlier runs; private */
};

struct ranges {
	struct range *run;
	size_t count; /* runs */
	size_t space;
	size_t ranked; /* runs whose `before` is right; private */
};

void ranges_init(struct ranges *r);
void ranges_release(struct ranges *r);
void ranges_clear(struct ranges *r);
void ranges_copy(struct ranges *to, const struct ranges *from);

/* Adding at or past the end is O(1); elsewhere O(runs). */
void ranges_add(struct ranges *r, uint32_t n);
void ranges_add_run(struct ranges *r, uint32_t first, uint32_t last);
void ranges_remove_run(struct ranges *r, uint32_t first, uint32_t last);
void ranges_add_all(struct ranges *r, const struct ranges *other);
void ranges_remove_all(struct ranges *r, const struct ranges *other);
/* Keeps only what is in other too. */
void ranges_intersect(struct ranges *r, const struct ranges *other);

bool ranges_is_empty(const struct ranges *r);
bool ranges_has(const struct ranges *r, uint32_t n);
uint32_t ranges_size(struct ranges *r);       /* members */
uint32_t ranges_last(const struct ranges *r); /* 0 if empty */
/* 1 + number of members below n, if n is a member; else 0. */
uint32_t ranges_rank(struct ranges *r, uint32_t n);
/* The member with that rank, 1-based; 0 if there is none. */
uint32_t ranges_select(struct ranges *r, uint32_t rank);
/* The smallest member >= n, or 0. */
uint32_t ranges_from(const struct ranges *r, uint32_t n);
/* The smallest member > n, or 0. Iterate: for (u = ranges_from(r, 1); u;
 * u = ranges_next(r, u)). */
uint32_t ranges_next(const struct ranges *r, uint32_t n);
/* The last one of the run that the member n is in; n if it is no member. */
uint32_t ranges_run_end(const struct ranges *r, uint32_t n);

/* "1:3,7,9" as in an IMAP sequence-set; nothing for the empty set. */
void ranges_write(const struct ranges *r, struct buf *out);
/* Varint deltas, for session records and the change log. pack appends; unpack
 * replaces *r and is false on malformed bytes or more than max_runs. */
void ranges_pack(const struct ranges *r, struct buf *out);
bool ranges_unpack(struct ranges *r, struct span packed, size_t max_runs);
