/* SPDX-License-Identifier: MIT */
/* Message ids of Message-ID, In-Reply-To and References. Pure. */
#pragma once

#include <stdbool.h>

#include "base/buf.h"

/* Takes everything up to and with the next valid "<left@right>" off *rest and
 * puts it into out without brackets, quotes and white space, so that one id
 * has one spelling (RFC 5256 3, REFERENCES). false: there is none. */
bool mime_message_id_next(struct span *rest, struct buf *out);
