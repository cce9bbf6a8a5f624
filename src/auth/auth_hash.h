/* SPDX-License-Identifier: MIT */
/* Password hashes, compared by a bounded number of threads. */
#pragma once

#include <event2/event.h>

#include "auth/auth_check.h"
#include "config/config.h"

struct auth_hash;

/* ERR_SYNTAX: the configured password_scheme is none. */
MUST_CHECK bool auth_hash_new(struct event_base *base,
			      const struct config *config,
			      struct auth_hash **out, struct err *err);
/* auth_check_password of copies (stored->scheme lives as long as the process),
 * with a hash of the configured scheme instead of an empty one; told on the
 * loop, later. false: too many wait already. */
MUST_CHECK bool
auth_hash_compare(struct auth_hash *hash, const struct crypto_stored *stored,
		  struct span password,
		  void (*told)(void *arg, enum auth_verdict verdict),
		  void *arg);
