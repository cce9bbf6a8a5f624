/* SPDX-License-Identifier: MIT */
/* What an entry says of services, forwards, replies, the host that has the
 * mail, and the end of a deleted account. For account_ldap_entry.c. */
#pragma once

#include <ldap.h>

#include "account/account.h"
#include "account/account_ldap_preset.h"

/* As account_ldap_entry_take; account.user is there already. */
MUST_CHECK bool
account_ldap_extra_take(const struct account_ldap_preset *preset, LDAP *ld,
			LDAPMessage *message, struct account_entry *out,
			struct err *err);
