/* SPDX-License-Identifier: MIT */
/*
 * IMAP strings as they stand in ENVELOPE and BODYSTRUCTURE (RFC 3501 4.3):
 * quoted where that can be, else a literal. NUL, which neither may hold, goes
 * out as '?'.
 */
#pragma once

#include "base/buf.h"

void mime_string_add(struct buf *out, struct span text);
/* NIL for ptr NULL. */
void mime_string_add_or_nil(struct buf *out, struct span text);
/* The trimmed, unfolded text of a header value; NIL for ptr NULL. */
void mime_string_add_value(struct buf *out, struct span value);
