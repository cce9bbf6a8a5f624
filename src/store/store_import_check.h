/* SPDX-License-Identifier: MIT */
/* For the admin: what would be kept of a Maildir that another server kept. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/err.h"
#include "base/span.h"

struct store_import_folder {
	struct span mailbox;
	const char *source; /* the file that tells the UIDs, NULL: new ones */
	const char *malformed; /* a file that would be passed over, or NULL */
	uint32_t uidvalidity, uidnext;
	uint32_t files;
	uint32_t known;    /* files whose UID stays */
	unsigned names;    /* keywords that messages can have */
	unsigned dropped;  /* keywords beyond these, which would be lost */
	uint32_t tagged;   /* files with keywords */
	uint32_t uidls;    /* files with a POP3 UIDL of their own */
	const char *acl;   /* the file with the access list, or NULL */
	unsigned acl_lost; /* lines of it that would be lost */
};
struct store_import_found {
	const char *subscriptions; /* the file that tells, or NULL */
	size_t subscribed;
	uint32_t folders, files, known;
};

/* Calls `each` for INBOX and every folder. Changes nothing. */
MUST_CHECK bool store_import_check(
	const char *maildir,
	void (*each)(void *arg, const struct store_import_folder *folder),
	void *arg, struct store_import_found *out, struct err *err);
