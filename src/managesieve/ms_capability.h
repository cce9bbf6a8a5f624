/* SPDX-License-Identifier: MIT */
/* What the engine can, as lines of capabilities. */
#pragma once

#include "base/buf.h"
#include "sieve/sieve.h"

/* SIEVE, NOTIFY, MAXREDIRECTS, EXTLISTS where they apply. gate says them too,
 * who has them from the zygote. */
void ms_capability_add_engine(struct buf *out,
			      const struct sieve_settings *settings);
