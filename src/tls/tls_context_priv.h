/* SPDX-License-Identifier: MIT */
/* The inside of a context, for tls_stream. */
#pragma once

#include "tls/tls_openssl.h"

struct tls_context {
	SSL_CTX *ctx;
};
