/* SPDX-License-Identifier: MIT */
/*
 * Finds out what a mechanism wants to know (auth_mech.h): asks the chain of
 * sources, lets threads compute and ask about tokens, and lets the mechanism
 * judge. Used on the loop, never waits.
 *
 * Every question is answered exactly once, maybe before the function that asks
 * has returned.
 */
#pragma once

#include "auth/auth_chain.h"
#include "auth/auth_mech.h"

struct auth_oauth;
struct auth_prover;

/* Everything lives as long as the process. oauth may be NULL. key: at least 16
 * bytes that nobody else knows. ERR_TEMP. */
MUST_CHECK bool auth_prover_new(struct event_base *base,
				const struct config *config,
				struct auth_chain *chain,
				const struct auth_oauth *oauth, struct span key,
				struct auth_prover **out, struct err *err);

struct auth_prover_answer {
	/* The end of the login, whose verdict this is; or NULL: the mechanism
	 * has judged, and goes on with *exchange by `judged` and `out`. */
	const struct auth_chain_answer *verdict;
	enum auth_mech_step judged;
	struct span out;
	/* Can be taken by moving it and leaving an empty one. */
	struct auth_exchange *exchange;
};

typedef void auth_prover_told(void *arg,
			      const struct auth_prover_answer *answer);

/* want: CHECK, SECRET, TOKEN, or PROVEN: may the account be used so? *exchange
 * is moved away and left empty; the rest of the query is copied, its user is
 * the exchange's. */
void auth_prover_ask(struct auth_prover *prover, enum auth_mech_step want,
		     struct auth_exchange *exchange,
		     const struct account_query *query, auth_prover_told *told,
		     void *arg);
