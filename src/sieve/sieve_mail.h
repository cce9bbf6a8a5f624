/* SPDX-License-Identifier: MIT */
/* Addresses and mailboxes that scripts name. Private to this folder. */
#pragma once

#include <stdbool.h>

#include "base/span.h"

/* local@domain as SMTP takes it (RFC 5321 4.1.2, RFC 6531), without angle
 * brackets, display name or blanks. */
bool sieve_mail_is_address(struct span text);
/* The address of a sieve-address (RFC 5228 2.4.2.3), which may have a name:
 * "A. Name <local@domain>". false: text is none. */
bool sieve_mail_read_address(struct span text, struct span *out);
/* The value of a From field (RFC 5322 3.6.2), names and all, on one line. */
bool sieve_mail_is_mailbox_list(struct span text);
/* A field name of RFC 5322 2.2. */
bool sieve_mail_is_field_name(struct span text);
