/* SPDX-License-Identifier: MIT */
/*
 * Who has shared something with whom: a folder of the site with an empty file
 * for each pair, so that a LIST need not ask every account.
 *
 *   <dir>/user/<reader>/<owner>, <dir>/group/<group>/<owner>,
 * <dir>/anyone/<owner>
 *
 * It only says whose access lists are worth reading, and whose Maildirs a
 * session may open (proc/isolation.h); what may be seen, the lists say. A file
 * too many costs a look and is removed by it; one too few hides mailboxes,
 * until store_share_note is called again: setting rights does, and for all
 * lists of a user the building of an index (a first open, a restored Maildir)
 * and `fumikura acl rebuild`.
 */
#pragma once

#include "store/store_acl.h"

/* With any of these a session of somebody else's has to do with it. */
#define STORE_SHARE_RIGHTS (STORE_RIGHTS_ALL & ~STORE_RIGHT_POST)
/* The entry stands in a list of that owner. Entries that give no such right,
 * and names that can't be a file's, are passed over. */
MUST_CHECK bool store_share_note(const char *dir, const struct account *owner,
				 const struct md_acl_entry *entry,
				 struct err *err);
/* Notes every entry of every list of that owner. */
MUST_CHECK bool store_share_note_all(const char *dir,
				     const struct account *owner,
				     struct err *err);

/* Owners who may have shared something with the person, each once, sorted, in
 * the arena; the person is none of them. ERR_LIMIT for more than max. */
MUST_CHECK bool store_share_owners(const char *dir,
				   const struct md_acl_person *person,
				   struct arena *arena, size_t max,
				   struct span **out, size_t *out_count,
				   struct err *err);
/* Differs from an earlier one if notes for the person came or went since; 0:
 * just now, so that the next may not differ. */
uint64_t store_share_stamp(const char *dir, const struct md_acl_person *person);
/* That owner shares nothing with the person. Put back if that is no longer
 * true a moment later. */
void store_share_forget(const char *dir, const struct account *owner,
			const struct md_acl_person *person);

/* The names of that owner's mailboxes in which the person has one of `rights`,
 * as they lie there, in the arena. No store is opened. */
MUST_CHECK bool store_share_mailboxes(const struct account *owner,
				      const struct md_acl_person *person,
				      uint32_t rights, struct arena *arena,
				      struct span **out, size_t *out_count,
				      struct err *err);
