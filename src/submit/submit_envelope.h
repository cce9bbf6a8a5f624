/* SPDX-License-Identifier: MIT */
/*
 * The envelope of a message that is sent: addresses as in SMTP, without angle
 * brackets, and what the MTA is asked for beside delivery, as it stands behind
 * the parameters of MAIL and RCPT (RFC 3461, RFC 2852); empty: nothing is. All
 * spans are the caller's. Pure.
 */
#pragma once

#include "base/span.h"

struct submit_recipient {
	struct span address;
	struct span notify; /* "NEVER", "SUCCESS,FAILURE" */
	struct span orcpt;  /* "rfc822;" and xtext */
};

struct submit_envelope {
	struct span sender; /* "": the null sender */
	struct span ret;    /* "FULL", "HDRS" */
	struct span envid;  /* xtext */
	struct span by;     /* "120;RT" */
	const struct submit_recipient *recipient;
	size_t recipient_count;
};

/* How it was taken. */
enum submit_taken {
	SUBMIT_TAKEN,
	/* Notices are asked for, and the MTA sends none: what it was given is
	 * "relayed" (RFC 3461 5.2.2). */
	SUBMIT_TAKEN_WITHOUT_DSN,
};

enum {
	SUBMIT_ENVELOPE_PATH_MAX = 1000,
	/* RFC 3461 5.4, and some more: a control byte takes three. */
	SUBMIT_ENVELOPE_ENVID_MAX = 300,
	SUBMIT_ENVELOPE_ORCPT_MAX = 1500
};

/* Can it be given to an MTA? No control characters; space, comma, semicolon
 * and angle brackets only in quotes. */
bool submit_envelope_is_address(struct span address);
/* RFC 3461 4.1 to 4.4; an empty text is none of them. */
bool submit_envelope_is_notify(struct span text);
bool submit_envelope_is_orcpt(struct span text);
bool submit_envelope_is_ret(struct span text);
bool submit_envelope_is_envid(struct span text);
/* RFC 2852 4: the seconds, the mode in lower case, whether there is a trace. */
bool submit_envelope_parse_by(struct span text, int64_t *out_seconds,
			      char *out_mode, bool *out_trace);
/* Is it as all that says, with a recipient at least? */
bool submit_envelope_is_sound(const struct submit_envelope *envelope);

/* Is there anything in it that an MTA has to know of DSN for? */
bool submit_envelope_has_dsn(const struct submit_envelope *envelope);
/* Must it be sent by an MTA that knows times of delivery, or not at all? (RFC
 * 2852, mode R) */
bool submit_envelope_needs_time(const struct submit_envelope *envelope);
/* Is an address not ASCII (RFC 6531)? */
bool submit_envelope_has_utf8(const struct submit_envelope *envelope);
