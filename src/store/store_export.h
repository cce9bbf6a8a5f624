/* SPDX-License-Identifier: MIT */
/*
 * For the admin: the files that another server needs to take a user's Maildir
 * over, and what it changed meanwhile. Its UIDs come back by themselves at the
 * next sync of a folder.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/err.h"
#include "base/span.h"
#include "store/store.h"

enum store_neighbour {
	STORE_DOVECOT,
	STORE_COURIER
};

struct store_export_folder {
	struct span mailbox;
	uint32_t uidvalidity, uidnext;
	uint32_t messages;
	uint32_t uidls;          /* messages with a UIDL of their own */
	uint32_t uidls_lost;     /* of these, what the other cannot say */
	unsigned keywords_lost;  /* names likewise */
	uint32_t forwarded_lost; /* messages with $Forwarded likewise */
	unsigned acl_lost;       /* lines of the access list likewise */
};

/*
 * Writes the other server's files into each folder, durably, under the user's
 * lock, and calls `each`. Delivery and sessions of ours after that make them
 * out of date. For Courier, messages in new/ move to cur/: it would give them
 * new UIDs. The index, which others would take for a folder, is removed.
 */
MUST_CHECK bool
store_export(const struct account *account,
	     const struct store_settings *settings, enum store_neighbour to,
	     void (*each)(void *arg, const struct store_export_folder *folder),
	     void *arg, struct err *err);

struct store_import_taken {
	uint32_t folders;
	uint32_t keywords; /* messages that got other ones */
	size_t subscribed;
};
/* After store_export to Courier and its work on the Maildir: its keywords and
 * subscriptions instead of ours. */
MUST_CHECK bool store_import_again(struct store_user *user,
				   struct store_import_taken *out,
				   struct err *err);
