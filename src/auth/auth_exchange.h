/* SPDX-License-Identifier: MIT */
/*
 * One login attempt: what its connection is like, and what has been said so
 * far. Written by the mechanisms; all strings are owned and wiped at the end.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/span.h"

struct account_entry;
struct auth_mech;

enum {
	AUTH_NAME_MAX = 255,
	AUTH_PASSWORD_MAX = 4096,
	AUTH_TOKEN_MAX = 12288,
	AUTH_CHALLENGE_MAX = 512,
	AUTH_BINDING_MAX = 64
};

/* What TLS has to bind an exchange to (RFC 5929, RFC 9266). */
enum auth_binding {
	AUTH_BINDING_END_POINT,
	AUTH_BINDING_UNIQUE,
	AUTH_BINDING_EXPORTER,
	AUTH_BINDINGS
};

struct auth_exchange {
	const struct auth_mech *mech;
	/* The connection, set before the first step. */
	const char *hostname; /* the server's; outlives the exchange */
	char *certificate;    /* user of the client's certificate, or NULL */
	struct {
		uint8_t bytes[AUTH_BINDING_MAX];
		size_t len; /* 0: TLS has none */
	} binding[AUTH_BINDINGS];
	/* A client that knows channel binding must have seen that we do. */
	bool binding_offered;
	/* What was said. */
	unsigned round;  /* challenges sent */
	char *authorize; /* the identity asked for; NULL: the user's own */
	char *user;      /* as the client spelled it */
	char *password;  /* or token, or what proves the password */
	char *challenge; /* what that is the answer to */
	void *state;     /* the mechanism's */
	/* Whose stored password the mechanism has judged by; owned. */
	struct account_entry *found;
};

void auth_exchange_init(struct auth_exchange *x, const struct auth_mech *mech);
void auth_exchange_release(struct auth_exchange *x);
/* Keeps a copy in *slot. false: empty, with a NUL, or longer than max. */
MUST_CHECK bool auth_exchange_keep(char **slot, struct span text, size_t max);
/* "tls-unique" and so on, as SASL and the AUTH line have it. */
const char *auth_exchange_binding_name(enum auth_binding binding);
