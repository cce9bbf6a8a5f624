/* SPDX-License-Identifier: MIT */
/*
 * Addresses from which mail may be relayed because somebody has logged in from
 * there, as a small SQLite file for MTAs: relay(ip TEXT PRIMARY KEY, expires
 * INTEGER), Unix time. Anybody may read it, and readers need no right to write
 * beside it. It can be deleted at any time.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/err.h"

struct account_relay {
	char ip[64];
	int64_t until;
};

/* Adds or moves the rows, forgets what has ended at `now`. Made if missing.
 * ERR_TEMP. Blocks, at most for seconds. */
MUST_CHECK bool account_relay_write(const char *path,
				    const struct account_relay *rows,
				    size_t count, int64_t now, struct err *err);
