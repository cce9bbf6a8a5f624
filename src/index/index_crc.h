/* SPDX-License-Identifier: MIT */
/* CRC-32C (Castagnoli), for blobs and small files of the index. */
#pragma once

#include <stdint.h>

#include "base/span.h"

/* Goes on from crc; begin with 0. */
uint32_t index_crc(uint32_t crc, struct span bytes);
