/* SPDX-License-Identifier: MIT */
/*
 * POP3's APOP (RFC 1939 7): MD5 of the greeting's timestamp and the password.
 * The response, as Dovecot's auth protocol has it: timestamp NUL user NUL the
 * 16 bytes of the digest. That the timestamp was its own greeting's is gate's
 * to say; so nobody else may ask.
 */
#include "auth/auth_mech.h"
#include "crypto/crypto_secret.h"

enum {
	DIGEST = 16
};

static enum auth_mech_step step(struct auth_exchange *x, struct span response,
				struct buf *out)
{
	char hex[2 * DIGEST + 1];
	struct span challenge, user;

	(void)out;
	if (!span_cut(&response, '\0', &challenge) || !response.ptr ||
	    !span_cut(&response, '\0', &user) || response.len != DIGEST)
		return AUTH_MECH_BAD;
	crypto_hash_hex((const uint8_t *)response.ptr, DIGEST, hex);
	return auth_exchange_keep(&x->challenge, challenge,
				  AUTH_CHALLENGE_MAX) &&
			       auth_exchange_keep(&x->user, user,
						  AUTH_NAME_MAX) &&
			       auth_exchange_keep(&x->password, span_of(hex),
						  sizeof(hex))
		       ? AUTH_MECH_SECRET
		       : AUTH_MECH_BAD;
}

static enum auth_mech_step
judge(struct auth_exchange *x, struct auth_evidence *evidence, struct buf *out)
{
	auto_parsed struct crypto_parsed password = { .len = 0 };
	struct span parts[2];
	uint8_t digest[DIGEST];
	char hex[2 * DIGEST + 1];
	bool known = evidence->found;

	(void)out;
	if (known)
		evidence->fitness =
			crypto_verifier_cleartext(&evidence->stored, &password);
	known = known && evidence->fitness == CRYPTO_VERIFIER_READY;
	parts[0] = span_of(x->challenge);
	parts[1] = span_make(password.bytes, password.len);
	crypto_hash_make(CRYPTO_HASH_MD5, parts, 2, digest);
	crypto_hash_hex(digest, DIGEST, hex);
	return crypto_secret_eq(span_of(hex), span_of(x->password)) && known
		       ? AUTH_MECH_PROVEN
		       : AUTH_MECH_WRONG;
}

const struct auth_mech auth_mech_apop = {
	.name = "APOP",
	.step = step,
	.judge = judge,
	.provable = true,
	.proof = ACCOUNT_PROOF_APOP,
};
