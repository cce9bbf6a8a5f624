/* SPDX-License-Identifier: MIT */
/*
 * What a search is to return: "RETURN (MIN COUNT)" of RFC 4731, with SAVE of
 * RFC 5182, PARTIAL of RFC 9394, UPDATE and CONTEXT of RFC 5267, items behind
 * UPDATE of RFC 5465 7. Pure.
 */
#pragma once

#include "imap/imap_partial.h"

enum imap_return_option {
	IMAP_RETURN_MIN = 1 << 0,
	IMAP_RETURN_MAX = 1 << 1,
	IMAP_RETURN_ALL = 1 << 2,
	IMAP_RETURN_COUNT = 1 << 3,
	IMAP_RETURN_SAVE = 1 << 4,
	IMAP_RETURN_PARTIAL = 1 << 5,
	IMAP_RETURN_UPDATE = 1 << 6,
	IMAP_RETURN_CONTEXT = 1 << 7, /* a hint, and no more */
	/* Those that make an ESEARCH answer. */
	IMAP_RETURN_DATA = IMAP_RETURN_MIN | IMAP_RETURN_MAX | IMAP_RETURN_ALL |
			   IMAP_RETURN_COUNT | IMAP_RETURN_PARTIAL,
};

struct imap_return {
	bool given;
	unsigned options; /* enum imap_return_option */
	struct imap_partial partial;
	struct span items; /* "(UID FLAGS)" behind UPDATE, or empty */
};

/* RFC 5182 2.1: SAVE alone has no ESEARCH answer. */
bool imap_return_is_answered(const struct imap_return *what);

/* Takes " RETURN (…)" off *rest if it is there. false: it is malformed. */
bool imap_return_take(struct span *rest, struct imap_return *out);
