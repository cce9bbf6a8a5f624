/* SPDX-License-Identifier: MIT */
/*
 * DIGEST-MD5 (RFC 2831), without its security layers and without a second
 * login from the first one's nonce. Historic (RFC 6331); for old clients.
 *
 * A name without a domain gets the realm as its domain, if the client has
 * changed the realm we named.
 */
#include "auth/auth_digest.h"
#include "auth/auth_mech.h"
#include "base/auto.h"
#include "base/x.h"
#include "crypto/crypto_random.h"
#include "crypto/crypto_secret.h"

enum {
	NONCE_BYTES = 16
};

struct state {
	char nonce[2 * NONCE_BYTES + 1];
	struct auth_digest digest;
};

static enum auth_mech_step ask(struct auth_exchange *x, struct buf *out)
{
	struct state *state = x_calloc(1, sizeof(*state));

	auth_digest_init(&state->digest);
	crypto_random_hex(state->nonce, NONCE_BYTES);
	x->state = state;
	buf_add_format(out,
		       "realm=\"%s\",nonce=\"%s\",qop=\"auth\",charset=utf-8,"
		       "algorithm=md5-sess",
		       x->hostname, state->nonce);
	return AUTH_MECH_CHALLENGE;
}

static struct span field(const struct state *state,
			 enum auth_digest_field which)
{
	return buf_span(&state->digest.field[which]);
}

static bool is_acceptable(const struct state *state)
{
	struct span qop = field(state, AUTH_DIGEST_QOP);

	return span_eq(field(state, AUTH_DIGEST_NONCE),
		       span_of(state->nonce)) &&
	       span_eq(field(state, AUTH_DIGEST_COUNT), SPAN("00000001")) &&
	       (!qop.len || span_eq(qop, SPAN("auth"))) &&
	       (!state->digest.has[AUTH_DIGEST_CHARSET] ||
		span_eq_nocase(field(state, AUTH_DIGEST_CHARSET),
			       SPAN("utf-8")));
}

static bool keep_user(struct auth_exchange *x, const struct state *state)
{
	struct span user = field(state, AUTH_DIGEST_USERNAME);
	struct span realm = field(state, AUTH_DIGEST_REALM);
	auto_buf struct buf whole;

	buf_init(&whole, AUTH_NAME_MAX + 1);
	buf_add(&whole, user);
	if (span_find_char(user, '@') == user.len && realm.len &&
	    !span_eq_nocase(realm, span_of(x->hostname))) {
		buf_add_char(&whole, '@');
		buf_add(&whole, realm);
	}
	return !whole.full &&
	       auth_exchange_keep(&x->user, buf_span(&whole), AUTH_NAME_MAX);
}

static enum auth_mech_step step(struct auth_exchange *x, struct span response,
				struct buf *out)
{
	struct state *state = x->state;

	if (!state)
		return response.len ? AUTH_MECH_BAD : ask(x, out);
	if (x->user)
		return AUTH_MECH_BAD;
	if (!auth_digest_parse(response, &state->digest) ||
	    !is_acceptable(state) || !keep_user(x, state))
		return AUTH_MECH_BAD;
	if (field(state, AUTH_DIGEST_AUTHZID).len &&
	    !auth_exchange_keep(&x->authorize,
				field(state, AUTH_DIGEST_AUTHZID),
				AUTH_NAME_MAX))
		return AUTH_MECH_BAD;
	return AUTH_MECH_SECRET;
}

static enum auth_mech_step
judge(struct auth_exchange *x, struct auth_evidence *evidence, struct buf *out)
{
	const struct state *state = x->state;
	uint8_t ha1[CRYPTO_VERIFIER_HA1] = { 0 };
	char right[AUTH_DIGEST_HEX];
	bool known = evidence->found;
	bool same;

	if (known)
		evidence->fitness = crypto_verifier_ha1(
			&evidence->stored, field(state, AUTH_DIGEST_USERNAME),
			field(state, AUTH_DIGEST_REALM), ha1);
	known = known && evidence->fitness == CRYPTO_VERIFIER_READY;
	auth_digest_compute(&state->digest, ha1, AUTH_DIGEST_CLIENT, right);
	same = crypto_secret_eq(span_of(right),
				field(state, AUTH_DIGEST_RESPONSE));
	auth_digest_compute(&state->digest, ha1, AUTH_DIGEST_SERVER, right);
	crypto_secret_wipe(ha1, sizeof(ha1));
	if (!known || !same)
		return AUTH_MECH_WRONG;
	buf_add_format(out, "rspauth=%s", right);
	return AUTH_MECH_PROVEN;
}

static void forget(void *state)
{
	auth_digest_release(&((struct state *)state)->digest);
	free(state);
}

const struct auth_mech auth_mech_digest_md5 = {
	.name = "DIGEST-MD5",
	.step = step,
	.judge = judge,
	.forget = forget,
};
