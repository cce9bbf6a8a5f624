/* SPDX-License-Identifier: MIT */
/*
 * deleted_mail_dir: one folder for each deletion, "<name>.<time>", which holds
 * what was moved there as "home", "mail", … until it is purged.
 *
 * Moving is a rename, so that mail is never in two places or in none, and what
 * still works in the old folder does no harm. To be used as mail_user.
 */
#pragma once

#include "account/account.h"
#include "config/config.h"

struct adm_deleted {
	const struct config *config;
	const char *name; /* whose it was: a user or a domain */
	char *entry;      /* made by the first move; NULL: nothing was there */
};
void adm_deleted_release(struct adm_deleted *deleted);

/* Moves the folder of that path, if there is one, to `as` in the entry.
 * ERR_STATE: it is on another file system, or holds more than one user's. */
MUST_CHECK bool adm_deleted_move(struct adm_deleted *deleted, const char *path,
				 const char *as, struct err *err);
/* Home and Maildir of an account. A home whose path does not name the user may
 * be others' too, and stays. */
MUST_CHECK bool adm_deleted_move_account(struct adm_deleted *deleted,
					 const struct account *account,
					 struct err *err);

/* Removes for good what was deleted so many days ago; told names each. Goes on
 * after trouble and reports the last. */
MUST_CHECK bool adm_deleted_purge(const struct config *config, uint64_t days,
				  void (*told)(const char *entry),
				  struct err *err);
