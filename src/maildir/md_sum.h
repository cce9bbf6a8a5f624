/* SPDX-License-Identifier: MIT */
/* The checksum of our small files and of the mailbox mark: FNV-1a, 64 bits.
 * It is part of the formats in doc/format/maildir.md. */
#pragma once

#include <stdint.h>

#include "base/span.h"

uint64_t md_sum(struct span bytes);
