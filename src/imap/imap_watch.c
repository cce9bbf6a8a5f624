/* SPDX-License-Identifier: MIT */
#include "imap/imap_watch.h"

#include "base/log.h"

int imap_watch_open(struct imap_session *session)
{
	struct err err;
	int fd;

	if (session->box ? store_watch_open(session->box, &fd, &err)
			 : store_watch_user(session->user, &fd, &err))
		return fd;
	log_err(LOG_LEVEL_WARN, "polls", &err, "every_ms=%d",
		IMAP_WATCH_POLL_MS);
	return -1;
}
