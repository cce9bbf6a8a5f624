/* SPDX-License-Identifier: MIT */
/*
 * What a directory's entry says as an account record.
 *
 * An entry is taken whole or not at all: a value that does not fit, a second
 * one where one is meant, or a malformed number makes it unusable, which is
 * ERR_TEMP, because the user exists.
 */
#pragma once

#include <ldap.h>

#include "account/account.h"
#include "account/account_ldap_preset.h"

struct account_ldap_entry_rules {
	struct account_ldap_preset preset;
	const struct config_source *section;
	const char *delimiters; /* of details (recipient_delimiter) */
	const char *mail_home;  /* templates for who has no place */
	const char *mail_dir;
};

/* The attributes to ask for, in an array that ends with NULL; the caller
 * frees it and each string. hashes: the stored passwords too. */
enum account_ldap_entry_ask {
	ACCOUNT_LDAP_ASK_CLEAR,
	ACCOUNT_LDAP_ASK_HASHES
};
char **
account_ldap_entry_attributes(const struct account_ldap_entry_rules *rules,
			      enum account_ldap_entry_ask ask);
void account_ldap_entry_attributes_free(char ***attributes);

/* domain: for a user attribute without one; "" for none. Without passwords. */
MUST_CHECK bool
account_ldap_entry_take(const struct account_ldap_entry_rules *rules, LDAP *ld,
			LDAPMessage *message, struct span domain,
			struct account_entry *out, struct err *err);
/* The user alone. */
MUST_CHECK bool
account_ldap_entry_user(const struct account_ldap_entry_rules *rules, LDAP *ld,
			LDAPMessage *message, struct span domain,
			struct account *out, struct err *err);
/* apop_secret, if the entry has one. */
MUST_CHECK bool
account_ldap_entry_apop(const struct account_ldap_entry_rules *rules, LDAP *ld,
			LDAPMessage *message, struct account_entry *out,
			struct err *err);
/* The password that serves a mechanism which needs to know it: the clear one
 * if there is one, else a stored one. "" if neither fits. */
void account_ldap_entry_password(const struct account_ldap_entry_rules *rules,
				 LDAP *ld, LDAPMessage *message,
				 char out[ACCOUNT_PASSWORD_MAX]);
enum account_ldap_entry_proof {
	ACCOUNT_LDAP_PROOF_RIGHT,
	ACCOUNT_LDAP_PROOF_WRONG,
	/* One password or none, or none that can be judged: compare with what
	 * account_ldap_entry_password gives. */
	ACCOUNT_LDAP_PROOF_OPEN,
};
/* Is it one of the entry's several passwords, in whatever scheme? */
enum account_ldap_entry_proof
account_ldap_entry_proves(const struct account_ldap_entry_rules *rules,
			  LDAP *ld, LDAPMessage *message, const char *user,
			  struct span password);
