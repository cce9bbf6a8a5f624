/* SPDX-License-Identifier: MIT */
#include "crypto/crypto_random.h"

#include <errno.h>
#include <sys/random.h>

#include "base/check.h"

void crypto_random_fill(void *out, size_t size)
{
	unsigned char *to = out;

	while (size) {
		ssize_t got = getrandom(to, size, 0);

		ASSERT(got > 0 || (got < 0 && errno == EINTR));
		if (got < 0)
			continue;
		to += got;
		size -= (size_t)got;
	}
}

void crypto_random_hex(char *out, size_t bytes)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char raw[64];

	ASSERT(bytes <= sizeof(raw));
	crypto_random_fill(raw, bytes);
	for (size_t i = 0; i < bytes; i++) {
		*out++ = digits[raw[i] >> 4];
		*out++ = digits[raw[i] & 15];
	}
	*out = '\0';
}
