/* SPDX-License-Identifier: MIT */
/* Secrets in memory: forgotten after use, compared without telling where. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/span.h"

/* Overwrites size bytes; the compiler can't leave it out. */
void crypto_secret_wipe(void *secret, size_t size);
/* Wipes all the memory the buffer has, and empties it. */
void crypto_secret_wipe_buf(struct buf *b);
/* Wipes and frees a NUL-terminated heap string; *text becomes NULL. */
void crypto_secret_free(char **text);
/* Takes the same time wherever the bytes differ; lengths are no secret. */
bool crypto_secret_eq(struct span a, struct span b);
