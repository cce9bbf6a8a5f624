/* SPDX-License-Identifier: MIT */
/* What follows the items of a FETCH (RFC 4466 2.4, RFC 7162 7). Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

struct fetch_modifiers {
	bool changed; /* only what has a higher modseq */
	uint64_t changed_since;
	bool vanished; /* and what was expunged since */
};
/* " (CHANGEDSINCE 12 VANISHED)" or nothing; leaves *rest anywhere on false. */
bool fetch_modifier_take(struct span *rest, struct fetch_modifiers *out);
