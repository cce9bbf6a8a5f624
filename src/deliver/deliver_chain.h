/* SPDX-License-Identifier: MIT */
/* Which scripts run for a user, in their order. */
#pragma once

#include "base/arena.h"
#include "config/config.h"
#include "sieve/sieve_host.h"

struct deliver_chain_script {
	const char *name; /* for the logs */
	/* NULL: the user's active one, the user's of that name, or text */
	const char *path;
	bool is_named;    /* there ought to be one */
	struct span text; /* of the account */
	enum sieve_place place;
	bool is_own; /* of these the first that is there is run */
};

struct deliver_chain {
	struct deliver_chain_script *at;
	size_t count, space;
	struct arena *arena;
};

/* Those of folders by their names; at most a thousand in all, in the arena.
 * account: the script that the account has, may be empty. */
void deliver_chain_make(const struct config *config, struct span account,
			struct arena *arena, struct deliver_chain *out);
/* The same in pieces. list: as sieve_before. */
void deliver_chain_begin(struct arena *arena, struct deliver_chain *out);
void deliver_chain_add_files(struct deliver_chain *chain, struct arena *arena,
			     const char *list);
/* The user's of that name; in the arena. */
void deliver_chain_add_named(struct deliver_chain *chain, struct arena *arena,
			     struct span name);
/* The site's of that name in sieve_global_dir. false: there can't be one. */
bool deliver_chain_add_global(struct deliver_chain *chain,
			      const struct config *config, struct arena *arena,
			      struct span name);
/* This text, as one of the user's, which outlives the chain. */
void deliver_chain_add_text(struct deliver_chain *chain, struct span text);
