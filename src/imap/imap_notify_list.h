/* SPDX-License-Identifier: MIT */
/*
 * All mailboxes as they are at one moment, as far as NOTIFY asks for them: two
 * such lists tell what has happened between.
 */
#pragma once

#include "imap/imap_mailbox.h"
#include "imap/imap_notify_parse.h"

struct imap_notify_entry {
	char *path;      /* UTF-8 */
	uint32_t flags;  /* enum store_mailbox_flag */
	unsigned events; /* enum imap_notify_event; 0: only known of */
	bool selected;   /* its messages are told otherwise */
	bool denied;     /* may be listed and not read */
	bool has_status;
	struct store_status status;
	char *metadata; /* see imap_notify_metadata.h; NULL: not asked for */
};

struct imap_notify_list {
	struct imap_notify_entry *entry; /* by path */
	size_t count;
	char *metadata; /* of the server */
};
void imap_notify_list_release(struct imap_notify_list *list);

/* The stores that are looked at are watched by `watch` (imap_watch_open; -1:
 * none) from then on. ERR_LIMIT: more mailboxes are asked for than the setting
 * imap_notify_mailboxes allows. Names of the request are paths. Uses the
 * session's arena. */
MUST_CHECK bool imap_notify_list_take(struct imap_session *session,
				      const struct imap_notify_request *request,
				      int watch, struct imap_notify_list *out,
				      struct err *err);
struct imap_notify_entry *
imap_notify_list_find(const struct imap_notify_list *list, struct span path);

/* As parts of a session record (imap_pack.h): u32 count, for each mailbox text
 * path, u32 flags, u8 events, u8 bits (1: selected, 2: denied, 4: status,
 * 8: metadata), the status, text metadata; then u8 1 and text metadata of the
 * server, or u8 0. Appends; reads what that makes. */
void imap_notify_list_pack(const struct imap_notify_list *list,
			   struct buf *out);
MUST_CHECK bool imap_notify_list_unpack(struct span *rest,
					struct imap_notify_list *out);
