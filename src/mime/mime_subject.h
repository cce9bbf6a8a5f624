/* SPDX-License-Identifier: MIT */
/* The base subject of RFC 5256 2.1. Pure. */
#pragma once

#include <stdbool.h>

#include "base/buf.h"

/* Appends decoded text with every run of white space as one space, none at the
 * ends (step 1). */
void mime_subject_normalize(struct buf *out, struct span decoded);
/* The base of a normalized subject, which is a part of it; *out_is_reply: it
 * is a reply or forward (RFC 5256 3, REFERENCES). */
struct span mime_subject_base(struct span normalized, bool *out_is_reply);
