/* SPDX-License-Identifier: MIT */
/* The inside of an identity, for what serves it. */
#pragma once

#include "tls/tls_identity.h"
#include "tls/tls_openssl.h"

struct tls_identity {
	char *names; /* blanks between; empty: the server's own */
	X509 *leaf;
	STACK_OF(X509) * chain; /* what goes with the leaf, in order */
	EVP_PKEY *key;
};
