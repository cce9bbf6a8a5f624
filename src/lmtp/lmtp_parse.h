/* SPDX-License-Identifier: MIT */
/*
 * LMTP commands (RFC 2033, RFC 5321 4.1) taken apart.
 *
 * Pure: spans point into the line. A path comes without its angle brackets and
 * source route, quotes as written; it holds no control character and no angle
 * bracket outside quotes, so that it can stand in a header field.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

enum lmtp_verb {
	LMTP_LHLO,
	LMTP_MAIL,
	LMTP_RCPT,
	LMTP_DATA,
	LMTP_RSET,
	LMTP_NOOP,
	LMTP_QUIT,
	LMTP_VRFY,
	LMTP_BDAT,
	LMTP_STARTTLS,
	LMTP_XCLIENT,
	LMTP_XFORWARD,
	LMTP_XAPOP, /* our own: auth asks */
	LMTP_VERBS,
};

enum lmtp_parsed {
	LMTP_PARSED_OK,
	LMTP_PARSED_UNKNOWN,  /* no such command */
	LMTP_PARSED_ARGUMENT, /* malformed argument */
	LMTP_PARSED_PATH,     /* malformed address */
	LMTP_PARSED_PARAM,    /* a parameter that we do not know */
};

enum {
	LMTP_PATH_MAX = 1000
};

struct lmtp_command {
	enum lmtp_verb verb;
	struct span argument; /* LHLO: the client's name; XCLIENT, XFORWARD */
	struct span path;     /* MAIL, RCPT; empty: null sender */
	uint64_t size;        /* MAIL SIZE=, RFC 1870; 0: not told */
	bool binary;          /* MAIL BODY=BINARYMIME, RFC 3030 */
	bool utf8;            /* MAIL SMTPUTF8, RFC 6531 */
	uint64_t chunk;       /* BDAT: octets that follow the line */
	bool last;            /* BDAT LAST */
	/* RCPT, xtext (RFC 3461 4): our own command tells where to store and
	 * how the recipient was called before. */
	struct span mailbox; /* XMAILBOX= */
	struct span final;   /* XFINAL= */
	struct span origin;  /* XORIG= */
	bool reject;         /* XREJECT: tell the sender of a refusal */
	struct span orcpt;   /* ORCPT=, without its type */
	/* RFC 3461 as they stand there. */
	struct span ret, envid;         /* MAIL */
	struct span notify, orcpt_full; /* RCPT */
	struct span by;                 /* MAIL, RFC 2852 */
};

/* verb is set also where the argument is malformed. */
enum lmtp_parsed lmtp_parse(struct span line, struct lmtp_command *out);

/* The path with the quotes of its local part resolved; false if the rest is
 * not of the form local@domain or local. */
bool lmtp_parse_plain(struct span path, struct buf *out);
