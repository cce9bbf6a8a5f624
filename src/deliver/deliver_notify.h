/* SPDX-License-Identifier: MIT */
/*
 * Sieve's notify by mailto (RFC 5435, 5436): whom a URI names, and the message
 * to them. Pure.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"
#include "sieve/sieve_action.h"

struct deliver_notify {
	const struct sieve_notify *say;
	struct span owner;  /* address of whose script it is */
	struct span header; /* of the message that it tells of */
	const char *host;
};

struct deliver_notify_uri {
	const struct span *recipient;
	size_t recipient_count;
	struct span to; /* as a field's value */
	struct span subject, body;
	struct span fields; /* other fields that it may give, as lines */
};

/* Of a mailto URI, decoded, in the arena. ERR_SYNTAX; ERR_LIMIT: more addresses
 * than max. */
MUST_CHECK bool deliver_notify_parse(struct span uri, struct arena *arena,
				     size_t max, struct deliver_notify_uri *out,
				     struct err *err);
/* RFC 5436 2.7: not for what a program sent. */
bool deliver_notify_is_due(struct span header);
/* The whole message. */
void deliver_notify_write(const struct deliver_notify *n,
			  const struct deliver_notify_uri *uri,
			  struct buf *out);
