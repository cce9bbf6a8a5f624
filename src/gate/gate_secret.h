/* SPDX-License-Identifier: MIT */
/* A buffer for passwords: it never moves, so that no copy stays behind, and
 * nothing is left of it after gate_secret_wipe. */
#pragma once

#include "base/buf.h"

/* Empty, with room for cap bytes from the start. */
void gate_secret_init(struct buf *secret, size_t cap);
/* Overwrites and frees; may be called again. The cap stays. */
void gate_secret_wipe(struct buf *secret);
