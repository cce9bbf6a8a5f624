/* SPDX-License-Identifier: MIT */
#include "gate/gate_secret.h"

#include <string.h>

void gate_secret_init(struct buf *secret, size_t cap)
{
	buf_init(secret, cap);
	buf_reserve(secret, cap);
}

void gate_secret_wipe(struct buf *secret)
{
	if (secret->ptr)
		explicit_bzero(secret->ptr, secret->space);
	buf_release(secret);
}
