/* SPDX-License-Identifier: MIT */
/*
 * How mail for a user is delivered where it is not just stored: what deliveries
 * ask for when a record says that there are rules.
 */
#pragma once

#include "account/account.h"

struct account_rules {
	uint32_t delivery;  /* enum account_delivery */
	char forward[1024]; /* addresses with commas between */
	char reply[4097];   /* the text, UTF-8 */
	/* A script for who has none of his own. */
	char sieve[ACCOUNT_SIEVE_MAX + 1];
};

/* "nolocal,reply" of these bits, added to out; nothing for none. */
void account_rules_write(uint32_t delivery, struct buf *out);
/* The bits of such a list; false: a word in it is unknown, the others count. */
bool account_rules_modes(struct span list, uint32_t *out);
/* What the line of account_entry_write says; unknown words are ignored. Bits
 * that nothing follows from are gone: so delivery 0, no forward and no script
 * means that mail is just stored. ERR_LIMIT: a text does not fit. */
MUST_CHECK bool account_rules_read(struct span line, struct account_rules *out,
				   struct err *err);
