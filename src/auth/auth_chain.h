/* SPDX-License-Identifier: MIT */
/*
 * The configured account sources as one: who a user is, and whether a login is
 * right. Used on the loop, answers by call-back, never waits.
 *
 * Sources are asked in the order of the configuration, each by its own threads
 * and for at most its `timeout`, waiting included; a source that hangs holds up
 * nobody but those who need it. The first source that knows a user decides: a
 * wrong password there is wrong. "No such user" is said only when every source
 * said so; if one had trouble and no other knows the user, it is TEMP. Answers
 * are cached (auth_cache.h).
 *
 * Every question is answered exactly once, maybe before the function that asks
 * has returned. Everything given is copied. What an answer points to is valid
 * until the call-back returns.
 */
#pragma once

#include <event2/event.h>

#include "account/account_source.h"
#include "auth/auth_cache.h"
#include "auth/auth_check.h"

struct auth_chain;
struct auth_source;

struct auth_chain_answer {
	enum auth_verdict verdict;
	/* Normalised; "" if what was asked for can't be a user. */
	const char *user;
	/* Who logs in as the user: a master user, else "". */
	const char *master;
	/* OK, WRONG, DISABLED, FORBIDDEN, JUDGE: the user, else NULL. */
	const struct account_entry *entry;
	/* The section that knows the user; NULL: none. */
	const struct config_source *source;
	/* TEMP: why, else NULL. */
	const struct err *err;
};

typedef void auth_chain_told(void *arg, const struct auth_chain_answer *answer);

/* ERR_SYNTAX with "file:line: …" if a section can't work. config must outlive
 * the chain, which lives as long as its process. */
MUST_CHECK bool auth_chain_new(struct event_base *base,
			       const struct config *config,
			       struct auth_chain **out, struct err *err);

/* Who is query->user (as spelled)? Verdict OK, UNKNOWN or TEMP; every state is
 * OK. A service that is closed for the user makes the state
 * ACCOUNT_DISABLED. */
void auth_chain_lookup(struct auth_chain *chain,
		       const struct account_query *query, auth_chain_told *told,
		       void *arg);

struct auth_chain_attempt {
	/* The user as spelled, or "user*master" with auth_master_separator. */
	struct account_attempt attempt;
	/* The identity that the client wants to act for; NULL or "": the user's
	 * own. Another one: attempt's user is a master user. */
	const char *authorize;
};

/*
 * A login: the proof, then whether the account may be used so (its state, the
 * service, the network). Any verdict. JUDGE only for proofs other than a
 * password: the source doesn't judge this kind; compare with entry->password,
 * then go on with auth_chain_admit.
 */
void auth_chain_login(struct auth_chain *chain,
		      const struct auth_chain_attempt *attempt,
		      auth_chain_told *told, void *arg);
/* For mechanisms that compare with the stored secret: whose is it, the user's
 * own or the master user's? attempt's secret is not looked at. JUDGE, UNKNOWN,
 * or TEMP. */
void auth_chain_secret(struct auth_chain *chain,
		       const struct auth_chain_attempt *attempt,
		       auth_chain_told *told, void *arg);
/* The second half of such a login, after the proof was right: the same attempt
 * and the entry of the JUDGE answer. OK, DISABLED, FORBIDDEN, AUTHORIZE,
 * UNKNOWN (a master user for nobody) or TEMP. */
void auth_chain_admit(struct auth_chain *chain,
		      const struct auth_chain_attempt *attempt,
		      const struct account_entry *entry, auth_chain_told *told,
		      void *arg);
/* A login without a password, by a proof outside the sources (a client
 * certificate, a token): attempt's user is known to be who it is. Answers as
 * auth_chain_admit. */
void auth_chain_trust(struct auth_chain *chain,
		      const struct auth_chain_attempt *attempt,
		      auth_chain_told *told, void *arg);

/* Forgets what is cached of the user, or everything (NULL). The number of
 * entries. */
size_t auth_chain_flush(struct auth_chain *chain, const char *user);
void auth_chain_stats(const struct auth_chain *chain,
		      struct auth_cache_stats *out);
/* For auth_list.c; NULL at the end. */
struct auth_source *auth_chain_source(const struct auth_chain *chain,
				      size_t index);
/* Questions that are not answered yet. */
unsigned auth_chain_pending(const struct auth_chain *chain);
