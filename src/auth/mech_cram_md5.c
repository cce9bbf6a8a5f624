/* SPDX-License-Identifier: MIT */
/* CRAM-MD5 (RFC 2195): a challenge, answered by "user HMAC-MD5". */
#include "auth/auth_mech.h"
#include "base/clock.h"
#include "base/x.h"
#include "crypto/crypto_random.h"
#include "crypto/crypto_secret.h"

enum {
	RANDOM_BYTES = 12
};

static enum auth_mech_step ask(struct auth_exchange *x, struct buf *out)
{
	char random[2 * RANDOM_BYTES + 1];

	crypto_random_hex(random, RANDOM_BYTES);
	x->challenge = x_printf("<%s.%lld@%s>", random, (long long)clock_now(),
				x->hostname);
	buf_add_str(out, x->challenge);
	return AUTH_MECH_CHALLENGE;
}

static enum auth_mech_step step(struct auth_exchange *x, struct span response,
				struct buf *out)
{
	size_t space;

	if (!x->challenge)
		return response.len ? AUTH_MECH_BAD : ask(x, out);
	if (response.len < CRYPTO_CRAM_HEX)
		return AUTH_MECH_BAD;
	space = response.len - CRYPTO_CRAM_HEX;
	if (response.ptr[space] != ' ' ||
	    !auth_exchange_keep(&x->user, span_first(response, space),
				AUTH_NAME_MAX) ||
	    !auth_exchange_keep(&x->password, span_from(response, space + 1),
				CRYPTO_CRAM_HEX))
		return AUTH_MECH_BAD;
	return AUTH_MECH_SECRET;
}

static enum auth_mech_step
judge(struct auth_exchange *x, struct auth_evidence *evidence, struct buf *out)
{
	struct crypto_cram cram = { 0 };
	char right[CRYPTO_CRAM_HEX];
	bool known = evidence->found;
	bool same;

	(void)out;
	if (known)
		evidence->fitness =
			crypto_verifier_cram(&evidence->stored, &cram);
	known = known && evidence->fitness == CRYPTO_VERIFIER_READY;
	crypto_cram_respond(&cram, span_of(x->challenge), right);
	same = crypto_secret_eq(span_of(right), span_of(x->password));
	crypto_secret_wipe(&cram, sizeof(cram));
	crypto_secret_wipe(right, sizeof(right));
	return known && same ? AUTH_MECH_PROVEN : AUTH_MECH_WRONG;
}

const struct auth_mech auth_mech_cram_md5 = {
	.name = "CRAM-MD5",
	.step = step,
	.judge = judge,
	.provable = true,
	.proof = ACCOUNT_PROOF_CRAM_MD5,
};
