/* SPDX-License-Identifier: MIT */
/*
 * A user's Sieve scripts, where Pigeonhole has them: HOME/sieve/NAME.sieve, and
 * the link HOME/.dovecot.sieve -> sieve/NAME.sieve to the active one.
 *
 * Blocking; no mailbox is opened. What changes something has done it durably
 * when it returns true; changes of one user's scripts wait for each other.
 * Names are UTF-8 (RFC 5804 1.6). No link is followed out of the home. Beside
 * each script may lie its byte-code, which is dropped with what it was made of.
 */
#pragma once

#include "account/account.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"

enum {
	STORE_SCRIPT_NAME_MAX =
		240, /* bytes: what a file's name has room for */
};

/* What a user may have: sieve_quota_… and sieve_max_script_size. */
struct store_script_limits {
	uint64_t scripts;
	uint64_t bytes;        /* of all */
	uint64_t script_bytes; /* of one */
};

struct config;
struct store_script_limits store_script_limits_of(const struct config *config);

struct store_scripts;

/* The account and limits are copied. A home that isn't there is no error. */
MUST_CHECK bool store_script_open(const struct account *account,
				  const struct store_script_limits *limits,
				  struct store_scripts **out, struct err *err);
/* Harmless for NULL. */
void store_script_close(struct store_scripts **scripts);

/* May a script have this name? */
bool store_script_is_name(struct span name);
/* The file that its byte-code may be kept in, within HOME. name empty: of
 * .dovecot.sieve where that is no link. */
void store_script_add_code_path(struct buf *out, struct span name);

struct store_script_entry {
	struct span name;
	uint64_t bytes;
	bool is_active;
};
/* All, sorted by name, in the arena. */
MUST_CHECK bool store_script_list(struct store_scripts *scripts,
				  struct arena *arena,
				  struct store_script_entry **out,
				  size_t *out_count, struct err *err);
/* ERR_NOTFOUND, ERR_LIMIT (longer than a script may be), ERR_DENIED (a link out
 * of the home), ERR_SYNTAX: no name. Appends. */
MUST_CHECK bool store_script_get(struct store_scripts *scripts,
				 struct span name, struct buf *out,
				 struct err *err);
/* The name of the active one, which need not be there; empty: none, or it lies
 * elsewhere. */
MUST_CHECK bool store_script_active(struct store_scripts *scripts,
				    struct buf *out_name, struct err *err);
/* Appends the path of the file that is the active script, which need not be
 * there, as .dovecot.sieve says, and its name (empty: it is .dovecot.sieve
 * itself). Nothing is opened. false: there is none, or the link leads
 * elsewhere. */
MUST_CHECK bool store_script_active_file(const struct account *account,
					 struct buf *out_path,
					 struct span *out_name);
/* Appends the path of the script of that name, which need not be there. false:
 * none can have it. */
MUST_CHECK bool store_script_named_file(const struct account *account,
					struct span name, struct buf *out_path);
/* The text of what .dovecot.sieve is or leads to, and its name (empty: it is
 * none of the folder's). ERR_NOTFOUND: there is none. As store_script_get. */
MUST_CHECK bool store_script_get_active(struct store_scripts *scripts,
					struct buf *out_name, struct buf *out,
					struct err *err);

enum store_script_room {
	STORE_SCRIPT_FITS,
	STORE_SCRIPT_TOO_LARGE, /* one script */
	STORE_SCRIPT_TOO_MANY,
	STORE_SCRIPT_FULL, /* all together */
};
/* Would a script of that size have room under that name, in place of what is
 * there? */
MUST_CHECK bool store_script_room(struct store_scripts *scripts,
				  struct span name, uint64_t bytes,
				  enum store_script_room *out, struct err *err);
/* Stores or replaces it; nothing was changed unless *out_room is FITS. Makes
 * the home and folder on first use. */
MUST_CHECK bool store_script_put(struct store_scripts *scripts,
				 struct span name, struct span text,
				 enum store_script_room *out_room,
				 struct err *err);
/* The active one from now on; name empty: there is none. ERR_NOTFOUND. A file
 * .dovecot.sieve that is no link becomes the script dovecot.orig (or
 * dovecot.orig-2, …) first. */
MUST_CHECK bool store_script_activate(struct store_scripts *scripts,
				      struct span name, struct err *err);
/* ERR_NOTFOUND; ERR_STATE: it is the active one. */
MUST_CHECK bool store_script_delete(struct store_scripts *scripts,
				    struct span name, struct err *err);
/* It stays active. ERR_NOTFOUND, ERR_EXISTS. */
MUST_CHECK bool store_script_rename(struct store_scripts *scripts,
				    struct span from, struct span to,
				    struct err *err);
