/* SPDX-License-Identifier: MIT */
/*
 * The one door to mail: a user, the mailboxes, opening one, following it.
 *
 * The Maildir is the truth, the index follows (doc/format/). Every call that
 * changes something has committed it, appended mail durably, when it returns
 * true. Nothing here knows IMAP or LMTP. One process may open many
 * users (lmtp) or one (imap); any number of processes work on one user at
 * once. Names are UTF-8 with '.' between levels, "INBOX" in any case.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "account/account.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"
#include "base/ranges.h"
#include "config/config.h"
#include "config/config_quota.h"
#include "index/index.h"
#include "mime/mime_summary.h"

/* What thresholds of quota there are and what to do when one is passed. */
struct store_warning_settings {
	struct config_warnings list;
	const char *command; /* "": a message into INBOX */
	const char *text;    /* file, or "" */
	const char *text_below;
	const char *run_dir; /* where programs take turns */
	uint32_t seconds;    /* for one program */
	uint32_t programs;   /* at once */
};

struct store_settings {
	const char *host; /* for file names */
	struct mime_limits mime;
	uint64_t message_max;          /* bytes */
	uint32_t mailbox_max;          /* mailboxes of a user */
	uint32_t keywords_max;         /* per mailbox, <= 64 */
	uint32_t once_max;             /* what store_once.h keeps */
	uint64_t metadata_bytes_max;   /* of one value */
	uint64_t metadata_entries_max; /* of a mailbox, message, or the user */
	const char *special_use;       /* "name=attribute, …" */
	struct span acl_groups;        /* "staff,sales": of the user */
	const char *shared_dir; /* of store_share.h; NULL: there is none */
	struct config_grace grace;
	struct store_warning_settings warning;
};

/* What the configuration says of them; valid as long as it is. */
struct store_settings store_settings_of(const struct config *config);

/* Before walls of files (proc/isolation.h) go up around this process or those
 * that it forks: reads what is needed from outside. */
void store_prepare(void);

struct store_user;

/* Makes the home and Maildir (0700) on first use. The account is copied. */
MUST_CHECK bool store_user_open(const struct account *account,
				const struct store_settings *settings,
				struct store_user **out, struct err *err);
/* The same for a session that goes on: the index is opened by the first call
 * that needs it, which may then fail as this one does. */
MUST_CHECK bool store_user_resume(const struct account *account,
				  const struct store_settings *settings,
				  struct store_user **out, struct err *err);
void store_user_close(struct store_user **user);
/* What was opened stays at hand for the next store_user_open; not after this,
 * for a process that goes on for another user. */
void store_close_unused(void);
/* Bytes of the largest message that the user may store; UINT64_MAX: no limit.
 */
uint64_t store_user_message_max(const struct store_user *user);
const struct account *store_user_account(const struct store_user *user);

/* ---- mailboxes ---- */

enum store_mailbox_flag {
	STORE_MAILBOX_EXISTS = 1 << 0, /* else: only a parent of others */
	STORE_MAILBOX_CHILDREN = 1 << 1,
	STORE_MAILBOX_SUBSCRIBED = 1 << 2,
	STORE_MAILBOX_NO_INFERIORS = 1 << 3, /* no name below it is possible */
	/* RFC 6154: set by the user, or by name (setting special_use) */
	STORE_MAILBOX_ARCHIVE = 1 << 8,
	STORE_MAILBOX_DRAFTS = 1 << 9,
	STORE_MAILBOX_JUNK = 1 << 10,
	STORE_MAILBOX_SENT = 1 << 11,
	STORE_MAILBOX_TRASH = 1 << 12,
	STORE_MAILBOX_SPECIAL = 0x1f << 8,
};
struct store_mailbox_entry {
	struct span name; /* in the list's arena */
	uint32_t flags;
};
/* All mailboxes and all subscribed names, with their missing parents, sorted
 * with INBOX first. */
MUST_CHECK bool store_list(struct store_user *user, struct arena *arena,
			   struct store_mailbox_entry **out, size_t *out_count,
			   struct err *err);
/* Sorts entries with INBOX first and makes those of one name one; how many are
 * left. */
size_t store_list_join(struct store_mailbox_entry *entry, size_t count);
/* ERR_EXISTS; ERR_SYNTAX for impossible names; ERR_LIMIT. Parents are not
 * made. The access list is that of its parent, if there is one. */
MUST_CHECK bool store_create(struct store_user *user, struct span name,
			     struct err *err);
/* With attributes of STORE_MAILBOX_SPECIAL, from the start. */
MUST_CHECK bool store_create_special(struct store_user *user, struct span name,
				     uint32_t attributes, struct err *err);
/* "\Sent \Trash" to flags; false: there is another word. And back. */
bool store_special_parse(struct span text, uint32_t *out);
void store_special_write(struct buf *out, uint32_t flags);
/* ERR_NOTFOUND; ERR_DENIED for INBOX. Children stay. */
MUST_CHECK bool store_delete(struct store_user *user, struct span name,
			     struct err *err);
/* With children. INBOX: its messages move to the new mailbox, INBOX stays
 * (RFC 3501 6.3.5). UIDVALIDITY and UIDs travel with the renamed folder. */
MUST_CHECK bool store_rename(struct store_user *user, struct span from,
			     struct span to, struct err *err);
/* The name need not exist. */
MUST_CHECK bool store_subscribe(struct store_user *user, struct span name,
				bool subscribed, struct err *err);
/* The names alone, in the arena, in no order; no folder is looked at. */
MUST_CHECK bool store_subscriptions(struct store_user *user,
				    struct arena *arena, struct span **out,
				    size_t *out_count, struct err *err);

struct store_status {
	uint32_t messages, unseen, recent, deleted;
	uint32_t uidnext, uidvalidity;
	uint64_t modseq;
	uint64_t vbytes; /* sum of CRLF sizes */
	uint8_t mailbox_id[16];
};
/* Synchronises with the files first. */
MUST_CHECK bool store_status(struct store_user *user, struct span name,
			     struct store_status *out, struct err *err);

struct store_status_of {
	struct span name;
	bool found; /* else there is none, or it can't be read (logged) */
	struct store_status status;
};
/* The same of many at once: those whose files have not changed, as mostly, in
 * one snapshot of the index. */
void store_status_many(struct store_user *user, struct store_status_of *of,
		       size_t count);
/* Bytes that an expunge of all deleted messages would free, as quota counts.
 * Looks at every message. */
MUST_CHECK bool store_status_deleted(struct store_user *user, struct span name,
				     uint64_t *out_bytes, struct err *err);

struct store_usage {
	uint64_t bytes, messages; /* in use */
};
MUST_CHECK bool store_usage(struct store_user *user, struct store_usage *out,
			    struct err *err);
/*
 * Tells of thresholds (settings quota_warnings …) that calls on this user have
 * passed since the last time: call it when a command is done, best when it is
 * answered. Each passing is told once, by the process whose change it was, and
 * not at all if that is killed before it gets here. Trouble is logged.
 */
void store_warn(struct store_user *user);

/* ---- an open mailbox: a view of UIDs and a modseq ---- */

enum store_access {
	STORE_READ_ONLY,
	STORE_READ_WRITE
};

/*
 * What a mailbox was like when a refresh had nothing left to tell. As long as
 * its directories have these times and the index this last transaction, there
 * is nothing to tell. Numbers only, so that it can be kept with a session.
 */
struct store_still {
	struct index_point point; /* number 0: there was something left */
	struct index_dir_time new_time, cur_time;
};

struct store_seen;
struct store_box {
	struct store_user *user;
	struct store_seen *seen; /* store_seen.h; NULL: flags are the owner's */
	enum store_access access;
	/* Flags that nobody may change through this box; set by who opened. */
	uint32_t kept_flags;
	bool keeps_keywords;
	/* Who wants to know how far a long verb is (store_progress.h), or NULL.
	 * Set by who opened. */
	const struct store_progress *progress;
	char *name;      /* UTF-8, as asked for; INBOX upper case */
	char *dir;       /* directory name, "" for INBOX */
	uint32_t folder; /* index number */
	uint32_t uidvalidity;
	uint8_t mailbox_id[16];
	struct ranges uids;      /* the view: sequence number = rank */
	struct ranges recent;    /* \Recent in this session */
	uint32_t uidnext;        /* of the view */
	uint64_t modseq;         /* flags and arrivals are known up to here */
	uint64_t expunge_modseq; /* expunges are known up to here */
	unsigned keyword_count;  /* as last told; who opened may say none */
	struct store_still still;
	struct index_point claimed; /* private: by its last commit of \Recent */
	/* Private, of changes through this box since the last refresh: how many
	 * modseqs they took, and whether others may have been before them. */
	uint64_t own_modseqs;
	bool met_others;
	struct ranges taken; /* private: \Recent, and not in the view yet */
};

/* Synchronises and takes the view. READ_WRITE claims \Recent. */
MUST_CHECK bool store_box_open(struct store_user *user, struct span name,
			       enum store_access access, struct store_box **out,
			       struct err *err);
/* The mailbox of a session that goes on, without a look at it. Its view is
 * empty, for the caller to fill in as it was: uidvalidity and mailbox_id, which
 * the next call compares (ERR_GONE), uids … expunge_modseq, and still. */
MUST_CHECK bool store_box_resume(struct store_user *user, struct span name,
				 enum store_access access,
				 struct store_box **out, struct err *err);
void store_box_close(struct store_box **box);

/* What a refresh found. */
struct store_changes {
	struct ranges expunged; /* UIDs that left the view, with TAKE */
	struct ranges flags;    /* UIDs in the view with changed flags */
	struct ranges arrived;  /* new UIDs, now in the view */
	bool keywords;          /* the keyword list grew */
	bool gone;              /* the mailbox was deleted or replaced */
	/* All of it was done through this box, since its last refresh. */
	bool own;
};
void store_changes_init(struct store_changes *c);
void store_changes_release(struct store_changes *c);

enum store_expunges {
	STORE_EXPUNGES_KEEP,
	STORE_EXPUNGES_TAKE
};
/*
 * Synchronises with the files and moves the view forward. KEEP leaves expunged
 * UIDs in the view (sequence numbers stay; their messages are ERR_GONE).
 * With TAKE `before` (may be NULL) receives the view as it was, from which the
 * sequence numbers of `expunged` follow.
 */
MUST_CHECK bool store_box_refresh(struct store_box *box,
				  enum store_expunges how,
				  struct store_changes *out,
				  struct ranges *before, struct err *err);

/*
 * What happened after a modseq that some session once knew. changed: messages
 * of the view with a higher modseq. vanished: UIDs that are in the mailbox no
 * more and not in the view either, as far as the log reaches back, else all
 * below the view's uidnext: *out_exact tells. Both are replaced.
 */
MUST_CHECK bool store_box_since(struct store_box *box, uint64_t modseq,
				struct ranges *changed, struct ranges *vanished,
				bool *out_exact, struct err *err);

/*
 * Changes by others: an fd that becomes readable when something in the mailbox
 * may have changed (commit of any process, or a foreign change in new/ or
 * cur/). store_watch_clear before the next refresh. ERR_LIMIT where the system
 * gives no inotify instance: then refresh every second instead.
 */
MUST_CHECK bool store_watch_open(struct store_box *box, int *out_fd,
				 struct err *err);
void store_watch_clear(int fd);
/* Where store_watch_open looks, for who watches without the store. */
enum {
	STORE_WATCH_PLACES = 3
};
struct store_watch_place {
	uint32_t events;  /* of inotify(7) */
	uint64_t seen[2]; /* with nothing left to tell; 0 0: it is not known */
	char path[1024];
};
/* How many. */
unsigned store_watch_places(const struct store_box *box,
			    struct store_watch_place out[STORE_WATCH_PLACES]);
/* What is at that place now, as in `seen`: of any user, without the store.
 * false: nothing that can be told. */
MUST_CHECK bool store_watch_look(const char *path, uint32_t events,
				 uint64_t out[2]);
/* Where store_watch_add does; it is made if it is not there. */
void store_watch_place_of(struct store_user *user,
			  struct store_watch_place *out);
/* The same without a mailbox: any commit in any mailbox of the user. */
MUST_CHECK bool store_watch_user(struct store_user *user, int *out_fd,
				 struct err *err);
/* That of another user too, which may be closed meanwhile; once is enough. */
MUST_CHECK bool store_watch_add(int fd, struct store_user *user,
				struct err *err);

/* Keyword names of the mailbox by number; NULL-named numbers are free. */
struct store_keywords {
	struct span name[64];
	unsigned count;
};
MUST_CHECK bool store_keywords(struct store_box *box, struct arena *arena,
			       struct store_keywords *out, struct err *err);
/* The bits of these names, adding new ones to the mailbox. ERR_LIMIT. */
MUST_CHECK bool store_keywords_bits(struct store_box *box,
				    const struct span *names, unsigned count,
				    uint64_t *out_bits, struct err *err);
