/* SPDX-License-Identifier: MIT */
/*
 * Sieve (RFC 5228): compile once, run for each message.
 *
 *   sieve_compile   text → byte-code (kept beside the script), or errors
 *   sieve_open      byte-code, checked whole → a script, read-only
 *   sieve_run_new   a message and its envelope
 *   sieve_run_script, once for each script of the chain (before, personal,
 *   default, after), as long as the implicit keep stands
 *   sieve_run_actions  what to do
 *
 * Pure but for the call-backs of struct sieve_host. No globals: many runs may
 * use one script at the same time.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"
#include "sieve/sieve_action.h"
#include "sieve/sieve_host.h"

/* Each is a setting sieve_max_…; 0 is nowhere "no limit". */
struct sieve_limits {
	uint64_t script_bytes;
	uint32_t nesting; /* blocks and tests */
	uint32_t actions; /* of one run */
	uint32_t redirects;
	uint32_t notifies;
	uint32_t programs; /* of filter, execute and pipe */
	uint32_t includes; /* scripts in one run */
	uint32_t include_depth;
	uint32_t variables;
	uint64_t variable_bytes; /* of one value */
	uint64_t memory;         /* of one run */
	uint64_t steps;          /* instructions of one run */
	uint64_t examined;       /* bytes compared in one run */
	uint32_t cpu_ms;         /* back-stop */
};
extern const struct sieve_limits sieve_limits_default;

/* What runs scripts. */
enum sieve_engine {
	SIEVE_ENGINE_OWN,
	SIEVE_ENGINE_LIBSIEVE, /* sieve_host's `second`; scripts in the part of
				* the language that it does right */
};

struct sieve_settings {
	enum sieve_engine engine;
	struct sieve_limits limits;
	/* Names of extensions that scripts may require; count 0: all that
	 * sieve_extensions_default has. */
	struct sieve_strings extensions;
	bool old_extensions; /* imapflags and notify of the old drafts */
	char separator;      /* between user and detail, RFC 5233 */
	/* RFC 5235; empty header: no such test. */
	struct span spam_header, spam_max, virus_header;
	/* vnd.dovecot.environment: "name=value, …" of vnd.dovecot.config. */
	struct span environment;
	/* RFC 5293: fields that editheader may not add or delete. */
	struct sieve_strings protected_fields;
};

/* One error or warning of a script. */
struct sieve_note {
	struct sieve_note *next;
	bool is_warning;
	uint32_t line; /* from 1 */
	const char *text;
};

/*
 * Checks and compiles a script. Notes (at most 100) lie in the arena. false: it
 * has errors, and `out` is as it was. The code holds a hash of text and
 * settings (sieve_code_fits).
 */
MUST_CHECK bool sieve_compile(const struct sieve_settings *settings,
			      struct span text, struct arena *arena,
			      struct sieve_note **out_notes, struct buf *out);
/* Was code made from that text under these settings by this version? */
bool sieve_code_fits(struct span code, const struct sieve_settings *settings,
		     struct span text);
/* code must outlive the script; `name` is told in actions and errors.
 * ERR_CORRUPT: it is no byte-code of this version. */
MUST_CHECK bool sieve_open(struct span code, const char *name,
			   struct sieve_script **out, struct err *err);
void sieve_close(struct sieve_script **script);
/* Bytes that it takes, without its code. */
size_t sieve_memory(const struct sieve_script *script);

/* For the SIEVE line of ManageSieve: names with blanks between. */
void sieve_extensions(const struct sieve_settings *settings, struct buf *out);

struct sieve_input {
	struct span message; /* as it came, LF or CRLF */
	/* Envelope; spans without angle brackets. */
	struct span sender;    /* "" for the null sender */
	struct span recipient; /* as delivered to */
	struct span origin;    /* as first addressed; may be empty */
	struct span user;      /* account, for environment and addresses */
	/* Of MAIL and RCPT as they stood there (xtext, too), empty if not told
	 * (RFC 3461, 2852): by_mode "R" or "N", maybe with a "T"; by_time in
	 * seconds from now. */
	struct span envid, ret, notify, orcpt, by_mode;
	int64_t by_time;
	/* RFC 5183: the client, as far as it is known; may be empty. */
	struct span remote_ip, remote_host;
	int64_t now;  /* UTC seconds */
	int32_t zone; /* minutes east, where no other is wanted */
	/* imapsieve (RFC 6785): where the message lies; empty: a delivery. */
	struct span mailbox;
	struct sieve_strings flags; /* that it has there */
	bool no_envelope;           /* it can't be tested (RFC 6785 4.6) */
};

/* One line of what `fumikura sieve test` shows: called for each test and
 * action as it is done. */
typedef void sieve_trace(void *context, const char *script, uint32_t line,
			 struct span text);

struct sieve_run;

/* Everything must outlive the run. trace may be NULL. */
struct sieve_run *sieve_run_new(const struct sieve_settings *settings,
				const struct sieve_host *host,
				const struct sieve_input *input,
				sieve_trace *trace, void *trace_context);
void sieve_run_free(struct sieve_run **run);
/*
 * *out_keep: the implicit keep still stands behind it, so that the next script
 * may run. false: the actions of this run are void and the message is to be
 * kept: ERR_SYNTAX, ERR_LIMIT and ERR_STATE are the script's (text has its
 * line); ERR_TEMP: the delivery has to be tried again.
 */
MUST_CHECK bool sieve_run_script(struct sieve_run *run,
				 const struct sieve_script *script,
				 bool *out_keep, struct err *err);
/* All scripts are done: adds the implicit keep where it stands. NULL: nothing
 * is to be done, the message is discarded. */
const struct sieve_action *sieve_run_actions(struct sieve_run *run);
