/* SPDX-License-Identifier: MIT */
/*
 * Accounts in an SQLite database, for auth, which reads, and the admin command,
 * which writes.
 *
 * The tables are shaped like PostfixAdmin's. Any number of processes may have
 * the file open; a change is seen by the next look-up. A handle belongs to one
 * thread. It opens the file on first use and again when the file was replaced,
 * so that account_sqlite_new never fails. Calls wait up to 5 s for a writer.
 *
 * User names are normalised ones (account_normalize). ERR_NOTFOUND and
 * ERR_EXISTS mean just that; everything else that SQLite reports, a missing
 * file too, is ERR_TEMP and never "no such user".
 */
#pragma once

#include "account/account.h"

struct account_sqlite;

struct account_sqlite_options {
	const char *path;
	/* Templates for users whose row names no place (account_place), as in
	 * the settings mail_home and mail_dir. */
	const char *mail_home;
	const char *mail_dir;
	/* Make the file and its tables if missing. The folder must be there. */
	bool create;
	/* Owner of a file that is made by root: who auth runs as. */
	uid_t owner_uid;
	gid_t owner_gid;
};

/* The options' strings are copied. */
struct account_sqlite *
account_sqlite_new(const struct account_sqlite_options *options);
void account_sqlite_free(struct account_sqlite **db);

/* The account as it is used, place filled in. An inactive row or domain makes
 * the state at least ACCOUNT_DISABLED. */
MUST_CHECK bool account_sqlite_lookup(struct account_sqlite *db,
				      const char *user,
				      struct account_entry *out,
				      struct err *err);
/* The first user behind `after` in bytewise order; "" begins the list.
 * ERR_NOTFOUND at its end. Holds nothing open between calls. */
MUST_CHECK bool account_sqlite_next(struct account_sqlite *db,
				    const char *after,
				    struct account_entry *out, struct err *err);

/*
 * Adds row->account.user with its password hash, name, state and limits, and
 * its domain if new. home and mail are not stored: users lie where the
 * templates say, unless maildir (may be NULL) names the Maildir; a relative
 * one is below the fixed part of mail_home. ERR_EXISTS.
 */
MUST_CHECK bool account_sqlite_add(struct account_sqlite *db,
				   const struct account_entry *row,
				   const char *maildir, struct err *err);
/* Replaces the password if it still is old. ERR_NOTFOUND: it isn't. */
MUST_CHECK bool account_sqlite_replace_password(struct account_sqlite *db,
						const char *user,
						const char *old,
						const char *hash,
						struct err *err);
/* ERR_NOTFOUND without such a user, also for the next. */
MUST_CHECK bool account_sqlite_set_state(struct account_sqlite *db,
					 const char *user,
					 enum account_state state,
					 struct err *err);
/* As account_entry has it; "": none. */
MUST_CHECK bool account_sqlite_set_apop(struct account_sqlite *db,
					const char *user, const char *secret,
					struct err *err);
/* 0: no limit. ERR_LIMIT: more than the column holds. */
MUST_CHECK bool account_sqlite_set_limits(struct account_sqlite *db,
					  const char *user, uint64_t bytes,
					  uint32_t messages, struct err *err);
/* Removes the row; the mail stays where it is. */
MUST_CHECK bool account_sqlite_delete(struct account_sqlite *db,
				      const char *user, struct err *err);
