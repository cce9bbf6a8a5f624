/* SPDX-License-Identifier: MIT */
/* What follows the items of a FETCH (RFC 4466 2.4, RFC 7162 7, RFC 9394). Pure.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "imap/imap_partial.h"

struct fetch_modifiers {
	bool changed; /* only what has a higher modseq */
	uint64_t changed_since;
	bool vanished; /* and what was expunged since */
	bool part;     /* first of all only these (RFC 9394 3.3) */
	struct imap_partial partial;
};
/* " (CHANGEDSINCE 12 VANISHED)" or nothing; leaves *rest anywhere on false. */
bool fetch_modifier_take(struct span *rest, struct fetch_modifiers *out);
