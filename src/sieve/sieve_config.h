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
#include "sieve/sieve_host.h"

/* place: whose scripts; the site's may have more extensions
 * (sieve_global_extensions). The config must outlive *out, whose lists lie in
 * the arena. */
void sieve_config_settings(const struct config *config, enum sieve_place place,
			   struct arena *arena, struct sieve_settings *out);
