/* SPDX-License-Identifier: MIT */
/* A response of DIGEST-MD5 (RFC 2831 2.1.2): taken apart, and what it has to
 * be. Pure; only for qop=auth and algorithm=md5-sess. */
#pragma once

#include <stdint.h>

#include "base/buf.h"
#include "base/check.h"
#include "crypto/crypto_verifier.h"

enum {
	AUTH_DIGEST_HEX = 33,           /* a response, with its NUL */
	AUTH_DIGEST_RESPONSE_MAX = 4096 /* RFC 2831 2.1.2 */
};

enum auth_digest_field {
	AUTH_DIGEST_USERNAME,
	AUTH_DIGEST_REALM,
	AUTH_DIGEST_NONCE,
	AUTH_DIGEST_CNONCE,
	AUTH_DIGEST_COUNT,
	AUTH_DIGEST_QOP,
	AUTH_DIGEST_URI,
	AUTH_DIGEST_RESPONSE,
	AUTH_DIGEST_CHARSET,
	AUTH_DIGEST_AUTHZID,
	AUTH_DIGEST_FIELDS
};

struct auth_digest {
	struct buf field[AUTH_DIGEST_FIELDS]; /* unquoted */
	bool has[AUTH_DIGEST_FIELDS];
};

void auth_digest_init(struct auth_digest *digest);
void auth_digest_release(struct auth_digest *digest);
/* false: malformed, a field twice, or one that must be there is not. Fields it
 * does not know are passed over. */
MUST_CHECK bool auth_digest_parse(struct span text, struct auth_digest *out);

enum auth_digest_side {
	AUTH_DIGEST_CLIENT, /* what the client must have sent as response= */
	AUTH_DIGEST_SERVER, /* what it is told as rspauth= */
};
void auth_digest_compute(const struct auth_digest *digest,
			 const uint8_t ha1[CRYPTO_VERIFIER_HA1],
			 enum auth_digest_side side, char out[AUTH_DIGEST_HEX]);
