/* SPDX-License-Identifier: MIT */
/* The inside of a context, for what serves by it. */
#pragma once

#include "tls/tls_openssl.h"

/* What is served under some names. */
struct tls_site {
	char *names; /* blanks between; empty: all others */
	SSL_CTX *ctx;
};

struct tls_context {
	struct tls_site *site; /* the first one begins each connection */
	size_t count;
};
