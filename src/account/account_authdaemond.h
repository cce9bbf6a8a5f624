/* SPDX-License-Identifier: MIT */
/* What Courier's authdaemond answers to PRE and AUTH, pure: lines NAME=value, a
 * dot at the end, or FAIL. */
#pragma once

#include "account/account_source.h"

enum account_authdaemond_answer {
	ACCOUNT_AUTHDAEMOND_OK,
	ACCOUNT_AUTHDAEMOND_FAIL,
	ACCOUNT_AUTHDAEMOND_TROUBLE, /* err: ERR_TEMP */
};
/* The entry was begun with the name that was asked for; out_system_user: the
 * system user whose uid is meant, empty if UID was said. Places are not final
 * (account_field_place). */
enum account_authdaemond_answer
account_authdaemond_parse(struct span reply, const char *scheme,
			  struct account_entry *entry,
			  struct span *out_system_user, struct err *err);
