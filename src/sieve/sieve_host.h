/* SPDX-License-Identifier: MIT */
/*
 * What a run asks of the program that runs it. Members that are NULL mean that
 * there is no such thing here: then tests are false and includes not found.
 *
 * Call-backs block, may be called more than once for the same thing, and answer
 * into buffers that the run owns. Where they return false with ERR_TEMP, the
 * run fails with it and the delivery has to be tried again; any other kind is
 * an error of the script.
 */
#pragma once

#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"
#include "base/span.h"
#include "sieve/sieve_action.h"

struct sieve_run;
struct sieve_script;

enum sieve_place {
	SIEVE_PERSONAL, /* RFC 6609: the user's own scripts */
	SIEVE_GLOBAL    /* the site's */
};

/* Of a list that is kept as text, the next member: one a line, but for empty
 * lines and those that begin with #. false: no more. */
bool sieve_lists_next(struct span *rest, struct span *out);

/* A call of one of the admin's programs: vnd.dovecot.filter and .execute. */
struct sieve_program {
	/* UTF-8 of at most 128 characters; no slash or control character in
	 * it, neither "." nor "..". */
	struct span name;
	/* At most 16 of at most 1024 bytes, without NUL, CR and LF. */
	struct sieve_strings arguments;
	/* The message as it is now, or a text, with LF or CRLF; ptr NULL: the
	 * program is given nothing. */
	struct span input;
	bool is_message;
	bool is_filter;
};
enum sieve_program_result {
	SIEVE_PROGRAM_DONE,    /* exit code 0 */
	SIEVE_PROGRAM_NO,      /* any other */
	SIEVE_PROGRAM_UNKNOWN, /* there is none of that name */
	SIEVE_PROGRAM_BROKEN   /* could not be run to its end */
};

struct sieve_host {
	void *context;
	/* RFC 5490 mailboxexists: there, and may messages be stored in it? */
	MUST_CHECK bool (*mailbox_exists)(void *context, struct span mailbox,
					  bool *out, struct err *err);
	/* RFC 5490; mailbox empty: the server's. *out_exists false: none. */
	MUST_CHECK bool (*metadata)(void *context, struct span mailbox,
				    struct span annotation, struct buf *out,
				    bool *out_exists, struct err *err);
	/* RFC 8579: is there a mailbox with that use (mailbox not empty: is it
	 * that one)? */
	MUST_CHECK bool (*special_use)(void *context, struct span mailbox,
				       struct span use, bool *out,
				       struct err *err);
	/* RFC 9042 mailboxidexists. */
	MUST_CHECK bool (*mailboxid_exists)(void *context, struct span id,
					    bool *out, struct err *err);
	/* RFC 7352: was that id seen within its time? */
	MUST_CHECK bool (*duplicate)(void *context, struct span id, bool *out,
				     struct err *err);
	/* RFC 5183, and vnd.dovecot.environment. false in *out: unknown. */
	MUST_CHECK bool (*environment)(void *context, struct span name,
				       struct buf *value, bool *out,
				       struct err *err);
	/* RFC 6609. *out NULL: no such script. It lives as long as the host.
	 */
	MUST_CHECK bool (*include)(void *context, enum sieve_place place,
				   struct span name,
				   const struct sieve_script **out,
				   struct err *err);
	/* RFC 6134: appends all members of a list, a line each; its name is
	 * what stands in the script, or the URN that is short for.
	 * ERR_NOTFOUND: there is no such list. */
	MUST_CHECK bool (*list_members)(void *context, struct span list,
					struct buf *out, struct err *err);
	/* RFC 5435 notify_method_capability "online": "yes", "no", "maybe". */
	MUST_CHECK bool (*notify_capability)(void *context, struct span uri,
					     struct span capability,
					     struct buf *value,
					     struct err *err);
	/* Runs it, now. `output` takes what it writes, as far as there is
	 * room, and is `full` if that was more; NULL: nobody wants it. err says
	 * what happened where the result is UNKNOWN or BROKEN. NULL: all
	 * programs are unknown. */
	MUST_CHECK bool (*program)(void *context,
				   const struct sieve_program *program,
				   struct buf *output,
				   enum sieve_program_result *out,
				   struct err *err);
	/* vnd.dovecot.debug: for the user's log, not for the system's. */
	void (*debug)(void *context, const char *script, uint32_t line,
		      struct span text);
	/* Asks the engine that settings name beside ours, in the form that
	 * sieve_second.h tells; the answer is not trusted. ERR_STATE: it broke
	 * down or took too long. */
	MUST_CHECK bool (*second)(void *context, struct span request,
				  struct buf *answer, struct err *err);
};

/* A script that will be run is what include has by that name (RFC 6609 3.1: it
 * must not include itself); the host is not asked for it. It must outlive the
 * run. */
void sieve_include_know(struct sieve_run *run, enum sieve_place place,
			struct span name, const struct sieve_script *script);
