/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_sieve_ahead.h"

#include "base/clock.h"
#include "deliver/deliver_chain.h"
#include "deliver/deliver_sieve_host.h"
#include "deliver/deliver_sieve_open.h"
#include "sieve/sieve_config.h"

static bool has_scripts(const struct config *config)
{
	return config->sieve &&
	       (config->sieve_before[0] || config->sieve_default[0] ||
		config->sieve_after[0] || config->sieve_discard[0]);
}

static void make_chain(const struct config *config, struct arena *arena,
		       struct deliver_chain *out)
{
	deliver_chain_begin(arena, out);
	deliver_chain_add_files(out, arena, config->sieve_before);
	deliver_chain_add_files(out, arena, config->sieve_default);
	deliver_chain_add_files(out, arena, config->sieve_after);
	deliver_chain_add_files(out, arena, config->sieve_discard);
}

void deliver_sieve_ahead(const struct config *config, struct deliver_kept *kept)
{
	struct sieve_settings personal, global;
	struct deliver_sieve_host h = {
		.config = config,
		.personal = &personal,
		.global = &global,
		.kept = kept,
		.now = clock_now(),
	};
	struct deliver_chain chain;

	if (!has_scripts(config))
		return;
	arena_init(&h.arena);
	sieve_config_settings(config, &h.arena, &personal);
	global = personal;
	sieve_config_global(config, &h.arena, &global);
	make_chain(config, &h.arena, &chain);
	for (size_t i = 0; i < chain.count; i++)
		deliver_sieve_open_ahead(&h, &chain.at[i]);
	arena_release(&h.arena);
}
