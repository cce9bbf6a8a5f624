/* SPDX-License-Identifier: MIT */
/*
 * One question on its way from source to source; for auth_chain.c. Each of
 * these functions goes on until told was called, which frees the op.
 */
#pragma once

#include "auth/auth_chain.h"
#include "auth/auth_source.h"

struct auth_hash;

struct auth_chain {
	const struct config *config;
	struct auth_cache *cache;
	struct auth_hash *hash;
	struct auth_source **source;
	bool has_masters;
	unsigned pending;
};

enum auth_chain_kind {
	AUTH_CHAIN_LOOKUP, /* also of the user that a master wants to be */
	AUTH_CHAIN_LOGIN,
	AUTH_CHAIN_SECRET,
	AUTH_CHAIN_TRUST,
};

struct auth_chain_op {
	struct auth_chain *chain;
	enum auth_chain_kind kind;
	struct auth_subject subject;
	/* A master's login: whom to be. Else what must be the user's own. */
	char target[256];
	char master[256];
	bool as_master; /* the proof is for a master user */
	bool other;     /* asks for an identity that is nobody's to take */
	bool admitted;  /* the master's proof was right */
	/* And without it nobody could say that the master still is one. */
	uint32_t proof_only;
	enum account_proof proof;
	char *challenge;
	size_t challenge_len;
	char *secret;
	size_t secret_len;
	size_t at;    /* the source that is asked */
	bool stale;   /* entry is out of an old answer */
	bool refused; /* by a source that doesn't say whom it knows */
	bool troubled;
	struct err trouble; /* of the first source that had some */
	struct account_entry entry;
	auth_chain_told *told;
	void *arg;
};

/* Asks the source at op->at or the next one that is to be asked. */
void auth_chain_op_ask(struct auth_chain_op *op);
/* The proof was right: may the account, op->entry, be used so? */
void auth_chain_op_admit(struct auth_chain_op *op);
void auth_chain_op_finish(struct auth_chain_op *op, enum auth_verdict verdict);
/* Is the identity that is asked for (target) the user's own? */
bool auth_chain_op_is_own(const struct auth_chain_op *op);
