/* SPDX-License-Identifier: MIT */
/*
 * What a script wants done with a message: the list that a run leaves behind.
 * All of it lies in the run's arena. Order is that of the script; deliver does
 * all or nothing of it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

struct sieve_strings {
	const struct span *at;
	size_t count;
};

/* The message as it was when the action was met: editheader (RFC 5293),
 * replace and enclose (RFC 5703) change it for what follows. */
struct sieve_version {
	struct span header; /* with its empty line */
	struct span body;
	bool is_edited; /* false: the bytes that came in */
};

/* Where a copy is kept; keep, fileinto and :fcc (RFC 8580) have one. */
struct sieve_target {
	struct span mailbox;        /* UTF-8 as the script names it; "INBOX" */
	bool create;                /* RFC 5490 */
	bool copy;                  /* RFC 3894 */
	struct span special_use;    /* "\\Junk" of RFC 8579; empty: none */
	struct span mailboxid;      /* RFC 9042; empty: none */
	bool has_flags;             /* RFC 5232: flags are told, maybe none */
	struct sieve_strings flags; /* each once, "\\Seen" or a keyword */
};

enum sieve_action_kind {
	SIEVE_KEEP, /* target is INBOX, or where the event's message is */
	SIEVE_FILEINTO,
	SIEVE_DISCARD, /* for showing; it does nothing */
	SIEVE_REDIRECT,
	SIEVE_REJECT,  /* RFC 5429: after DATA, else by a message */
	SIEVE_EREJECT, /* by the protocol if at all possible */
	SIEVE_VACATION,
	SIEVE_NOTIFY,
	SIEVE_PIPE,      /* vnd.dovecot.pipe */
	SIEVE_REPORT,    /* vnd.dovecot.report */
	SIEVE_DUPLICATE, /* RFC 7352: remember this id if all else was done */
};

struct sieve_redirect {
	struct span address;
	bool copy; /* RFC 3894 */
	/* RFC 6009; empty: not told. by_seconds: INT64_MIN, none. */
	struct span notify, ret, by_mode;
	int64_t by_seconds;
	bool by_trace;
};

/* RFC 5230, 6131. What is empty was not told; deliver decides whether a reply
 * is due, and composes it. */
struct sieve_vacation {
	uint64_t seconds;
	bool has_seconds; /* else the site's default */
	struct span subject, from, handle, reason;
	struct sieve_strings addresses;
	bool mime;
	bool has_fcc;
	struct sieve_target fcc;
};

/* RFC 5435. */
struct sieve_notify {
	struct span method; /* URI */
	struct span from, importance, message;
	struct sieve_strings options; /* "name=value" */
	bool has_fcc;
	struct sieve_target fcc;
};

/* What its strings may be is told at struct sieve_program. */
struct sieve_pipe {
	struct span program;
	struct sieve_strings arguments;
	bool copy;
	/* Its failure is none of the script: all else is done. Without it the
	 * script has failed, and the message is kept as it came. */
	bool try;
};

/* One for each type and address; whether the address is the user's own, which
 * gets none, is for deliver to say. */
struct sieve_report {
	struct span type; /* a token, as "abuse" (RFC 5965) */
	struct span message, address;
	bool headers_only;
};

struct sieve_duplicate {
	struct span id; /* with the handle: unique in the user's memory */
	uint64_t seconds;
};

struct sieve_action {
	struct sieve_action *next;
	enum sieve_action_kind kind;
	bool is_implicit; /* the keep that nobody cancelled */
	bool is_earlier;  /* the engine's: of a script before in the chain */
	/* Of that keep: it is to be done only if all pipes with `try` and
	 * without `copy` have failed. */
	bool if_pipes_fail;
	struct span script; /* which asked for it; empty if is_implicit */
	uint32_t line;
	const struct sieve_version *message;
	union {
		struct sieve_target target; /* keep, fileinto */
		struct sieve_redirect redirect;
		struct span reason; /* reject, ereject: UTF-8 */
		struct sieve_vacation vacation;
		struct sieve_notify notify;
		struct sieve_pipe pipe;
		struct sieve_report report;
		struct sieve_duplicate duplicate;
	};
};
