/* SPDX-License-Identifier: MIT */
/* The code of RFC 3461 4: "+2B" is the byte of that number. Pure. */
#pragma once

#include "base/buf.h"

/* Into out, emptied before; false if malformed, with a control character
 * inside, or too long for out. */
bool xtext_decode(struct span xtext, struct buf *out);
