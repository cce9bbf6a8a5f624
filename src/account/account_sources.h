/* SPDX-License-Identifier: MIT */
/*
 * All configured sources for a program that may wait: the admin command. By the
 * rules of auth's chain: the first source that knows a user decides, and "no
 * such user" is said only if every one of them answered. Sources of master
 * users are asked only if they are named.
 */
#pragma once

#include "account/account_source.h"

struct account_sources {
	struct account_source **source;
	size_t count;
	bool named;
	/* The section that answered last; NULL: none knew. */
	const struct config_source *told_by;
};

/* Those of the configuration, or only the one of that name (ERR_NOTFOUND).
 * ERR_SYNTAX for a section that can't work. config outlives them. */
MUST_CHECK bool account_sources_open(const struct config *config,
				     const char *name,
				     struct account_sources *out,
				     struct err *err);
void account_sources_close(struct account_sources *sources);
#define auto_sources __attribute__((cleanup(account_sources_close)))

MUST_CHECK bool account_sources_lookup(struct account_sources *sources,
				       const struct account_query *query,
				       struct account_entry *out,
				       struct err *err);
/* *out_proven: the source itself proved the secret, else compare with
 * out->password. ERR_DENIED: wrong. */
MUST_CHECK bool account_sources_verify(struct account_sources *sources,
				       const struct account_attempt *attempt,
				       struct account_entry *out,
				       bool *out_proven, struct err *err);
/* Calls take for every user of every source that can list; a user that several
 * know comes once for each, with the section in told_by. */
MUST_CHECK bool
account_sources_each(struct account_sources *sources,
		     void (*take)(void *arg, const struct account_entry *entry),
		     void *arg, struct err *err);
