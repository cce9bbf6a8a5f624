/* SPDX-License-Identifier: MIT */
/*
 * Maildir file names: <base>:2,<flags>, where our base ends in
 * ,S=<bytes>,W=<CRLF bytes>,U=<uid>.<mark> (doc/format/maildir.md).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

enum {
	MD_NAME_MAX = 255,
	MD_NAME_FLAGS_MAX = 3 + 6 + 26
};

/* Flag bits in the order of index_flag: S R F T D P; others are ignored. */
struct md_name {
	struct span base;  /* before ":2," or the whole name */
	uint32_t flags;    /* bit 0 S, 1 R, 2 F, 3 T, 4 D, 5 P */
	uint64_t keywords; /* bit i = letter 'a' + i, i < 26 */
	bool has_size, has_vsize, has_uid;
	uint64_t size;  /* S= */
	uint64_t vsize; /* W= */
	uint32_t uid;   /* U= */
	uint64_t mark;
};

/* false for names that are no message: empty, beginning with '.', containing
 * '/'. Malformed S= W= U= fields count as absent. */
bool md_name_parse(struct span name, struct md_name *out);

/* A new unique base without fields: "<sec>.M<usec>P<pid>Q<n>.<host>". host has
 * '/' and ':' replaced. */
void md_name_unique(struct buf *out, const char *host);
/* Appends ",S=…,W=…" */
void md_name_add_sizes(struct buf *out, uint64_t size, uint64_t vsize);
/* Appends ",U=<uid>.<mark hex>" */
void md_name_add_uid(struct buf *out, uint32_t uid, uint64_t mark);
/* base without any ",U=" field (to give it another). */
struct span md_name_strip_uid(struct span base);
/* Fields that a foreign name gets together with ",U=", in an order that tells
 * them from those it may have brought: ",W=…,S=…" */
void md_name_add_foreign_sizes(struct buf *out, uint64_t size, uint64_t vsize);
/* base without all that was added to a foreign name; of ours without ",U=". */
struct span md_name_strip_ours(struct span base);
/* ":2," + letters (ASCII order). Keywords beyond 26 are left out. */
struct span md_name_flags(char room[MD_NAME_FLAGS_MAX], uint32_t flags,
			  uint64_t keywords);
/* Appends base + md_name_flags. */
void md_name_write(struct buf *out, struct span base, uint32_t flags,
		   uint64_t keywords);
/* The mailbox mark: a short hash (32 bits) of UIDVALIDITY and mailbox id. */
uint64_t md_name_mark(uint32_t uidvalidity, const uint8_t mailbox_id[16]);
