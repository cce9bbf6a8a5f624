/* SPDX-License-Identifier: MIT */
/*
 * fumikura-uid: the durable identity of a folder and its ceilings
 * (doc/format/maildir.md).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "base/err.h"
#include "base/span.h"

struct md_uid {
	uint32_t uidvalidity;
	uint8_t mailbox_id[16];
	uint32_t uid_ceiling;    /* no UID at or above it was ever given */
	uint64_t modseq_ceiling; /* likewise for modseqs */
	/* When the file was written, by the clock; 0: it does not say. */
	int64_t written;
	/* It came here later than that, or that lies in the future: restored,
	 * or from another machine. Then UIDs and modseqs above the ceilings may
	 * have been given. */
	bool came_later;
};
enum {
	MD_UID_BLOCK = 1000
};

/* The bytes of the file; false if they are malformed or the sum is wrong. */
bool md_uid_parse(struct span text, struct md_uid *out);

/* ERR_NOTFOUND if there is none; ERR_CORRUPT if unreadable text or bad sum. */
MUST_CHECK bool md_uid_read(const char *root, struct span dir,
			    struct md_uid *out, struct err *err);
/* Durable on return (file and folder fsynced), written now. A UIDVALIDITY that
 * came from elsewhere counts for md_uid_new too. */
MUST_CHECK bool md_uid_write(const char *root, struct span dir,
			     const struct md_uid *uid, struct err *err);
/* An identity with the UIDVALIDITY and next UID that another server gave: a
 * random mailbox id, UID ceiling at the next UID. Writes nothing. */
MUST_CHECK bool md_uid_adopt(uint32_t uidvalidity, uint32_t uidnext,
			     struct md_uid *out, struct err *err);
/* A fresh identity: random mailbox id, UIDVALIDITY from the clock, above every
 * one that this user ever had (kept in the file `fumikura-uidvalidity` of the
 * root, durable). Ceilings start at 1. */
MUST_CHECK bool md_uid_new(const char *root, struct md_uid *out,
			   struct err *err);
