/* SPDX-License-Identifier: MIT */
/*
 * What a command is: one file cmd/cmd_<verb>.c that ends in one entry, and one
 * line in imap_commands.def. Nothing else names it.
 *
 * run does the whole command in plain blocking code, writes untagged answers
 * to session->stream, and ends with `return imap_reply_…(request, …)` (see
 * imap_reply.h). The loop then tells what else has changed in the mailbox and
 * sends the tagged answer. No read bracket of the store may be open while
 * session->stream is written to: gather answers in a buf, end, then write.
 */
#pragma once

#include "imap/imap_session.h"
#include "wire/wire_imap.h"

struct imap_request;

enum imap_states {
	IMAP_STATE_AUTHENTICATED = 1 << 0, /* no mailbox selected */
	IMAP_STATE_SELECTED = 1 << 1,
	IMAP_STATE_ANY = IMAP_STATE_AUTHENTICATED | IMAP_STATE_SELECTED,
};

enum imap_command_flags {
	IMAP_COMMAND_UID = 1 << 0, /* there is a UID form */
	/* Without UID it speaks in sequence numbers, so that EXPUNGE is
	 * withheld until the next command (RFC 3501 7.4.1). */
	IMAP_COMMAND_SEQUENCE = 1 << 1,
	/* Changes the selected mailbox: refused after EXAMINE. */
	IMAP_COMMAND_WRITES = 1 << 2,
	/* Nothing is told about the mailbox before the tagged answer. */
	IMAP_COMMAND_QUIET = 1 << 3,
	/* Changes mailboxes other than the selected, or their names: a client
	 * that has asked for NOTIFY is not told of its own doing. */
	IMAP_COMMAND_ELSEWHERE = 1 << 4,
	/* Without UID it names no message: RFC 9586 has nothing against it. */
	IMAP_COMMAND_WHOLE = 1 << 5,
	/* May take long, and the store is given work between whole lines only:
	 * meanwhile INPROGRESS is told (imap_progress.h). */
	IMAP_COMMAND_LONG = 1 << 6,
};

enum imap_result {
	IMAP_OK,
	IMAP_NO,
	IMAP_BAD,
	IMAP_BYE, /* the session ends; no tagged answer */
};

struct imap_command {
	const char *name; /* upper case */
	unsigned states;  /* enum imap_states */
	unsigned flags;   /* enum imap_command_flags */
	unsigned
		rights; /* enum store_right that it needs in what is selected */
	const char *capability; /* words it adds, or NULL */
	/* Of a command that reads literals itself: is the one that these
	 * arguments end in the announcement of among them, and all behind it?
	 * Asked at the first two literals only. */
	bool (*streams_literal)(struct span args);
	enum imap_result (*run)(struct imap_session *session,
				struct imap_request *request);
	const char *rfc; /* where it is defined */
};

struct imap_request {
	const struct imap_command *command;
	struct span tag;
	struct span args; /* behind the verb: empty, or begins with a space */
	bool uid;         /* the UID form */
	bool numbers;     /* its search keys name message numbers */
	/* Announced and not read, if streams_literal said so. */
	enum wire_literal literal;
	uint64_t literal_size;
	/* It may have removed messages: under QRESYNC the answer tells up to
	 * where all is known then (RFC 7162 3.2.7). */
	bool removes;
	/* Called when the tagged answer was written, or NULL. */
	void (*after)(struct imap_session *session);
	struct buf code; /* response code of the tagged answer, no brackets */
	char text[256];  /* its text */
};

/* The entries, each at the end of its cmd_<verb>.c. */
#define IMAP_COMMAND(verb) extern const struct imap_command cmd_##verb;
#include "imap/imap_commands.def"
#undef IMAP_COMMAND
