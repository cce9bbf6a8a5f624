/* SPDX-License-Identifier: MIT */
/*
 * The settings sieve_… as the engine wants them: one place for all that compile
 * or run scripts (deliver, imap, managesieve, admin), so that byte-code made by
 * one fits the others.
 */
#pragma once

#include "base/arena.h"
#include "config/config.h"
#include "sieve/sieve.h"

/* For users' scripts. The config must outlive *out, whose lists lie in the
 * arena. */
void sieve_config_settings(const struct config *config, struct arena *arena,
			   struct sieve_settings *out);
/* Makes of these those for the site's scripts, which may have more extensions
 * (sieve_global_extensions). */
void sieve_config_global(const struct config *config, struct arena *arena,
			 struct sieve_settings *io);
