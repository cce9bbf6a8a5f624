/* SPDX-License-Identifier: MIT */
/* The services of an account, as words. */
#pragma once

#include "account/account.h"

/* The bit of a service as it is named in a question ("imap", "submission", …);
 * 0: one that is never closed. */
uint32_t account_access_service(struct span name);
/* Names of services with commas or spaces between. "imap, smtp": only these are
 * open; "-pop3": all but these; "none": none; empty or "all": all. false: an
 * unknown name, or both forms mixed. */
MUST_CHECK bool account_access_services(struct span text, uint32_t *out_closed);
