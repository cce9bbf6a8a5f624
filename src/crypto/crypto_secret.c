/* SPDX-License-Identifier: MIT */
#include "crypto/crypto_secret.h"

#include <stdlib.h>
#include <string.h>

void crypto_secret_wipe(void *secret, size_t size)
{
	if (size)
		explicit_bzero(secret, size);
}

void crypto_secret_wipe_buf(struct buf *b)
{
	if (b->ptr)
		crypto_secret_wipe(b->ptr, b->space);
	buf_reset(b);
}

void crypto_secret_free(char **text)
{
	if (!*text)
		return;
	crypto_secret_wipe(*text, strlen(*text));
	free(*text);
	*text = NULL;
}

bool crypto_secret_eq(struct span a, struct span b)
{
	volatile unsigned char different = 0;

	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		different = (unsigned char)(different | (a.ptr[i] ^ b.ptr[i]));
	return different == 0;
}
