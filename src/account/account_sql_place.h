/* SPDX-License-Identifier: MIT */
/* Where a user's mail lies by what a row of a table says, and what a section
 * says where the row says nothing. Pure. */
#pragma once

#include "account/account_source.h"

/* Templates as account_place takes them, and the folder that a relative
 * maildir is below ("": the fixed part of mail_home). */
struct account_sql_base {
	const char *mail_home;
	const char *mail_dir;
	const char *maildir_base;
	const char *scheme; /* of passwords that name none; "": keep them so */
};
/* As the section, or else the settings, have it; points into both. */
struct account_sql_base
account_sql_place_base(const struct config *config,
		       const struct config_source *section);

/* Sets home and mail of the account. home and mail are absolute, maildir may
 * be relative; an empty one says nothing. ERR_CORRUPT for a path that is not
 * so, climbs with "..", or does not fit. */
MUST_CHECK bool account_sql_place(const struct account_sql_base *base,
				  const char *home, const char *mail,
				  const char *maildir, struct account *account,
				  struct err *err);
