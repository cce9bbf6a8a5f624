/* SPDX-License-Identifier: MIT */
/* Whose an OAuth 2 token is, by the settings: signed by a key of theirs, or
 * known to their endpoint. Blocks; may be used by several threads at once. */
#pragma once

#include "auth/auth_token.h"
#include "base/check.h"
#include "config/config.h"

struct auth_oauth;

/* Reads the files that the settings name, with the privileges that takes, and
 * before there are threads. config must outlive it. *out is NULL if OAuth 2 is
 * not set up. ERR_SYNTAX: the settings can't work. */
MUST_CHECK bool auth_oauth_new(const struct config *config,
			       struct auth_oauth **out, struct err *err);
/* *out_user: set for GOOD. */
enum auth_token_worth auth_oauth_check(const struct auth_oauth *oauth,
				       const char *token,
				       char out_user[AUTH_NAME_MAX + 1],
				       struct err *err);
