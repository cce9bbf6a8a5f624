/* SPDX-License-Identifier: MIT */
/* UTF-8 of RFC 3629 and modified UTF-7 of RFC 3501 5.1.3. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* Strict: no overlong forms, surrogates, or values past U+10FFFF. */
bool utf8_is_valid(struct span s);
/* Takes one code point off *s. False on malformed input (*s unchanged). */
bool utf8_take(struct span *s, uint32_t *out_code);
void utf8_add(struct buf *out, uint32_t code);

/* UTF-8 → modified UTF-7. False if in is not valid UTF-8. */
bool utf8_to_mutf7(struct buf *out, struct span in);
/* Modified UTF-7 → UTF-8. False on anything malformed or not in its shortest
 * form (so that one name has one spelling). */
bool utf8_from_mutf7(struct buf *out, struct span in);
