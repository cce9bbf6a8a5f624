/* SPDX-License-Identifier: MIT */
/*
 * A mechanism, server side (SASL, RFC 4422), as a table entry. Pure: decoded
 * responses in, what to do next out.
 *
 *   step ──▶ CHALLENGE ──▶ (response) ──▶ step …
 *        ──▶ CHECK                      compare x->password with what is stored
 *        ──▶ SECRET, TOKEN ──▶ (looked up) ──▶ judge ──▶ CHALLENGE …
 *        ──▶ PROVEN | WRONG | BAD
 */
#pragma once

#include <stdbool.h>

#include "account/account_source.h"
#include "auth/auth_exchange.h"
#include "base/buf.h"
#include "config/config_mech.h"
#include "crypto/crypto_verifier.h"

enum auth_mech_step {
	AUTH_MECH_CHALLENGE, /* send *out, step again with the response */
	AUTH_MECH_CHECK,     /* user and password are there */
	AUTH_MECH_SECRET,    /* judge by what is stored for the user */
	AUTH_MECH_TOKEN,     /* judge by what the token in password is worth */
	AUTH_MECH_PROVEN,    /* it is x->user; *out is for the client, if any */
	AUTH_MECH_WRONG,     /* it is not */
	AUTH_MECH_BAD,       /* malformed */
};

/* What was looked up. */
struct auth_evidence {
	bool found; /* there is such a user; the token is good */
	/* SECRET and found: */
	struct crypto_stored stored;
	struct crypto_verifier_seed seed; /* always set */
	/* TOKEN: the settings' words for a client that is refused */
	const char *scope;
	/* Out: what is stored serves another mechanism only, or none. Such a
	 * user is refused like an unknown one, but for the log. */
	enum crypto_verifier fitness;
};

struct auth_mech {
	const char *name;
	/* response NULL-pointered: there is no initial response. */
	enum auth_mech_step (*step)(struct auth_exchange *x,
				    struct span response, struct buf *out);
	/* After SECRET or TOKEN; CHALLENGE, PROVEN or WRONG. May take
	 * milliseconds of CPU. */
	enum auth_mech_step (*judge)(struct auth_exchange *x,
				     struct auth_evidence *evidence,
				     struct buf *out);
	/* Wipes and frees x->state, which is set. */
	void (*forget)(void *state);
	/* A source that proves passwords itself can do so from x->challenge
	 * and x->password of a SECRET. */
	bool provable;
	enum account_proof proof;
};

extern const struct auth_mech auth_mech_plain;
extern const struct auth_mech auth_mech_login;
extern const struct auth_mech auth_mech_cram_md5;
extern const struct auth_mech auth_mech_digest_md5;
extern const struct auth_mech auth_mech_scram_sha_1;
extern const struct auth_mech auth_mech_scram_sha_1_plus;
extern const struct auth_mech auth_mech_scram_sha_256;
extern const struct auth_mech auth_mech_scram_sha_256_plus;
extern const struct auth_mech auth_mech_external;
extern const struct auth_mech auth_mech_oauthbearer;
extern const struct auth_mech auth_mech_xoauth2;
extern const struct auth_mech auth_mech_apop;

/* Case does not matter: Exim's public_name is the administrator's spelling. */
const struct auth_mech *auth_mech_find(struct span name);
/* Of the config_mech table's row. */
const struct auth_mech *auth_mech_at(size_t index);
