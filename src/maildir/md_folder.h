/* SPDX-License-Identifier: MIT */
/*
 * Maildir++ folders: names, making, removing, renaming, listing.
 *
 * Mailbox names are UTF-8 with '.' between levels, "INBOX" for the root in any
 * case. Directory names are ".A.B" in modified UTF-7; UTF-8 ones, as newer
 * Couriers have them, are read too. The directory ".fumikura" is ours.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"
#include "maildir/md_keywords.h"
#include "maildir/md_subscriptions.h"
#include "maildir/md_uid.h"

/*
 * Mailbox name → directory name in out ("" for INBOX). ERR_SYNTAX for names
 * that can't be: empty levels, '/', control characters, invalid UTF-8, a
 * directory name over 250 bytes, "fumikura". "INBOX.x" is the folder
 * ".INBOX.x".
 */
MUST_CHECK bool md_folder_dir(struct span mailbox, struct buf *out,
			      struct err *err);
/* Directory name → mailbox name. false: not a folder's name. */
bool md_folder_mailbox(struct span dir, struct buf *out);

/* The directory of a mailbox that is there: as md_folder_dir says, or spelt in
 * UTF-8. ERR_NOTFOUND, ERR_SYNTAX. */
MUST_CHECK bool md_folder_find(const char *root, struct span mailbox,
			       struct buf *out, struct err *err);
/* The folder itself, for what lies in it; "" is the root. ERR_NOTFOUND. */
MUST_CHECK bool md_folder_open(const char *root, struct span dir, int *out_fd,
			       struct err *err);

/* Makes root (the user's Maildir) or a folder in it: cur new tmp (0700) and,
 * not in the root, maildirfolder. Existing ones are completed. */
MUST_CHECK bool md_folder_make(const char *root, struct span dir,
			       struct err *err);
/* Only completes: what was restored or copied often lacks empty directories.
 * ERR_NOTFOUND without cur/. */
MUST_CHECK bool md_folder_complete(const char *root, struct span dir,
				   struct err *err);
/* Renames the folder away, durably, so that it is gone at once; its new name is
 * left in `out_gone`. ERR_NOTFOUND. */
MUST_CHECK bool md_folder_remove(const char *root, struct span dir,
				 struct buf *out_gone, struct err *err);
/* Then every file in it is unlinked, which takes long. */
MUST_CHECK bool md_folder_remove_gone(const char *root, const char *gone,
				      struct err *err);
/* What processes that were killed have left of that. */
void md_folder_remove_leftovers(const char *root);
/* ERR_NOTFOUND, ERR_EXISTS. Folders below it stay. Durable with the next
 * md_folder_flush. */
MUST_CHECK bool md_folder_rename(const char *root, struct span from,
				 struct span to, struct err *err);
MUST_CHECK bool md_folder_flush(const char *root, struct err *err);
bool md_folder_exists(const char *root, struct span dir);
/* Can a folder below it be made? Not if its name is too long for one. */
bool md_folder_has_room(struct span dir);
/* The same of an entry of that root that is no symbolic link. */
bool md_folder_exists_at(int root, struct span dir);
/* All directory names that look like folders, sorted; without the root. Of two
 * spellings of one mailbox the first is listed, in modified UTF-7. At most max
 * (ERR_LIMIT beyond). */
MUST_CHECK bool md_folder_list(const char *root, struct arena *arena,
			       size_t max, struct span **out, size_t *out_count,
			       struct err *err);
