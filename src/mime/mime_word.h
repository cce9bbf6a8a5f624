/* SPDX-License-Identifier: MIT */
/* Encoded words of RFC 2047. Pure. */
#pragma once

#include <stdbool.h>

#include "base/buf.h"

/* Length of the encoded word that text begins with; 0: it begins with none. */
size_t mime_word_length(struct span text);

/* Appends unfolded text as UTF-8: encoded words decoded, white space between
 * two of them dropped, what is no such word kept as it is. */
void mime_word_decode(struct buf *out, struct span text);
/* Appends UTF-8 as the value of a field: as it is where that is possible, else
 * as encoded words with a fold between two. Control characters become spaces.
 */
void mime_word_encode(struct buf *out, struct span text);
