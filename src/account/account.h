/* SPDX-License-Identifier: MIT */
/*
 * The account record: who a user is, where the mail lies, what is allowed.
 *
 * A plain struct of fixed size, because it travels whole in the fixed-size
 * messages between auth, master and the session programs. Strings are
 * NUL-terminated; text that does not fit makes the record unusable (ERR_LIMIT)
 * rather than being cut.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"

enum account_state {
	ACCOUNT_ACTIVE,
	ACCOUNT_NOACCESS, /* gets mail, can't log in */
	ACCOUNT_DISABLED, /* 550 5.2.1 */
	ACCOUNT_DELETED,  /* 550 5.1.1 */
};

struct account {
	char user[256];     /* normalised, lower case: user@domain or user */
	char home[512];     /* absolute */
	char mail[512];     /* absolute path of the Maildir */
	uint32_t uid;       /* of the files; UINT32_MAX: the server's own */
	uint32_t gid;
	uint32_t state;     /* enum account_state */
	uint32_t quota_messages; /* 0: no limit */
	uint64_t quota_bytes;    /* 0: no limit */
	uint64_t message_bytes;  /* largest message; 0: no limit */
	char quota_rules[256];   /* "Trash:+100M,Spam:ignore" or empty */
};

/*
 * Lower-cases, trims, checks length and characters: no NUL, control, space,
 * slash, and no name or domain that is empty or begins with '.', so that a
 * name can be a folder. false: not a possible user name.
 */
MUST_CHECK bool account_normalize(struct span name, char *out, size_t size);
/* The local part and the domain (empty if none) of a normalised name. */
void account_split(const char *user, struct span *out_local,
		   struct span *out_domain);
/* Expands %u (user), %n (local part), %d (domain), %% in a template. */
MUST_CHECK bool account_expand(const char *pattern, const char *user, char *out,
			       size_t size, struct err *err);

/* The tab-separated fields of a Dovecot userdb reply: "uid=… home=…". */
void account_write(const struct account *account, struct buf *out);
/* line: "<user>\t<field>\t…"; unknown fields are ignored. */
MUST_CHECK bool account_read(struct span line, struct account *out,
			     struct err *err);
const char *account_state_name(enum account_state state);
