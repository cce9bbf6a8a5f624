/* SPDX-License-Identifier: MIT */
/*
 * Maildir++ folders: names, making, removing, renaming, listing, and the small
 * files in them (fumikura-uid, dovecot-keywords, subscriptions).
 *
 * Mailbox names are UTF-8 with '.' between levels, "INBOX" for the root in any
 * case. Directory names are ".A.B" in modified UTF-7; UTF-8 ones are read too.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"

/*
 * Mailbox name → directory name in out ("" for INBOX). ERR_SYNTAX for names
 * that can't be: empty levels, '/', control characters, invalid UTF-8, a
 * directory name over 250 bytes. "INBOX.x" is the folder ".INBOX.x".
 */
MUST_CHECK bool md_folder_dir(struct span mailbox, struct buf *out,
			      struct err *err);
/* Directory name → mailbox name. false: not a folder's name. */
bool md_folder_mailbox(struct span dir, struct buf *out);

/* Makes root (the user's Maildir) or a folder in it: cur new tmp (0700) and,
 * not in the root, maildirfolder. Existing ones are completed. */
MUST_CHECK bool md_folder_make(const char *root, struct span dir,
			       struct err *err);
/* Removes the folder and every file in it (it is first renamed away, so that
 * it is gone at once and a crash leaves nothing half there). */
MUST_CHECK bool md_folder_remove(const char *root, struct span dir,
				 struct err *err);
MUST_CHECK bool md_folder_rename(const char *root, struct span from,
				 struct span to, struct err *err);
bool md_folder_exists(const char *root, struct span dir);
/* All directory names that look like folders, sorted; without the root.
 * At most max (ERR_LIMIT beyond). */
MUST_CHECK bool md_folder_list(const char *root, struct arena *arena,
			       size_t max, struct span **out, size_t *out_count,
			       struct err *err);

/* fumikura-uid: the durable identity of a folder and its ceilings. */
struct md_uid {
	uint32_t uidvalidity;
	uint8_t mailbox_id[16];
	uint32_t uid_ceiling;    /* no UID at or above it was ever given */
	uint64_t modseq_ceiling; /* likewise for modseqs */
};
enum { MD_UID_BLOCK = 1000 };
/* ERR_NOTFOUND if there is none; ERR_CORRUPT if unreadable text or bad sum. */
MUST_CHECK bool md_uid_read(const char *root, struct span dir,
			    struct md_uid *out, struct err *err);
/* Durable on return (file and folder fsynced). */
MUST_CHECK bool md_uid_write(const char *root, struct span dir,
			     const struct md_uid *uid, struct err *err);
/* A fresh identity: random mailbox id, UIDVALIDITY from the clock, above every
 * one that this user ever had (kept in the file `fumikura-uidvalidity` of the
 * root, durable). Ceilings start at 1. */
MUST_CHECK bool md_uid_new(const char *root, struct md_uid *out,
			   struct err *err);

/* dovecot-keywords: "<n> <name>" lines, n 0..25. Names by number, "" = free. */
struct md_keywords {
	struct span name[26];
	int64_t mtime_ns; /* 0: no file */
};
MUST_CHECK bool md_keywords_read(const char *root, struct span dir,
				 struct arena *arena, struct md_keywords *out,
				 struct err *err);
MUST_CHECK bool md_keywords_write(const char *root, struct span dir,
				  struct md_keywords *keywords,
				  struct err *err);

/* subscriptions (Dovecot's version 2; version 1 is read). Names in UTF-8,
 * sorted as in the file. */
MUST_CHECK bool md_subscriptions_read(const char *root, struct arena *arena,
				      struct span **out, size_t *out_count,
				      struct err *err);
/* Adds or removes one name, under a lock against other processes; no change
 * is no error. */
MUST_CHECK bool md_subscriptions_set(const char *root, struct span mailbox,
				     bool subscribed, struct err *err);
