/* SPDX-License-Identifier: MIT */
/* What the same thing is told by in the user's memory (store_once.h). Pure. */
#pragma once

#include "store/store_once.h"

/* A word, a long text, an address in any case. */
void deliver_once_key(const char *word, struct span text, struct span address,
		      uint8_t out[STORE_ONCE_KEY]);
