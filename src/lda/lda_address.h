/* SPDX-License-Identifier: MIT */
/* Addresses as MTAs write them on command lines and in variables. Pure; what
 * comes back points into what was given. */
#pragma once

#include <stdbool.h>

#include "base/span.h"

/* "<a@b>" or "a@b" */
struct span lda_address_of(struct span text);
/* Up to the first space outside quotes. */
struct span lda_address_first(struct span text);
/* Empty also for what Postfix' pipe(8) and mbox files call the null sender,
 * MAILER-DAEMON, and for the sender of qmail's double bounces. */
struct span lda_address_sender(struct span address);
/* It can stand between the angle brackets of a path (RFC 5321 4.1.2); may be
 * empty. */
bool lda_address_is_path(struct span address);
/* It can stand on a line of the protocol: short enough, no control byte. */
bool lda_address_is_plain(struct span text);
