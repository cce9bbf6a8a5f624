/* SPDX-License-Identifier: MIT */
/*
 * SCRAM-SHA-1 and SCRAM-SHA-256 (RFC 5802, RFC 7677), and their -PLUS, which
 * bind the exchange to the TLS channel.
 */
#include "auth/auth_mech.h"
#include "auth/auth_scram.h"
#include "base/x.h"
#include "crypto/crypto_random.h"

enum {
	NONCE_BYTES = 16
};

struct state {
	struct auth_scram scram;
	bool pretended; /* nobody has these keys */
};

static bool is_plus(const struct auth_exchange *x)
{
	return span_ends(span_of(x->mech->name), SPAN("-PLUS"));
}

static enum crypto_hash hash_of(const struct auth_exchange *x)
{
	return span_starts(span_of(x->mech->name), SPAN("SCRAM-SHA-256"))
		       ? CRYPTO_HASH_SHA256
		       : CRYPTO_HASH_SHA1;
}

/* The bytes of the channel the client names; empty: TLS has no such. */
static struct span channel_of(const struct auth_exchange *x,
			      const struct auth_scram *s)
{
	for (enum auth_binding b = 0; b < AUTH_BINDINGS; b++)
		if (span_eq(buf_span(&s->binding_name),
			    span_of(auth_exchange_binding_name(b))))
			return span_make(x->binding[b].bytes,
					 x->binding[b].len);
	return SPAN("");
}

/* RFC 5802 6: who says "y" was kept from seeing what we offer. */
static bool is_bound_rightly(const struct auth_exchange *x,
			     const struct auth_scram *s)
{
	switch (s->binding) {
	case AUTH_SCRAM_BOUND:
		return is_plus(x) && channel_of(x, s).len > 0;
	case AUTH_SCRAM_UNOFFERED:
		return !is_plus(x) && !x->binding_offered;
	case AUTH_SCRAM_UNBOUND:
		return !is_plus(x);
	}
	return false;
}

static enum auth_mech_step step_first(struct auth_exchange *x,
				      struct span response)
{
	struct state *state = x_calloc(1, sizeof(*state));

	auth_scram_init(&state->scram);
	x->state = state;
	if (!auth_scram_read_first(&state->scram, response) ||
	    !auth_exchange_keep(&x->user, buf_span(&state->scram.user),
				AUTH_NAME_MAX))
		return AUTH_MECH_BAD;
	if (state->scram.authorize.len &&
	    !auth_exchange_keep(&x->authorize,
				buf_span(&state->scram.authorize),
				AUTH_NAME_MAX))
		return AUTH_MECH_BAD;
	return is_bound_rightly(x, &state->scram) ? AUTH_MECH_SECRET
						  : AUTH_MECH_WRONG;
}

static enum auth_mech_step step(struct auth_exchange *x, struct span response,
				struct buf *out)
{
	struct state *state = x->state;

	if (!state && !response.len)
		return x->round ? AUTH_MECH_BAD : AUTH_MECH_CHALLENGE;
	if (!state)
		return step_first(x, response);
	switch (auth_scram_read_final(&state->scram, response,
				      channel_of(x, &state->scram))) {
	case AUTH_SCRAM_PROVEN:
		if (state->pretended)
			return AUTH_MECH_WRONG;
		auth_scram_write_final(&state->scram, out);
		return AUTH_MECH_PROVEN;
	case AUTH_SCRAM_WRONG:
		return AUTH_MECH_WRONG;
	case AUTH_SCRAM_MALFORMED:
		break;
	}
	return AUTH_MECH_BAD;
}

static enum auth_mech_step
judge(struct auth_exchange *x, struct auth_evidence *evidence, struct buf *out)
{
	struct state *state = x->state;
	char nonce[2 * NONCE_BYTES + 1];

	if (evidence->found)
		evidence->fitness = crypto_verifier_scram(
			&evidence->stored, hash_of(x), &evidence->seed,
			&state->scram.keys);
	state->pretended =
		!evidence->found || evidence->fitness != CRYPTO_VERIFIER_READY;
	if (state->pretended)
		crypto_verifier_pretend_scram(span_of(x->user), hash_of(x),
					      &evidence->seed,
					      &state->scram.keys);
	crypto_random_hex(nonce, NONCE_BYTES);
	auth_scram_write_first(&state->scram, span_of(nonce), out);
	return AUTH_MECH_CHALLENGE;
}

static void forget(void *state)
{
	auth_scram_release(&((struct state *)state)->scram);
	free(state);
}

#define SCRAM(symbol, words)                                                   \
	const struct auth_mech symbol = {                                      \
		.name = (words),                                               \
		.step = step,                                                  \
		.judge = judge,                                                \
		.forget = forget,                                              \
	}
SCRAM(auth_mech_scram_sha_1, "SCRAM-SHA-1");
SCRAM(auth_mech_scram_sha_1_plus, "SCRAM-SHA-1-PLUS");
SCRAM(auth_mech_scram_sha_256, "SCRAM-SHA-256");
SCRAM(auth_mech_scram_sha_256_plus, "SCRAM-SHA-256-PLUS");
