/* SPDX-License-Identifier: MIT */
/*
 * A connection to the first of several LDAP servers that answers: made at the
 * first call and anew when it broke, every step within a deadline.
 *
 * Whatever the server says other than an answer is ERR_TEMP, and the
 * connection is closed; so is a refusal of our own bind DN. Private to the
 * account_ldap files, the only ones that include ldap.h.
 */
#pragma once

#include <ldap.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "base/err.h"
#include "base/span.h"

/* Where and as whom; shared by the connections of one source. Strings are
 * never NULL, "" is none. */
struct account_ldap_servers {
	char **uri;
	unsigned count;
	bool starttls;
	const char *ca;
	const char *cert;
	const char *key;
	const char *bind_dn; /* "": anonymous */
	char *password;
	int connect_ms; /* for one server, until it has let us in */
};

struct account_ldap_conn {
	const struct account_ldap_servers *servers;
	bool unbound; /* for account_ldap_conn_check: has no identity */
	LDAP *ld;
	unsigned at; /* the server that was asked last */
};

struct account_ldap_search {
	const char *base;
	int scope;
	const char *filter;
	char **attributes;
	int size_limit;
	LDAPControl **controls; /* NULL: none */
};

struct account_ldap_answer {
	/* LDAP_SUCCESS, LDAP_NO_SUCH_OBJECT or LDAP_SIZELIMIT_EXCEEDED */
	int code;
	LDAPMessage *messages; /* account_ldap_conn_forget */
	bool refers;           /* parts of it lie on other servers */
	/* NO_SUCH_OBJECT: it showed what there is above. Who may see nothing is
	 * told that nothing is there. */
	bool above;
};

enum account_ldap_verdict {
	ACCOUNT_LDAP_RIGHT,
	ACCOUNT_LDAP_WRONG
};

/* The other functions do it themselves. deadline: of clock_mono_ms. */
MUST_CHECK bool account_ldap_conn_open(struct account_ldap_conn *conn,
				       int64_t deadline, struct err *err);
void account_ldap_conn_close(struct account_ldap_conn *conn);
MUST_CHECK bool account_ldap_conn_search(struct account_ldap_conn *conn,
					 const struct account_ldap_search *what,
					 int64_t deadline,
					 struct account_ldap_answer *out,
					 struct err *err);
void account_ldap_conn_forget(struct account_ldap_answer *answer);
/* Does the server take dn with this password? conn is an unbound one and
 * stays bound as dn. An empty password is wrong without being sent: RFC 4513
 * 5.1.2 makes it an anonymous bind, which succeeds. */
MUST_CHECK bool account_ldap_conn_check(struct account_ldap_conn *conn,
					const char *dn, struct span password,
					int64_t deadline,
					enum account_ldap_verdict *out,
					struct err *err);
/* ERR_TEMP with the detail. */
bool account_ldap_conn_temp(struct err *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
