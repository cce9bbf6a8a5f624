/* SPDX-License-Identifier: MIT */
/*
 * When and from where each user logged in last: a small SQLite file, written
 * by auth in batches and read by the admin command. It can be deleted at any
 * time. Both functions block, at most for seconds, and hold nothing open.
 */
#pragma once

#include "account/account.h"

struct account_seen {
	char user[256];
	char service[32];
	char ip[64];
	int64_t time; /* Unix */
};

/* Made if missing. Later rows of the same user win. ERR_TEMP. */
MUST_CHECK bool account_seen_write(const char *path,
				   const struct account_seen *rows,
				   size_t count, struct err *err);
/* ERR_NOTFOUND: never, as far as the file knows. */
MUST_CHECK bool account_seen_read(const char *path, const char *user,
				  struct account_seen *out, struct err *err);
