/* SPDX-License-Identifier: MIT */
/*
 * The users that mail for an address may belong to, in the order in which they
 * are asked for: the address itself; without the detail of its local part
 * (user+detail), where a-b-c may be of a-b or of a; then who catches all.
 */
#pragma once

#include "base/buf.h"

enum {
	/* Only so many delimiters count, as with qmail's extensions. */
	ACCOUNT_ADDRESS_LEVELS = 4
};

struct account_address {
	struct span address;
	const char *delimiters;
	const char *catch_all;
	size_t keep; /* private: of the local part, in the last step */
	size_t end;  /* private: of the local part */
	bool caught; /* the last step was who catches all */
	bool done;   /* private */
};

/* delimiters: characters that begin a detail. catch_all: template of the user
 * (account_expand), "" if there is none. All must live on. */
void account_address_init(struct account_address *a, struct span address,
			  const char *delimiters, const char *catch_all);
/* The next user. false: there is no other. */
bool account_address_next(struct account_address *a, struct buf *out);
/* What the last step left out of the local part; empty if nothing. */
struct span account_address_detail(const struct account_address *a);
