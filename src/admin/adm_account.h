/* SPDX-License-Identifier: MIT */
/*
 * The accounts that a command is about. Read as auth_user where the command
 * was started by root; files of mail are touched after adm_account_enter only.
 */
#pragma once

#include "account/account.h"
#include "admin/adm.h"

struct adm_accounts {
	struct account *account;
	size_t count;
};
#define auto_accounts __attribute__((cleanup(adm_account_release)))
void adm_account_release(struct adm_accounts *accounts);

/* The account of that user, or, with NULL, every account in the order of their
 * names. ERR_SYNTAX for what cannot be a user name, ERR_NOTFOUND names it. */
MUST_CHECK bool adm_account_find(const struct config *config, const char *user,
				 struct adm_accounts *out, struct err *err);
/* Becomes mail_user for good (as root). */
MUST_CHECK bool adm_account_enter(const struct config *config, struct err *err);
