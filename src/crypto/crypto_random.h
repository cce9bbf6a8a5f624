/* SPDX-License-Identifier: MIT */
/* Random bytes from the kernel, good enough for keys and cookies. */
#pragma once

#include <stddef.h>

/* Always fills all of it; a kernel without random bytes ends the process. */
void crypto_random_fill(void *out, size_t size);
/* 2 * bytes lower-case hex digits and a NUL; at most 64 bytes. */
void crypto_random_hex(char *out, size_t bytes);
