/* SPDX-License-Identifier: MIT */
/* The inside of a stream, for what asks its TLS session. */
#pragma once

#include <stdbool.h>

#include "tls/tls_openssl.h"

struct tls_stream {
	SSL *ssl;
	bool failed;
};
