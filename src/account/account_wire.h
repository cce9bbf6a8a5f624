/* SPDX-License-Identifier: MIT */
/*
 * Lines of the Dovecot auth protocol: tab-separated fields, tab-escaped
 * (\001 followed by 0 1 t r n), LF at the end. Shared by auth and its clients.
 */
#pragma once

#include "base/buf.h"
#include "base/check.h"

enum {
	ACCOUNT_WIRE_LINE_MAX = 32768,
	ACCOUNT_WIRE_FIELDS_MAX = 64
};

void account_wire_escape(struct buf *out, struct span text);
/* Unescaped copy appended to out. */
void account_wire_unescape(struct buf *out, struct span text);

/* The next field of a line (still escaped), false at the end. */
bool account_wire_field(struct span *line, struct span *out);
/* The value of "key=value" among the fields of line; false if missing. */
bool account_wire_value(struct span line, struct span key, struct span *out);
