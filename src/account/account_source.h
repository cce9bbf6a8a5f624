/* SPDX-License-Identifier: MIT */
/*
 * A source of accounts: what each kind (SQLite, MariaDB, LDAP, files, …) has to
 * be able to do, and how one is opened from its section of the configuration.
 *
 * Everything here blocks, at most for about the section's `timeout`, and is
 * called by auth's threads or by the admin command. A handle belongs to one
 * thread; opening one touches no network, and one whose connection broke makes
 * it anew at the next call. User names are normalised (account_normalize).
 *
 * ERR_NOTFOUND, "no such user", is said only by a source that answered.
 * Trouble of any kind is ERR_TEMP: two entries for one user, a row that does
 * not fit, a server that is down, slow or refuses us.
 */
#pragma once

#include "account/account.h"
#include "account/account_relay.h"
#include "config/config.h"

/* Who asks for whom; strings may be empty, never NULL. */
struct account_query {
	const char *user;
	const char *service;   /* "imap", "pop3", "smtp", "lmtp", … */
	const char *local_ip;  /* numeric */
	const char *remote_ip; /* numeric */
};

/* How a password is proven where the source does it itself. */
enum account_proof {
	ACCOUNT_PROOF_PASSWORD, /* secret: the password */
	ACCOUNT_PROOF_APOP,     /* challenge: the banner, secret: hex digest */
	ACCOUNT_PROOF_CRAM_MD5, /* challenge, secret: hex digest */
};

struct account_attempt {
	struct account_query query;
	enum account_proof proof;
	struct span challenge;
	struct span secret;
};

struct account_source;

/* What an answer may depend on beside the user. */
enum account_varies {
	ACCOUNT_BY_USER = 0,
	ACCOUNT_BY_SERVICE = 1 << 0,
	ACCOUNT_BY_LOCAL_IP = 1 << 1,
	ACCOUNT_BY_REMOTE_IP = 1 << 2,
};

struct account_source_kind {
	const char *type; /* as in the section */
	/* ERR_SYNTAX with "file:line: …" in the text for options that can't
	 * work. config outlives the source. */
	bool (*open)(const struct config *config,
		     const struct config_source *section,
		     struct account_source **out, struct err *err);
	void (*close)(struct account_source *source);
	/* Fills *out, whose account.user the source may correct (an alias, an
	 * alternate address): the caller goes on with that name. */
	bool (*lookup)(struct account_source *source,
		       const struct account_query *query,
		       struct account_entry *out, struct err *err);
	/* From now on look-ups with this handle wait for nobody, neither peer
	 * nor lock: where they would, they say ERR_TEMP. false: it can't
	 * promise that. NULL: no handle of the kind can. */
	bool (*hurry)(struct account_source *source);
	/* The source proves the password itself (LDAP bind, PAM, a
	 * checkpassword program) and fills *out, whose password says nothing.
	 * ERR_DENIED: wrong; ERR_STATE: it can't judge this kind of proof, go
	 * on with lookup. NULL: the hash of lookup is compared. */
	bool (*verify)(struct account_source *source,
		       const struct account_attempt *attempt,
		       struct account_entry *out, struct err *err);
	/* The first user behind `after` in bytewise order; "" begins.
	 * ERR_NOTFOUND at the end. NULL: the source can't list. */
	bool (*next)(struct account_source *source, const char *after,
		     struct account_entry *out, struct err *err);
	/* Replaces the stored password, if it still is `old`, by `hash`.
	 * ERR_NOTFOUND: it isn't. NULL: the source is only read. */
	bool (*set_password)(struct account_source *source, const char *user,
			     const char *old, const char *hash,
			     struct err *err);
	/* POP-before-SMTP: stores an address and until when (Unix time), or,
	 * with relay NULL, forgets those that have ended. By the section's own
	 * queries: nothing happens if it has none. NULL: the source is only
	 * read. */
	bool (*relay)(struct account_source *source,
		      const struct account_relay *relay, int64_t now,
		      struct err *err);
	/* For `fumikura user`: may it write there? NULL: never, and neither are
	 * there the functions that do. ERR_STATE: this section has no place for
	 * what is asked. ERR_EXISTS, ERR_NOTFOUND. Removing leaves the mail
	 * where it is. */
	bool (*writable)(const struct config_source *section);
	bool (*add)(struct account_source *source,
		    const struct account_entry *row, struct err *err);
	bool (*set_state)(struct account_source *source, const char *user,
			  enum account_state state, struct err *err);
	/* As account_entry's apop_secret; "": none. NULL also for kinds that
	 * are written otherwise. */
	bool (*set_apop)(struct account_source *source, const char *user,
			 const char *secret, struct err *err);
	/* 0: no limit. Also asked by auth, for master users. */
	bool (*set_limits)(struct account_source *source, const char *user,
			   uint64_t bytes, uint32_t messages, struct err *err);
	bool (*remove)(struct account_source *source, const char *user,
		       struct err *err);
	/* enum account_varies: what answers are cached by. NULL: all of it. */
	unsigned (*varies)(const struct config_source *section);
};

/* Every handle begins with this. */
struct account_source {
	const struct account_source_kind *kind;
	const struct config_source *section;
};

extern const struct account_source_kind account_ldap_kind;
extern const struct account_source_kind account_mysql_kind;
extern const struct account_source_kind account_passwdfile_kind;
extern const struct account_source_kind account_system_kind;
extern const struct account_source_kind account_static_kind;
extern const struct account_source_kind account_checkpassword_kind;
extern const struct account_source_kind account_authdaemond_kind;
extern const struct account_source_kind account_sqlite_kind;
extern const struct account_source_kind account_vpopmail_kind;

/* NULL: there is no such type. */
const struct account_source_kind *
account_source_kind_of(const struct config_source *section);
/* The section's kind opens it. ERR_SYNTAX also for an unknown type. */
MUST_CHECK bool account_source_open(const struct config *config,
				    const struct config_source *section,
				    struct account_source **out,
				    struct err *err);
/* NULL is none. */
void account_source_close(struct account_source **source);

/*
 * The three of the kind, with what they say looked over, for everybody who asks
 * a source: a user name that is not normalised, and root as the owner of mail
 * (uid or gid 0), make an account that nobody can use, ERR_TEMP; _next passes
 * such ones over, with a line in the log. verify and next: only if the kind
 * has it.
 */
MUST_CHECK bool account_source_lookup(struct account_source *source,
				      const struct account_query *query,
				      struct account_entry *out,
				      struct err *err);
MUST_CHECK bool account_source_verify(struct account_source *source,
				      const struct account_attempt *attempt,
				      struct account_entry *out,
				      struct err *err);
MUST_CHECK bool account_source_next(struct account_source *source,
				    const char *after,
				    struct account_entry *out, struct err *err);
