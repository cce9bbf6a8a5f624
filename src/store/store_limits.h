/* SPDX-License-Identifier: MIT */
/* Quota for the admin: the limits of an account, and counting anew. */
#pragma once

#include "store/store.h"

struct store_limit {
	struct span mailbox; /* as the rule has it; "*": the account's own */
	bool ignored;        /* does not count, has no limit */
	uint64_t bytes;      /* 0: none */
	uint64_t messages;   /* 0: none */
};
/* The account's own limit first, then those of its rules, in the arena; names
 * lie in the account. ERR_SYNTAX names a malformed rule. */
MUST_CHECK bool store_limits(const struct account *account, struct arena *arena,
			     struct store_limit **out, size_t *out_count,
			     struct err *err);

/* The account's own limit. A rule that can't be read is logged and passed
 * over, here and below. */
struct store_limit store_limits_own(const struct store_user *user);
/* The account's limits have become these (0: none), before rules. */
void store_limits_change(struct store_user *user,
			 const struct account_limits *limits);
/* What holds in a mailbox, which need not exist. */
MUST_CHECK bool store_limits_in(struct store_user *user, struct span mailbox,
				struct store_limit *out, struct err *err);
/* Usage as the index knows it; no file is looked at. */
MUST_CHECK bool store_limits_usage(struct store_user *user,
				   struct store_usage *out, struct err *err);

/* Reads all directories and makes usage and maildirsize equal to what is
 * there. before: the usage as it was known. */
MUST_CHECK bool store_limits_recount(struct store_user *user,
				     struct store_usage *before,
				     struct store_usage *after,
				     struct err *err);
