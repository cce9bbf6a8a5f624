/* SPDX-License-Identifier: MIT */
/* Which scripts run for a user, in their order. */
#pragma once

#include "base/arena.h"
#include "config/config.h"
#include "sieve/sieve_host.h"

struct deliver_chain_script {
	const char *name; /* for the logs */
	const char *path; /* NULL: the user's active one, or text */
	struct span text; /* of the account */
	enum sieve_place place;
	bool is_own; /* of these the first that is there is run */
};

struct deliver_chain {
	struct deliver_chain_script *at;
	size_t count;
};

/* Those of folders by their names; at most a thousand in all, in the arena.
 * account: the script that the account has, may be empty. */
void deliver_chain_make(const struct config *config, struct span account,
			struct arena *arena, struct deliver_chain *out);
