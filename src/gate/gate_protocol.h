/* SPDX-License-Identifier: MIT */
/*
 * What a client and gate say to each other before the login, for any protocol.
 * Pure: bytes in, answers and a step out; gate_conn does what the step says.
 *
 *   feed ──▶ MORE | NEXT              read on
 *        ──▶ STARTTLS                 send the answer, drop what was pipelined
 *                                     (RFC 3501 6.2.1), begin TLS,
 * gate_talk_init ──▶ LOGIN ──▶ (auth) ──▶ handed over | refuse, then feed again
 *                       ANSWER ◀──┴──▶ challenge, then feed again
 *        ──▶ END                      send the answer and close
 */
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "config/config_mech.h"
#include "gate/gate_sasl.h"
#include "tls/tls_client.h"

enum {
	GATE_LINE_MAX = 8192,
	GATE_LITERAL_MAX = 1024,
	GATE_COMMAND_MAX = GATE_LINE_MAX + 3 * GATE_LITERAL_MAX,
	GATE_REPLY_MAX = 1 << 18, /* what one read of pipelined input can ask */
	GATE_TAG_SIZE = 128,
	GATE_NAME_MAX = 1024,
	/* Of one client; else it could have password hashes and log lines
	 * made without end. */
	GATE_REFUSALS_MAX = 10,
};

enum gate_step {
	GATE_STEP_MORE, /* all input was taken */
	GATE_STEP_NEXT, /* something was answered; there may be more input */
	GATE_STEP_STARTTLS,
	GATE_STEP_LOGIN,  /* ask auth with talk->sasl */
	GATE_STEP_ANSWER, /* tell auth the answer to its challenge */
	/* The exchange that auth is in was given up; else as NEXT. */
	GATE_STEP_CANCEL,
	GATE_STEP_END,
};

/* Why a login did not go through. */
enum gate_refusal {
	GATE_REFUSAL_FAILED, /* wrong name or password */
	GATE_REFUSAL_TEMP,
	GATE_REFUSAL_DENIED, /* the account may not log in */
	GATE_REFUSAL_EXPIRED,
	GATE_REFUSAL_BUSY,
};

/* Why gate ends a talk. */
enum gate_farewell {
	GATE_FAREWELL_TIMEOUT,
	GATE_FAREWELL_SHUTDOWN,
	GATE_FAREWELL_FULL,
	GATE_FAREWELL_GONE, /* the account of a parked session */
};

struct gate_policy {
	bool plaintext_login;           /* passwords without TLS are allowed */
	uint32_t mechanisms;            /* config_mech_offered */
	const char *plaintext_networks; /* where they are allowed as well */
	enum tls_client_field certificate_user;
	unsigned bad_commands_max;
	const char *hostname;
	uint64_t pop3_expire_days; /* for CAPA, as the next */
	uint64_t pop3_login_delay;
	/* Lines of capabilities that managesieve has told; "": not yet. */
	const char *sieve;
};

struct gate_talk;

struct gate_protocol {
	const char *service;
	bool greets_again; /* after STARTTLS */
	void (*greet)(struct gate_talk *talk, struct buf *out);
	/* Takes from the front of *input, at most one command. */
	enum gate_step (*feed)(struct gate_talk *talk, struct span *input,
			       struct buf *out);
	/* The answer to the LOGIN step when it came to nothing: NEXT, or END
	 * for one refusal too many. */
	enum gate_step (*refuse)(struct gate_talk *talk, enum gate_refusal why,
				 struct buf *out);
	/* A challenge for the client, in base64. */
	void (*add_challenge)(struct buf *out, struct span base64);
	/* auth's last words with its yes, in base64: may they wait for the
	 * answer to the login (in talk->tag)? Else they are a challenge. NULL:
	 * never. */
	bool (*keep_final)(struct gate_talk *talk, struct span base64);
	/* The answer to an exchange that the client cancelled (why is
	 * GATE_SASL_CANCELLED) or spoilt: NEXT, or END. */
	enum gate_step (*sasl_failed)(struct gate_talk *talk,
				      enum gate_sasl_step why, struct buf *out);
	void (*farewell)(struct gate_talk *talk, enum gate_farewell why,
			 struct buf *out);
};

struct gate_talk {
	const struct gate_protocol *protocol;
	const struct gate_policy *policy;
	unsigned security; /* enum gate_security */
	/* Random and new for each connection, set by the owner; NULL: none. */
	const char *nonce;
	bool in_sasl;
	bool asking; /* auth waits for the answer to its challenge */
	unsigned bad_commands;
	unsigned refusals;
	struct buf command;  /* secret: an unfinished command or SASL line */
	size_t line_at;      /* where its present line begins */
	size_t literal_left; /* bytes of a literal still to come */
	struct gate_sasl sasl;
	char tag[GATE_TAG_SIZE]; /* of the command that is worked on */
	struct buf name;         /* that USER gave */
};

enum gate_security {
	GATE_CLEAR = 0,
	GATE_SECURED = 1 << 0,   /* TLS */
	GATE_INSIDE = 1 << 1,    /* a network of plaintext_networks */
	GATE_CERTIFIED = 1 << 2, /* the client's certificate has a user */
	GATE_BINDABLE = 1 << 3,  /* the TLS connection has channel bindings */
};

void gate_talk_init(struct gate_talk *talk,
		    const struct gate_protocol *protocol,
		    const struct gate_policy *policy, unsigned security);
void gate_talk_release(struct gate_talk *talk);
/* May a password be sent in the clear, as LOGIN and USER do? */
bool gate_talk_takes_passwords(const struct gate_talk *talk);
/* Is APOP offered? It is no mechanism of AUTH. */
bool gate_talk_takes_apop(const struct gate_talk *talk);
enum gate_talk_mech {
	GATE_TALK_MECH_YES,
	GATE_TALK_MECH_NO,
	GATE_TALK_MECH_PRIVACY, /* only under TLS */
};
/* May mechanism `index` of the config_mech table be used? */
enum gate_talk_mech gate_talk_mech(const struct gate_talk *talk, size_t index);
/* Goes on where a step of gate_sasl has led. */
enum gate_step gate_talk_sasl(struct gate_talk *talk, enum gate_sasl_step step,
			      struct buf *out);
/* gate_protocol's for protocols that send "+ " and base64. */
void gate_talk_add_challenge(struct buf *out, struct span base64);
/* auth's challenge for the client, in base64. */
void gate_talk_challenge(struct gate_talk *talk, struct span base64,
			 struct buf *out);

extern const struct gate_protocol gate_imap, gate_pop3, gate_sieve;
