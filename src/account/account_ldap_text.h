/* SPDX-License-Identifier: MIT */
/* Names put into LDAP filters and DNs, and the addresses that may take a mail
 * by the rules of qmail-ldap. Pure; no I/O. */
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"
#include "base/span.h"

/* Of a value that goes into a filter (RFC 4515 3): NUL ( ) * \ and all that is
 * no printable ASCII become \HH, so that the value matches itself only. */
void account_ldap_text_filter_value(struct buf *out, struct span value);
/* The same for a DN (RFC 4514 2.4). */
void account_ldap_text_dn_value(struct buf *out, struct span value);

enum account_ldap_text {
	ACCOUNT_LDAP_TEXT_FILTER,
	ACCOUNT_LDAP_TEXT_DN
};
/* Appends the pattern with %u (the user), %n (local part), %d (domain) and %%
 * replaced, values escaped for what it is. ERR_SYNTAX for any other %,
 * ERR_LIMIT if out is full. */
MUST_CHECK bool account_ldap_text_expand(const char *pattern, const char *user,
					 enum account_ldap_text what,
					 struct buf *out, struct err *err);

/* The user in the domain that an entry "alias=real" of the list names for its
 * own; the user itself if none does. false: it does not fit. */
MUST_CHECK bool account_ldap_text_real(struct span list, const char *user,
				       char *out, size_t size);
/* "alias=real" words separated by spaces or commas? */
bool account_ldap_text_is_domain_list(struct span list);

/*
 * The step-th address after user's own that may take its mail: with word
 * "catchall" and levels 4, for a-b-c@d: a-b-catchall@d, a-catchall@d,
 * catchall@d. Only the first `levels` dashes count. false: no more steps, no
 * domain, or it does not fit.
 */
bool account_ldap_text_catching(const char *user, const char *word,
				unsigned levels, unsigned step, char *out,
				size_t size);
