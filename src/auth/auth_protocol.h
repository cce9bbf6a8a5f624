/* SPDX-License-Identifier: MIT */
/*
 * The server side of the Dovecot auth protocol for one connection, on lines,
 * without a socket (doc/protocol names: VERSION MECH SPID CUID COOKIE DONE;
 * CPID AUTH CONT CANCEL; OK CONT FAIL).
 *
 *   AUTH ─▶ WAITING ◀─▶ (CONT) ─▶ [HELD] ─▶ CHECKING ─▶ [DELAYED] ─▶ OK or FAIL
 *              ▲                               │  └─▶ [FINISHING] ──▶ OK
 *              └────────── resume ─────────────┘
 *
 * A request lives from its AUTH line to its OK or FAIL; one that is cancelled
 * while it is checked or delayed still counts until then, so that CANCEL makes
 * no guess cheaper. What has to be sent gathers in `out`. Everything but an
 * unknown id in CONT or CANCEL that does not follow the protocol is
 * AUTH_STEP_BAD: log and close.
 */
#pragma once

#include <stdint.h>

#include "auth/auth_mech.h"
#include "base/err.h"

/* What the settings say of logins. */
struct auth_rules {
	uint32_t mechanisms; /* config_mech_offered */
	const char *hostname;
	bool plaintext_login;
	const char *plaintext_networks;
};

enum auth_peer {
	/* Postfix turns every FAIL into "wrong password" and only a closed
	 * connection into "try again": temporary trouble closes. */
	AUTH_PEER_MTA,
	AUTH_PEER_GATE, /* understands FAIL code=temp_fail */
};

enum auth_failure {
	AUTH_FAILURE_WRONG, /* no such user or another password */
	AUTH_FAILURE_DISABLED,
	AUTH_FAILURE_AUTHORIZE, /* may not act for that identity */
	AUTH_FAILURE_TEMP,
};

enum auth_request_state {
	AUTH_REQUEST_WAITING,
	AUTH_REQUEST_HELD, /* has to wait until it is checked */
	AUTH_REQUEST_CHECKING,
	AUTH_REQUEST_DELAYED,
	/* Right, and told so by a challenge that the client has to answer. */
	AUTH_REQUEST_FINISHING,
};

struct auth_request {
	struct auth_request *next;
	uint32_t id;     /* the client's, may be used again when done */
	uint64_t serial; /* ours, never used again on this connection */
	enum auth_request_state state;
	enum auth_mech_step want;  /* CHECKING: what has to be found out */
	enum auth_failure failure; /* DELAYED: what will be said */
	int64_t due_ms;            /* HELD, DELAYED: when */
	int64_t asked_ms;          /* CHECKING: since when */
	uint64_t guess;            /* auth_penalty_digest; 0: none */
	bool nologin;              /* no session follows */
	bool secured;              /* TLS, by the client's word */
	bool final_in_ok;          /* its protocol has room for final data */
	struct buf final;          /* what a PROVEN mechanism has to say */
	bool cancelled;            /* nobody waits for the answer */
	char service[16];
	char local_ip[64];
	char remote_ip[64];
	char user[AUTH_NAME_MAX + 1]; /* CHECKING: normalised if it can be */
	struct auth_exchange exchange;
};

struct auth_protocol {
	enum auth_peer peer;
	const struct auth_rules *rules;
	uint32_t cuid;
	char cookie[33];
	bool greeted; /* the client told its VERSION */
	uint64_t last_serial;
	unsigned request_count;
	struct auth_request *requests; /* newest first */
	struct buf out;
};

/* Puts the whole greeting into out. The rules stay the caller's. */
void auth_protocol_init(struct auth_protocol *p, enum auth_peer peer,
			const struct auth_rules *rules, uint32_t cuid,
			uint32_t pid);
void auth_protocol_release(struct auth_protocol *p);

enum auth_step {
	AUTH_STEP_DONE,
	/* *out_request wants something: CHECK, SECRET, TOKEN; or it is PROVEN
	 * and the account has to be looked at. */
	AUTH_STEP_ASK,
	AUTH_STEP_WRONG, /* *out_request is refused by its mechanism */
	AUTH_STEP_BAD,   /* err says why; close */
};
enum auth_step auth_protocol_line(struct auth_protocol *p, struct span line,
				  struct auth_request **out_request,
				  struct err *err);
/* Goes on with a CHECKING request by what its mechanism has judged (not BAD),
 * `out` being what it wrote. DONE, ASK or WRONG. */
enum auth_step auth_protocol_resume(struct auth_protocol *p,
				    struct auth_request *request,
				    enum auth_mech_step judged,
				    struct span out);

/* NULL: there is none. */
struct auth_request *auth_protocol_find(struct auth_protocol *p,
					uint64_t serial);
/* Both end the request, without a word if it was cancelled; but OK waits for
 * the client to have the final data if there are any. */
void auth_protocol_ok(struct auth_protocol *p, struct auth_request *request);
/* false: close the connection instead (temporary trouble with an MTA). */
MUST_CHECK bool auth_protocol_fail(struct auth_protocol *p,
				   struct auth_request *request,
				   enum auth_failure failure);
