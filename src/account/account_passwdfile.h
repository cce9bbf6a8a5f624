/* SPDX-License-Identifier: MIT */
/*
 * One line of a passwd-file (Dovecot's format):
 *   user:password:uid:gid:gecos:home:shell:extra fields
 * with all behind the password optional, and extra fields "name=value" with
 * spaces between.
 */
#pragma once

#include "account/account_lines.h"
#include "account/account_source.h"

account_lines_key account_passwdfile_key;
/* line: one with a key. The entry was begun with the user's name. ERR_TEMP. */
MUST_CHECK bool account_passwdfile_parse(struct span line, const char *scheme,
					 struct account_entry *entry,
					 struct err *err);
