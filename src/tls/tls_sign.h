/* SPDX-License-Identifier: MIT */
/*
 * The one thing that a server's private key is used for: signing a handshake.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "base/err.h"
#include "base/span.h"

struct tls_identity;

enum {
	TLS_SIGN_MAX = 2048 /* a signature by RSA of 16384 bits */
};

/* The SignatureScheme (RFC 8446 4.2.3) of a key type ("RSA", "EC"), a digest
 * (OpenSSL's name) and, for RSA, PSS or PKCS #1; 0: none that we use. */
uint32_t tls_sign_scheme(const char *type, const char *digest, bool pss);
/* Is this what a server signs: in TLS 1.3 the text of CertificateVerify
 * (RFC 8446 4.4.3), in TLS 1.2 both randoms and the parameters of an ECDHE or
 * DHE exchange (RFC 5246 7.4.3, RFC 8422 5.4)? */
bool tls_sign_is_handshake(struct span text, uint32_t scheme);
/* ERR_DENIED: the key does not do that, or the text is none of those. */
MUST_CHECK bool tls_sign(const struct tls_identity *one, uint32_t scheme,
			 struct span text, uint8_t out[TLS_SIGN_MAX],
			 size_t *out_len, struct err *err);
