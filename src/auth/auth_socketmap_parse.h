/* SPDX-License-Identifier: MIT */
/*
 * Postfix's socketmap protocol (socketmap_table(5)): netstrings in both
 * directions, "<map> <key>" to us, "OK <data>", "NOTFOUND ", "TEMP <reason>" or
 * "PERM <reason>" back. Pure.
 */
#pragma once

#include "auth/auth_frame.h"
#include "base/buf.h"
#include "base/check.h"

/* One netstring without its length and comma. */
enum auth_frame auth_socketmap_parse_frame(struct span in,
					   struct span *out_message,
					   size_t *out_used);
/* false: no map and key. The key may be empty. */
MUST_CHECK bool auth_socketmap_parse(struct span message, struct span *out_map,
				     struct span *out_key);
void auth_socketmap_parse_reply(struct buf *out, const char *status,
				const char *text);
