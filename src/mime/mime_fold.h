/* SPDX-License-Identifier: MIT */
/* Simple case folding of Unicode (CaseFolding.txt, status C and S). */
#pragma once

#include <stdint.h>

uint32_t mime_fold_code(uint32_t code);
