/* SPDX-License-Identifier: MIT */
/*
 * One IMAP session: who, which mailbox, the stream. Blocking and linear.
 *
 * A session holds no copy of a mailbox: box has the UIDs of the view and a
 * modseq. What must survive a park is what imap_record.h writes; the rest is
 * made again. `arena` is the command's: it is reset after each tagged answer.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/ranges.h"
#include "config/config.h"
#include "io/stream.h"
#include "proc/control.h"
#include "store/store.h"

struct imap_deflate;

/* Extensions switched on by ENABLE (RFC 5161), or by a command that says so. */
enum imap_enabled {
	IMAP_ENABLED_IMAP4REV2 = 1 << 0, /* RFC 9051 */
	IMAP_ENABLED_UTF8 = 1 << 1,      /* RFC 6855 */
	IMAP_ENABLED_CONDSTORE = 1 << 2, /* RFC 7162 */
	IMAP_ENABLED_QRESYNC = 1 << 3,   /* RFC 7162; with CONDSTORE */
	IMAP_ENABLED_UIDONLY = 1 << 4,   /* RFC 9586 */
	/* With any of these, strings and mailbox names are UTF-8. */
	IMAP_ENABLED_ANY_UTF8 = IMAP_ENABLED_IMAP4REV2 | IMAP_ENABLED_UTF8,
};

struct imap_session {
	const struct config *config;
	struct stream stream;
	struct store_user *user;
	struct imap_others *others; /* imap_others.h; NULL: none met yet */
	struct store_box *box;      /* the selected mailbox, or NULL */
	uint32_t rights;            /* enum store_right, in that one */
	struct ranges saved; /* UIDs of "$" (RFC 5182), gone ones with it */
	struct imap_context *contexts; /* searches that are followed */
	uint32_t enabled;              /* enum imap_enabled */
	/* Who wants to know how far the command is, or NULL. */
	const struct store_progress *progress;
	unsigned bad_in_row;
	bool line_too_long; /* the last; how it ended is not known yet */
	bool said_bye;
	bool parked;         /* gate has it; nothing is said any more */
	int64_t wait_end_ms; /* of one that goes on; 0: none does */
	bool may_go_back;    /* by UNAUTHENTICATE (RFC 8437) */
	struct span left_by; /* its tag, in `command`; NULL: not yet */
	const char *reason; /* of its end, for the log; NULL: the client went */
	int64_t begin_ms;   /* clock_mono_ms */
	uint64_t share_stamp; /* of imap_reach.c */
	bool share_waits;     /* it wants to move and could not */
	uint64_t bytes_in;    /* through its earlier workers; like bytes_out */
	uint64_t bytes_out;
	char grant[CONTROL_GRANT_SIZE]; /* of a master user's, or "" */
	unsigned keywords_told;         /* keywords in the last FLAGS answer */
	struct imap_deflate *deflate;   /* COMPRESS (RFC 4978), or NULL */
	struct imap_notify *notify;     /* NOTIFY (RFC 5465), or NULL: never */
	struct arena arena;
	struct buf command;     /* line and literals of the one being run */
	const char *capability; /* words of the CAPABILITY answer */
};

/* The worker's whole life: opens the store, answers the login, runs commands
 * until the client is gone. Closes fd; returns the exit code. */
int imap_session_serve(const struct config *config,
		       const struct control_msg *msg, int fd);
