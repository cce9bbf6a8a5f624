/* SPDX-License-Identifier: MIT */
/* Whom the certificate of a client names. After the handshake. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/check.h"

struct tls_stream;

enum tls_client_field {
	TLS_CLIENT_EMAIL, /* the only rfc822Name among its alternative names */
	TLS_CLIENT_COMMON_NAME, /* CN of the subject, if there is one only */
	TLS_CLIENT_USER_ID,     /* UID of the subject, likewise */
};

/* false: no certificate, not one that the context trusts, or nothing in the
 * field that could be a name of less than `size` bytes. */
MUST_CHECK bool tls_client_name(const struct tls_stream *s,
				enum tls_client_field field, char *out,
				size_t size);
