/* SPDX-License-Identifier: MIT */
/* encoded-character (RFC 5228 2.4.2.4). Private to this folder. */
#pragma once

#include "base/buf.h"

/* Appends text with each "${hex:…}" and "${unicode:…}" replaced by what it
 * stands for; what is not quite one stays. false: a character that there is
 * not. Never longer than text. */
bool sieve_encoded_decode(struct buf *out, struct span text);
