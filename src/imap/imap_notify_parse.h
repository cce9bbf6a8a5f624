/* SPDX-License-Identifier: MIT */
/* The arguments of NOTIFY (RFC 5465 8). Pure. */
#pragma once

#include "imap/imap_filter.h"

enum imap_notify_event {
	IMAP_NOTIFY_NEW = 1 << 0,
	IMAP_NOTIFY_EXPUNGE = 1 << 1,
	IMAP_NOTIFY_FLAGS = 1 << 2,
	IMAP_NOTIFY_MESSAGE =
		IMAP_NOTIFY_NEW | IMAP_NOTIFY_EXPUNGE | IMAP_NOTIFY_FLAGS,
	IMAP_NOTIFY_NAME = 1 << 3,
	IMAP_NOTIFY_SUBSCRIPTION = 1 << 4,
	IMAP_NOTIFY_METADATA = 1 << 5,
	IMAP_NOTIFY_SERVER_METADATA = 1 << 6,
};

struct imap_notify_group {
	struct imap_filter filter; /* names as written */
	unsigned events;           /* enum imap_notify_event */
	struct imap_notify_group *next;
};

struct imap_notify_request {
	bool none;   /* NOTIFY NONE */
	bool status; /* STATUS of each mailbox at once */
	struct imap_notify_group *groups;
	unsigned selected; /* events for the selected mailbox */
	bool delayed;      /* its expunges wait for a command */
	struct span items; /* "(UID FLAGS)" of MessageNew there, or empty */
	size_t names;      /* in all groups */
};

enum imap_notify_parsed {
	IMAP_NOTIFY_PARSED,
	IMAP_NOTIFY_MALFORMED,
	IMAP_NOTIFY_BAD_EVENT, /* one that is not supported */
};
/* text: " SET …" or " NONE". What it yields lies in the arena or in text. */
enum imap_notify_parsed imap_notify_parse(struct span text, struct arena *arena,
					  struct imap_notify_request *out);
