/* SPDX-License-Identifier: MIT */
/* Mail addresses that belong to accounts. */
#pragma once

#include "base/span.h"

/* A copy of the address without the detail of its local part (user+detail),
 * which one of the delimiters begins; NULL: it has none. The caller frees
 * it. */
char *account_address_plain(struct span address, const char *delimiters);
