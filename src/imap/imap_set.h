/* SPDX-License-Identifier: MIT */
/* sequence-set of RFC 3501 section 9, and what it names in a view. Pure. */
#pragma once

#include "imap/imap_command.h"

struct imap_set_run {
	uint32_t first; /* 0 is "*" */
	uint32_t last;
};
struct imap_set {
	struct imap_set_run *run; /* as written, in the arena */
	size_t count;
};

/* Takes "1:3,7,*" off *rest; leaves it unchanged on false. */
bool imap_set_take(struct span *rest, struct arena *arena,
		   struct imap_set *out);

/* UIDs of the view that the set names, for a set of UIDs. */
void imap_set_of_uids(const struct imap_set *set, struct ranges *view,
		      struct ranges *out);
/* The UIDs that the set names, in the view or not: no larger than the set as
 * it was written, however large the view is (SEARCH). */
void imap_set_uids(const struct imap_set *set, struct ranges *view,
		   struct ranges *out);
/* The UIDs that the set names, "*" being `last`, in no view. */
void imap_set_uids_to(const struct imap_set *set, uint32_t last,
		      struct ranges *out);
/* Is it without "*", each run and all of them upwards? */
bool imap_set_is_ascending(const struct imap_set *set);
/* UIDs of the view for a set of sequence numbers. false: one lies beyond the
 * view, as "*" does in an empty one. */
bool imap_set_of_numbers(const struct imap_set *set, struct ranges *view,
			 struct ranges *out);
/* The sequence numbers themselves, without those beyond the view (SEARCH). */
void imap_set_numbers(const struct imap_set *set, struct ranges *view,
		      struct ranges *out);

/* Takes " <set>" or " $" (RFC 5182) off *rest and finds the UIDs that it names
 * in the selected mailbox, by number or, in the UID form, by UID. false:
 * malformed or beyond the mailbox: answer BAD. */
bool imap_set_take_uids(struct imap_session *session,
			const struct imap_request *request, struct span *rest,
			struct ranges *out);
