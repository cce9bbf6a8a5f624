/* SPDX-License-Identifier: MIT */
/*
 * The site's scripts, opened by a process that will fork one for each delivery:
 * so that those find them kept (deliver_kept.h), and need neither read them,
 * which walls may keep them from, nor write their byte-code.
 */
#pragma once

#include "config/config.h"
#include "deliver/deliver_kept.h"

/* What is not to be opened, or not to be kept now, is left to the delivery,
 * which tells of it. Cheap where nothing has changed. */
void deliver_sieve_ahead(const struct config *config,
			 struct deliver_kept *kept);
