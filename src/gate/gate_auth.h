/* SPDX-License-Identifier: MIT */
/*
 * gate's side of the Dovecot auth protocol, over the one connection to auth
 * that master made.
 *
 * Many requests are under way at once. When the connection ends, all of them
 * fail for the time being (GATE_AUTH_TEMP), and so does every new one until
 * gate_auth_attach brings a new connection. Passwords are wiped once sent.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "base/span.h"
#include "gate/gate_question.h"

struct event_base;
struct gate_auth;
struct gate_auth_request;

enum gate_auth_result {
	GATE_AUTH_OK,
	GATE_AUTH_CHALLENGE, /* still under way: gate_auth_answer it */
	GATE_AUTH_FAILED,
	GATE_AUTH_TEMP,
	GATE_AUTH_DISABLED, /* the account may not log in */
	GATE_AUTH_EXPIRED,
};

/* Valid during the call of done. */
struct gate_auth_answer {
	enum gate_auth_result result;
	uint32_t peer;      /* OK: auth's number of our connection */
	uint32_t request;   /* OK: the number of the request */
	const char *cookie; /* OK: auth's secret of our connection */
	struct span user;   /* as auth knows it, if it says so */
	/* CHALLENGE, or OK with last words for the client: in base64. */
	struct span challenge;
};

/* Lives in its owner from gate_auth_submit until done is called with anything
 * but CHALLENGE, or gate_auth_cancel. */
struct gate_auth_request {
	struct gate_auth_request *next;
	uint32_t id; /* 0: not under way */
	void (*done)(struct gate_auth_request *request,
		     const struct gate_auth_answer *answer);
};

struct gate_auth *gate_auth_new(struct event_base *base);
void gate_auth_free(struct gate_auth **auth);

/* Takes the fd; an earlier connection ends. */
void gate_auth_attach(struct gate_auth *auth, int fd);
/* request->done is set. false: auth can't be asked now, done is not called. */
MUST_CHECK bool gate_auth_submit(struct gate_auth *auth,
				 struct gate_auth_request *request,
				 const struct gate_question *question);
/* The client's answer to a CHALLENGE. false: it can't be told, and the request
 * is not under way any more. */
MUST_CHECK bool gate_auth_answer(struct gate_auth *auth,
				 struct gate_auth_request *request,
				 struct span response);
/* Harmless for one that is not under way. */
void gate_auth_cancel(struct gate_auth *auth,
		      struct gate_auth_request *request);
