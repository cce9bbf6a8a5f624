/* SPDX-License-Identifier: MIT */
/* One handle of the LDAP source and the searches in it; for the account_ldap
 * files only. */
#pragma once

#include "account/account_ldap_conn.h"
#include "account/account_ldap_entry.h"
#include "account/account_source.h"

struct account_ldap_item {
	char *user;
	char *dn;
};

/* Users and where they are, in bytewise order. */
struct account_ldap_list {
	struct account_ldap_item *item;
	size_t count;
	size_t space;
	int64_t made_ms; /* 0: never */
};

struct account_ldap {
	struct account_source source;
	struct account_ldap_servers servers;
	struct account_ldap_conn conn;
	struct account_ldap_conn checker; /* for passwords; bound as users */
	struct account_ldap_entry_rules rules;
	int scope;
	bool binds;
	char **clear; /* attributes without and with stored hashes */
	char **hashes;
	struct account_ldap_list list;
};

/* An entry that was found; account_ldap_find_release. */
struct account_ldap_found {
	struct account_ldap_answer answer;
	LDAPMessage *entry; /* in the answer */
	char *dn;
	char domain[256]; /* of domain_rdn, or "" */
};

/* When a call that begins now has to end, by clock_mono_ms. */
int64_t account_ldap_find_deadline(const struct account_ldap *ldap);

/* By the login filter. ERR_NOTFOUND, or ERR_TEMP, also if there are several. */
MUST_CHECK bool account_ldap_find_login(struct account_ldap *ldap,
					const char *user, char **attributes,
					int64_t deadline,
					struct account_ldap_found *out,
					struct err *err);
/* Who takes the mail: by the delivery filter, by the login filter, then the
 * addresses that catch. Errors as above. */
MUST_CHECK bool account_ldap_find_recipient(struct account_ldap *ldap,
					    const char *user, char **attributes,
					    int64_t deadline,
					    struct account_ldap_found *out,
					    struct err *err);
void account_ldap_find_release(struct account_ldap_found *found);
/* The value of the DN's part that names the domain; "" if there is none. */
void account_ldap_find_domain(const struct account_ldap *ldap, const char *dn,
			      char *out, size_t size);

/* As next of an account source. */
MUST_CHECK bool account_ldap_list_next(struct account_ldap *ldap,
				       const char *after,
				       struct account_entry *out,
				       struct err *err);
void account_ldap_list_release(struct account_ldap_list *list);
