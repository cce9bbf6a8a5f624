/* SPDX-License-Identifier: MIT */
/*
 * The index engine: one LMDB environment per user plus one append-only blob
 * file per folder (doc/format/index.md).
 *
 * Everything here can be deleted at any time and is built again from the
 * Maildir by store. Knows keys and records, not files of mail. An environment
 * that may have seen a power cut (the `mark` file tells) is never opened: it
 * is deleted and reported as INDEX_FRESH. One handle per environment and
 * process, kept in a registry by (device, inode); never used across a fork.
 *
 * A write transaction is the user's write lock for files and index alike.
 * Spans and pointers into the map are valid until the transaction ends.
 *
 * Another process may put a new environment in the place of a damaged one at
 * any time (or somebody delete the files); index_begin notices and goes over to
 * it. A folder number from before is then ERR_NOTFOUND: numbers are not used
 * again.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/check.h"
#include "base/err.h"
#include "base/ranges.h"
#include "base/span.h"

struct index;
struct index_txn;

enum index_opened {
	INDEX_AS_FOUND,
	INDEX_FRESH
};

/* dir: absolute path of the index folder, made (0700) if missing. FRESH: it
 * holds nothing, because it is new, had another version, was damaged or
 * doubtful; the reason is logged. Each open needs one close. */
MUST_CHECK bool index_open(const char *dir, struct index **out,
			   enum index_opened *out_how, struct err *err);
/* The same, but nothing is opened before the first call that needs it. */
struct index *index_new(const char *dir);
void index_close(struct index **index);
/* Those that are closed stay at hand for the next index_open; not these any
 * more. */
void index_close_unused(void);

/* Forgets all handles without touching the files; first call in a forked
 * child whose parent had any open. */
void index_forget_all(void);

enum index_mode {
	INDEX_READ,
	INDEX_WRITE
};
/* WRITE waits for the lock. ERR_CORRUPT from any call on a transaction means:
 * abort it and call index_discard. ERR_LIMIT with os ENOSPC from one that
 * writes: the map is full; abort or commit, and run the whole transaction
 * again. */
MUST_CHECK bool index_begin(struct index *index, enum index_mode mode,
			    struct index_txn **out, struct err *err);
/* Which transaction of which environment it is. Write transactions that are
 * committed have numbers without gaps. */
struct index_point {
	uint64_t file;
	uint64_t number;
};
struct index_point index_txn_point(const struct index_txn *txn);
/* ERR_LIMIT with os ENOSPC: the map was full and has been enlarged: run the
 * whole transaction again. The transaction is ended in every case. */
MUST_CHECK bool index_commit(struct index_txn **txn, struct err *err);
void index_abort(struct index_txn **txn);
/* Deletes the files of a damaged index; the handle stays, empty (FRESH), or
 * with what another process has put there meanwhile. No transaction is open. */
MUST_CHECK bool index_discard(struct index *index, struct err *err);

/* Message flags; the low six are the Maildir letters. */
enum index_flag {
	INDEX_SEEN = 1 << 0,      /* S */
	INDEX_ANSWERED = 1 << 1,  /* R */
	INDEX_FLAGGED = 1 << 2,   /* F */
	INDEX_DELETED = 1 << 3,   /* T */
	INDEX_DRAFT = 1 << 4,     /* D */
	INDEX_FORWARDED = 1 << 5, /* P */
	INDEX_FLAG_MASK = 0x3f,
	INDEX_IN_NEW = 1 << 16,  /* the file lies in new/ */
	INDEX_FOREIGN = 1 << 17, /* its name has no U= of ours */
	INDEX_CACHED = 1 << 18,  /* its blob holds the cached fields */
};

struct index_dir_time {
	int64_t mtime_ns;
	int64_t ctime_ns;
	uint32_t racy; /* 1: looked at within the clock's granularity */
	uint32_t pad;
};

struct index_folder {
	uint8_t mailbox_id[16];
	uint32_t uidvalidity;
	uint32_t uidnext;
	uint32_t uid_ceiling; /* copy of fumikura-uid's; see maildir */
	uint32_t recent_uid;  /* first UID that no session has had as new */
	uint64_t modseq;      /* highest given in this folder */
	uint64_t modseq_ceiling;
	uint32_t messages;
	uint32_t unseen;
	uint32_t deleted;
	uint32_t blob_generation;
	uint64_t bytes;  /* sum of sizes, as quota counts */
	uint64_t vbytes; /* sum of sizes with CRLF */
	uint64_t blob_end;
	uint64_t log_cut;     /* the change log is whole above this modseq */
	uint32_t log_entries; /* index_log counts them */
	struct index_dir_time new_time;
	struct index_dir_time cur_time;
	uint64_t keywords_stamp; /* of dovecot-keywords as last read */
};

struct index_message {
	uint64_t modseq;
	uint64_t arrival_modseq;
	uint64_t keywords;     /* bit i = keyword i of the folder's list */
	uint32_t flags;        /* enum index_flag */
	uint32_t internaldate; /* seconds since 1970 */
	uint64_t size;         /* bytes of the file */
	uint64_t vsize;        /* bytes with CRLF line ends */
	uint64_t blob_at;
	uint32_t blob_len;
	uint32_t savedate; /* seconds: when it came into this folder */
	/* INDEX_CACHED: its Date: header, seconds since 1970 (0: its blob has
	 * to be asked) and minutes east. */
	uint32_t sent;
	int16_t sent_zone;
	uint16_t pad;
};

/* Folders by directory name ("" is INBOX, ".Sent.2024"), at most 255 bytes.
 * ERR_NOTFOUND if it is not there, ERR_EXISTS where it may not be. A new one
 * has a zeroed record. */
MUST_CHECK bool index_folder_find(struct index_txn *txn, struct span dir,
				  uint32_t *out_folder, struct err *err);
MUST_CHECK bool index_folder_add(struct index_txn *txn, struct span dir,
				 uint32_t *out_folder, struct err *err);
MUST_CHECK bool index_folder_rename(struct index_txn *txn, struct span from,
				    struct span to, struct err *err);
/* With all its messages, log, keywords and blob file. */
MUST_CHECK bool index_folder_remove(struct index_txn *txn, struct span dir,
				    struct err *err);
MUST_CHECK bool index_folder_get(struct index_txn *txn, uint32_t folder,
				 struct index_folder *out, struct err *err);
/* uidnext lies above every message and never falls. */
MUST_CHECK bool index_folder_put(struct index_txn *txn, uint32_t folder,
				 const struct index_folder *record,
				 struct err *err);

/* The directory names of all folders, in the arena. */
MUST_CHECK bool index_folder_list(struct index_txn *txn, struct arena *arena,
				  struct span **out, size_t *out_count,
				  struct err *err);

MUST_CHECK bool index_message_get(struct index_txn *txn, uint32_t folder,
				  uint32_t uid, struct index_message *out,
				  struct err *err);
MUST_CHECK bool index_message_put(struct index_txn *txn, uint32_t folder,
				  uint32_t uid,
				  const struct index_message *message,
				  struct err *err);
MUST_CHECK bool index_message_remove(struct index_txn *txn, uint32_t folder,
				     uint32_t uid, struct err *err);

/*
 * The UIDs of the folder's messages from `first` on, added to *out: without a
 * look at them, in a time that depends on the gaps between them. record: the
 * folder's, as it is in this transaction. In a write transaction they are
 * right only after index_folder_put of it.
 */
MUST_CHECK bool index_uids_read(struct index_txn *txn, uint32_t folder,
				const struct index_folder *record,
				uint32_t first, struct ranges *out,
				struct err *err);

/* Bytes that the folder's messages are sorted by, a few by number; they go with
 * the folder. */
MUST_CHECK bool index_order_get(struct index_txn *txn, uint32_t folder,
				uint32_t number, struct span *out,
				struct err *err);
MUST_CHECK bool index_order_put(struct index_txn *txn, uint32_t folder,
				uint32_t number, struct span bytes,
				struct err *err);

/* Messages in UID order, from `first` on. One scan at a time per txn is
 * enough for everyone; embed it. */
struct index_scan {
	struct index_txn *txn;
	void *cursor;
	uint32_t folder;
	uint32_t first;
	bool started;
	const char *page; /* where the last one was read */
	uint32_t page_size;
	uint32_t slot;
	uint32_t slots; /* 0: not known */
};
void index_scan_init(struct index_scan *scan, struct index_txn *txn,
		     uint32_t folder, uint32_t first);
enum index_step {
	INDEX_STEP_ONE,
	INDEX_STEP_END,
	INDEX_STEP_BAD
};
/* In a write transaction messages may be put and removed meanwhile. */
enum index_step index_scan_next(struct index_scan *scan, uint32_t *out_uid,
				struct index_message *out, struct err *err);
/* In a read transaction: as index_message_get, but cheap for the message that
 * follows the last one found. */
MUST_CHECK bool index_scan_find(struct index_scan *scan, uint32_t uid,
				struct index_message *out, struct err *err);
void index_scan_release(struct index_scan *scan);

/* Change log. Several entries may have one modseq; each add makes one entry of
 * flag changes or expunges. Trims itself to the newest 10,000 entries and
 * raises folder->log_cut (the caller puts the record). */
struct index_change {
	enum index_change_kind {
		INDEX_CHANGED_FLAGS,
		INDEX_EXPUNGED
	} kind;
	uint64_t modseq;
	const struct ranges *uids;
};
MUST_CHECK bool index_log_add(struct index_txn *txn, uint32_t folder,
			      struct index_folder *record,
			      const struct index_change *change,
			      struct err *err);
/* Adds to the sets what happened with modseq > after; either set may be NULL.
 * ERR_GONE if `after` lies below the cut. */
MUST_CHECK bool index_log_read(struct index_txn *txn, uint32_t folder,
			       uint64_t after, struct ranges *out_flags,
			       struct ranges *out_expunged, struct err *err);

/* The folder's keyword names by number, at most 64, newline-separated text. */
MUST_CHECK bool index_keywords_get(struct index_txn *txn, uint32_t folder,
				   struct buf *out, struct err *err);
MUST_CHECK bool index_keywords_put(struct index_txn *txn, uint32_t folder,
				   struct span names, struct err *err);

/* Quota usage of the user. */
struct index_usage {
	uint64_t bytes;
	uint64_t messages;
};
MUST_CHECK bool index_usage_get(struct index_txn *txn, struct index_usage *out,
				struct err *err);
MUST_CHECK bool index_usage_put(struct index_txn *txn,
				const struct index_usage *usage,
				struct err *err);

/*
 * Blobs: bytes beside a message (its base name and cached fields). Append in
 * a write transaction only; moves record->blob_end. The sum is checked on
 * read; a bad one is ERR_CORRUPT (build that blob again, not the index). At
 * most 4 MiB each (else ERR_LIMIT).
 */
MUST_CHECK bool index_blob_add(struct index_txn *txn,
			       struct index_folder *record, uint32_t uid,
			       struct span payload,
			       struct index_message *message, struct err *err);
MUST_CHECK bool index_blob_get(struct index_txn *txn,
			       const struct index_folder *record, uint32_t uid,
			       const struct index_message *message,
			       struct span *out, struct err *err);
struct index_blob_of {
	uint32_t uid;
	const struct index_message *message;
};
/* The file that blobs were last found in; zeroed at first, good as long as the
 * transaction. Private. */
struct index_blob_view {
	struct span bytes;
	uint64_t secret;
};
/* The same, but the bytes may be damaged: for what has a sum of its own. Cheap
 * from the second message of the folder on. */
MUST_CHECK bool index_blob_peek(struct index_txn *txn,
				const struct index_folder *record,
				struct index_blob_view *view,
				const struct index_blob_of *of,
				struct span *out, struct err *err);
/* It will be looked at soon: the processor may begin to fetch it, if it lies
 * in the file that was read last. */
void index_blob_soon(struct index_txn *txn,
		     const struct index_message *message);
/* Where in its file a message's blob begins, for showing. */
uint64_t index_blob_place(const struct index_message *message);
/* Bytes that a message's blob takes in its file. */
uint64_t index_blob_room(const struct index_message *message);
/*
 * After a rebuild: walks the old blob files of a folder with this mailbox id,
 * if there are any, and calls `found` for each whole blob, of one UID the
 * newest last; record's blob_end and generation are set so that these stay
 * valid. The payload is valid during the call only.
 */
struct index_blob_found {
	void (*call)(void *arg, uint32_t uid, uint64_t at, uint32_t len,
		     struct span payload);
	void *arg;
};
MUST_CHECK bool index_blob_adopt(struct index_txn *txn,
				 struct index_folder *record,
				 const struct index_blob_found *found,
				 struct err *err);

/*
 * Compaction: blobs are added to a new file from index_blob_renew on, and
 * index_blob_move carries over what is in the old one, in short transactions,
 * by any process; the caller puts the record. is_moving: there is an old file;
 * no renewal until it is gone.
 */
bool index_blob_is_moving(struct index_txn *txn,
			  const struct index_folder *record);
void index_blob_renew(struct index_txn *txn, struct index_folder *record);
/* Is its blob in the old file? */
bool index_blob_is_old(const struct index_folder *record,
		       const struct index_message *message);
/* Messages from *uid on, which moves on; 0: that were all, and the old file
 * goes with the commit. Start where the first is_old of this generation is. */
MUST_CHECK bool index_blob_move(struct index_txn *txn, uint32_t folder,
				struct index_folder *record, uint32_t *uid,
				struct err *err);

/* Tells watchers (see store_watch) that something was committed: one byte of
 * this file is read. Call it after index_commit. */
void index_notify(struct index *index);
#define INDEX_NOTIFY_FILE "notify"
/* It is there then, if that can be. */
void index_notify_make(struct index *index);
