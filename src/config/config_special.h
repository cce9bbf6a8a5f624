/* SPDX-License-Identifier: MIT */
/* The setting special_use, as "Sent=Sent, Junk=Junk". Pure. */
#pragma once

#include <stdbool.h>

#include "base/span.h"

/* Each piece is a name and an attribute of RFC 6154 that can be given by name,
 * with its backslash or without. Else *out is the piece that is wrong. */
bool config_special_is_good(struct span text, struct span *out);
