/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as the responses of a client: the first byte chooses the mechanism,
 * LF ends a response. All but the first byte is also what a token says of
 * itself. Nothing is proven without its secret.
 */
#include <stdint.h>

#include "auth/auth_mech.h"
#include "auth/auth_token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum auth_mech_step judge(struct auth_exchange *x, struct buf *out)
{
	struct auth_evidence evidence = {
		.found = x->mech->judge && x->user,
		.stored = { .text = SPAN("{PLAIN}b"), .user = SPAN("a") },
		.seed = { .secret = SPAN("0123456789abcdef"), .rounds = 1 },
		.scope = "imap",
	};

	return x->mech->judge(x, &evidence, out);
}

static void talk(const struct auth_mech *mech, struct span input)
{
	enum auth_mech_step step = AUTH_MECH_CHALLENGE;
	struct auth_exchange x;
	struct span response;
	struct buf out;

	auth_exchange_init(&x, mech);
	buf_init(&out, 4096);
	while (step == AUTH_MECH_CHALLENGE &&
	       span_cut(&input, '\n', &response)) {
		buf_reset(&out);
		step = mech->step(&x, response, &out);
		if (step == AUTH_MECH_SECRET || step == AUTH_MECH_TOKEN)
			step = judge(&x, &out);
		x.round++;
	}
	ASSERT(step != AUTH_MECH_PROVEN || x.user);
	auth_exchange_release(&x);
	buf_release(&out);
}

static void read_token(struct span claims)
{
	static const struct auth_token_rules rules = { "id", "mail", "imap",
						       "email" };
	char user[AUTH_NAME_MAX + 1];
	struct err err;
	enum auth_token_worth worth = auth_token_judge(
		&rules, AUTH_TOKEN_SIGNED, claims, 1000, user, &err);

	ASSERT(worth != AUTH_TOKEN_GOOD || user[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct auth_mech *mech;

	if (size == 0)
		return 0;
	mech = auth_mech_at(data[0] % 12);
	ASSERT(mech);
	talk(mech, span_make(data + 1, size - 1));
	read_token(span_make(data + 1, size - 1));
	return 0;
}
