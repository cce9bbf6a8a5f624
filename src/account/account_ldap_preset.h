/* SPDX-License-Identifier: MIT */
/* The vocabularies of the directories around us: which attribute says what,
 * and how users are searched for. */
#pragma once

#include <stdint.h>

#include "base/check.h"
#include "base/err.h"
#include "config/config.h"

enum account_ldap_attr {
	ACCOUNT_LDAP_USER, /* several names: the first that the entry has */
	ACCOUNT_LDAP_PASSWORD,
	ACCOUNT_LDAP_CLEAR_PASSWORD,
	ACCOUNT_LDAP_APOP_SECRET,
	ACCOUNT_LDAP_NAME,
	ACCOUNT_LDAP_STATE,
	ACCOUNT_LDAP_PURGE,
	ACCOUNT_LDAP_HOME,
	ACCOUNT_LDAP_STORE,
	ACCOUNT_LDAP_UID,
	ACCOUNT_LDAP_GID,
	ACCOUNT_LDAP_QUOTA,
	ACCOUNT_LDAP_QUOTA_BYTES,
	ACCOUNT_LDAP_QUOTA_MESSAGES,
	ACCOUNT_LDAP_MESSAGE_BYTES,
	ACCOUNT_LDAP_FLAGS,
	ACCOUNT_LDAP_HOST,
	ACCOUNT_LDAP_FORWARD,
	ACCOUNT_LDAP_DELIVERY,
	ACCOUNT_LDAP_REPLY,
	ACCOUNT_LDAP_SIEVE,
	ACCOUNT_LDAP_CLOSED_IMAP,
	ACCOUNT_LDAP_CLOSED_POP3,
	ACCOUNT_LDAP_ATTRS
};

/* Strings are never NULL; "" is none. They point into the section or are
 * constant. */
struct account_ldap_preset {
	const char *name;
	const char *login_filter;
	const char *delivery_filter;
	const char *list_filter;
	const char *catch_all;
	const char *domain_rdn;
	uint32_t uid_max;
	const char *attr[ACCOUNT_LDAP_ATTRS];
};

/* The section's preset with what the section says itself. ERR_SYNTAX: no such
 * preset. */
MUST_CHECK bool account_ldap_preset_make(const struct config_source *section,
					 struct account_ldap_preset *out,
					 struct err *err);
