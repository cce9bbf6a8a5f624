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
	char user[256]; /* normalised, lower case: user@domain or user */
	char home[512]; /* absolute */
	char mail[512]; /* absolute path of the Maildir */
	uint32_t uid;   /* of the files; UINT32_MAX: the server's own */
	uint32_t gid;
	uint32_t state;          /* enum account_state */
	uint32_t quota_messages; /* 0: no limit */
	uint64_t quota_bytes;    /* 0: no limit */
	uint64_t message_bytes;  /* largest message; 0: no limit */
	char quota_rules[256];   /* "Trash:+100M,Spam:ignore" or empty */
	/* Settings of the server that differ for this user: "name=value …" with
	 * spaces between. */
	char settings[256];
	/* 1: mail is not just stored, see account_rules.h. Only in records that
	 * account_read made. */
	uint32_t has_rules;
	/* 1: without the proof nobody can say whether it still is one, so that
	 * a session of it is not put aside. Only in records of logins. */
	uint32_t proof_only;
};

/* What a master user may change of it. */
struct account_limits {
	uint64_t bytes;    /* 0: none */
	uint32_t messages; /* 0: none */
};

/* Services that can be closed for a user. */
enum account_service {
	ACCOUNT_IMAP = 1 << 0,
	ACCOUNT_POP3 = 1 << 1,
	ACCOUNT_SMTP = 1 << 2,
	ACCOUNT_SIEVE = 1 << 3,
	ACCOUNT_LMTP = 1 << 4,
};

/* How mail for a user is delivered, as qmail-ldap's deliveryMode says. */
enum account_delivery {
	ACCOUNT_NO_LOCAL = 1 << 0, /* nothing into the mailbox */
	ACCOUNT_NO_FORWARD = 1 << 1,
	ACCOUNT_NO_PROGRAM = 1 << 2,
	ACCOUNT_REPLY = 1 << 3, /* answer with the reply text */
};

enum {
	ACCOUNT_PASSWORD_MAX = 512,
	ACCOUNT_SIEVE_MAX = 8192 /* bytes of a script */
};

/* What a source knows of a user: beside the record what only logins and
 * deliveries need. Zero, or an empty text, always means "nothing special". */
struct account_entry {
	struct account account;
	char password[ACCOUNT_PASSWORD_MAX]; /* {SCHEME}hash; "": none */
	/* For APOP alone, stored so that it can be read ({PLAIN}…); "": APOP
	 * goes by the password. */
	char apop_secret[256];
	char name[256];           /* the person's */
	uint32_t closed_services; /* enum account_service */
	uint32_t delivery;        /* enum account_delivery */
	int64_t purge_time; /* DELETED: Unix time from which the mail may go */
	char allow_nets[256]; /* "192.0.2.0/24, 2001:db8::/32"; "": any */
	char host[256];       /* of the node that has the mail; "": this one */
	char forward[1024];   /* addresses with commas between */
	char reply[4097];     /* the text, UTF-8 */
	char sieve[ACCOUNT_SIEVE_MAX + 1]; /* a script */
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
/* A template with the user put into it, added to out: %u is the user, %n the
 * local part, %d the domain, %% itself, %h the home if there is one (not NULL).
 * ERR_SYNTAX for any other %, ERR_LIMIT if it does not fit. */
MUST_CHECK bool account_expand(const char *pattern, const char *user,
			       const char *home, struct buf *out,
			       struct err *err);
/* Sets home and mail of the account from its user by templates; %h only in
 * mail. Both must give absolute paths: else ERR_SYNTAX. */
MUST_CHECK bool account_place(struct account *account, const char *home,
			      const char *mail, struct err *err);

/* The line that account_read takes, as in a Dovecot userdb reply: the user,
 * then tab-separated uid= gid= home= mail= state= quota_…= fields. Without LF.
 * Fields that say nothing (no limit, the server's own uid) are left out. */
void account_write(const struct account *account, struct buf *out);
/* line: "<user>\t<field>\t…"; unknown fields are ignored. ERR_SYNTAX without
 * a user, an absolute home and mail, or with a malformed value; ERR_LIMIT if
 * something does not fit. */
MUST_CHECK bool account_read(struct span line, struct account *out,
			     struct err *err);
/* "active", "noaccess", "disabled", "deleted". */
const char *account_state_name(enum account_state state);
bool account_state_parse(struct span name, enum account_state *out);
