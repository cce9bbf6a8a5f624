/* SPDX-License-Identifier: MIT */
/*
 * Messages of an open mailbox: reading, flags, expunge, copy, move, append.
 */
#pragma once

#include "mime/mime_order.h"
#include "store/store.h"

/* ---- reading ----
 *
 * A read bracket is one short index snapshot: begin, look at some messages,
 * end, and only then wait for the peer. Spans are valid until the end.
 */
struct store_read {
	struct store_box *box;
	struct index_txn *txn;
	struct index_folder folder;
	struct index_scan scan; /* private: where the last record was */
	uint32_t payload_uid;   /* private: whose blob was looked up last */
	struct span payload;
	struct index_blob_view blobs; /* private */
};
MUST_CHECK bool store_read_begin(struct store_box *box, struct store_read *out,
				 struct err *err);
void store_read_end(struct store_read *read);

struct store_message {
	uint32_t uid;
	uint32_t flags;    /* INDEX_SEEN … INDEX_FORWARDED */
	uint64_t keywords; /* bits of store_keywords */
	uint64_t modseq;
	int64_t internaldate;
	int64_t savedate; /* when it came into this mailbox */
	uint64_t size;
	uint64_t vsize;
	int64_t sent; /* Date:, UTC; INT64_MIN: see store_message_order */
	int32_t sent_zone;
	bool recent;
	struct index_message record;
};
/* ERR_GONE if it was expunged meanwhile. */
MUST_CHECK bool store_message_get(struct store_read *read, uint32_t uid,
				  struct store_message *out, struct err *err);

/*
 * Several in a row, cheaper than one by one. *uid, a member of uids, becomes
 * the one behind them, or 0.
 */
enum {
	STORE_AHEAD = 16
};
enum store_ahead_of {
	STORE_AHEAD_RECORDS,
	STORE_AHEAD_FIELDS /* kept ones will be looked at */
};
struct store_ahead {
	unsigned count;
	uint32_t gone; /* bits: of that message only the UID is right */
	struct store_message message[STORE_AHEAD];
};
MUST_CHECK bool store_message_ahead(struct store_read *read,
				    const struct ranges *uids, uint32_t *uid,
				    enum store_ahead_of what,
				    struct store_ahead *out, struct err *err);

enum store_field {
	STORE_ENVELOPE = 1,
	STORE_STRUCTURE,
	STORE_BODY,
	STORE_HEADERS, /* of mime_summary_keeps */
	STORE_PARTS,
	STORE_CONTENT = 7, /* digests, see store_objectid_… */
	STORE_THREAD,
	STORE_PREVIEW,    /* RFC 8970, an IMAP string */
	STORE_ORDER = 11, /* see store_message_order */
	STORE_TABLE,      /* of STORE_HEADERS, for mime_summary_pick */
};
/* A kept field. ERR_NOTFOUND: not kept yet (foreign or rebuilt): end the
 * bracket, call store_message_cache, begin again. */
MUST_CHECK bool store_message_field(struct store_read *read,
				    const struct store_message *message,
				    enum store_field field, struct span *out,
				    struct err *err);
/* Parses the file and keeps its fields. No read bracket may be open. */
MUST_CHECK bool store_message_cache(struct store_box *box, uint32_t uid,
				    struct err *err);
/* The same, and for some of the next of `uids` that lack it, which costs less
 * than one after the other. */
enum store_cache {
	STORE_CACHE_HEADER, /* STORE_ENVELOPE, _HEADERS, _TABLE, _ORDER */
	STORE_CACHE_WHOLE
};
MUST_CHECK bool store_message_cache_from(struct store_box *box,
					 const struct ranges *uids,
					 uint32_t uid, enum store_cache what,
					 struct err *err);
/* What it is sorted and threaded by; ERR_NOTFOUND as above. */
MUST_CHECK bool store_message_order(struct store_read *read,
				    const struct store_message *message,
				    struct mime_order *out, struct err *err);

/* RFC 8474 object ids, appended to out. EMAILID and THREADID: ERR_NOTFOUND as
 * above. COPY, MOVE and a lost index leave them as they are. */
void store_objectid_mailbox(struct buf *out, const uint8_t id[16]);
MUST_CHECK bool store_objectid_email(struct store_read *read,
				     const struct store_message *message,
				     struct buf *out, struct err *err);
MUST_CHECK bool store_objectid_thread(struct store_read *read,
				      const struct store_message *message,
				      struct buf *out, struct err *err);

/* Appends the path of the message's file, relative to the Maildir, as the index
 * knows it; ERR_NOTFOUND if it does not. */
MUST_CHECK bool store_read_path(struct store_read *read,
				const struct store_message *message,
				struct buf *out, struct err *err);

/* The file: a small one read, a large one mapped. No read bracket needed;
 * ERR_GONE if it is no more. */
struct store_file {
	struct span bytes;
	uint64_t vsize; /* with CRLF, as the index had it */
	char *small;    /* private, like the others */
	void *map;
	size_t map_len;
};
MUST_CHECK bool store_message_open(struct store_box *box, uint32_t uid,
				   struct store_file *out, struct err *err);
/* The same, by the path that store_read_path gave in a bracket that has ended;
 * if it is not there any more it is looked for. vsize is not told. */
MUST_CHECK bool store_message_open_at(struct store_box *box, uint32_t uid,
				      const char *path, struct store_file *out,
				      struct err *err);
void store_message_close(struct store_file *file);

/* ---- changing ---- */

enum store_flags_how {
	STORE_FLAGS_ADD,
	STORE_FLAGS_REMOVE,
	STORE_FLAGS_SET
};
struct store_flags_change {
	enum store_flags_how how;
	uint32_t flags;
	uint64_t keywords;
	/* Leave messages alone whose modseq is above it; UINT64_MAX: all. */
	uint64_t unchanged_since;
};
/* UIDs that do not exist are passed over. out_changed (may be NULL) gets those
 * that differ now, out_modified those left alone by unchanged_since. The view
 * of box learns the new modseq only by store_box_refresh. */
MUST_CHECK bool store_flags(struct store_box *box, const struct ranges *uids,
			    const struct store_flags_change *change,
			    struct ranges *out_changed,
			    struct ranges *out_modified, struct err *err);

/* Removes those of `uids` (NULL: all) that have \Deleted. */
MUST_CHECK bool store_expunge(struct store_box *box, const struct ranges *uids,
			      struct err *err);
/* Removes these, whatever flags they have; what is gone already is passed over.
 * What has been removed when it fails stays removed. */
MUST_CHECK bool store_expunge_any(struct store_box *box,
				  const struct ranges *uids, struct err *err);

struct store_copied {
	uint32_t uidvalidity; /* of the destination */
	struct ranges from;   /* UIDs, ascending */
	struct ranges to;     /* the same number, in the same order */
};
void store_copy_init(struct store_copied *c);
void store_copy_release(struct store_copied *c);

enum store_copy_how {
	STORE_COPY,
	STORE_MOVE
};
/* COPY: all or nothing; MOVE: what has been moved when it fails stays moved and
 * is in `out`. ERR_NOTFOUND: no such destination (IMAP: TRYCREATE).
 * ERR_QUOTA. Flags, keywords and dates travel. */
MUST_CHECK bool store_copy(struct store_box *box, const struct ranges *uids,
			   struct span destination, enum store_copy_how how,
			   struct store_copied *out, struct err *err);

/* ---- appending ---- */

/*
 * A message on its way in: gathered in memory, past 256 KiB in a file in the
 * user's tmp/. Line ends are stored as LF (a CR before LF is dropped).
 */
struct store_spool;
/* Where a large one goes. */
struct store_spool_file {
	/* Opens it when it is needed: an empty one that has no name. */
	bool (*open)(void *context, int *out_fd, struct err *err);
	void *context;
	/* It never becomes a message of a mailbox itself: each is a copy. */
	bool is_apart;
};
/* user: in whose tmp/ a large one is kept. */
struct store_spool *store_spool_new(struct store_user *user);
/* For who opens no store; account: by whose settings it is too large. */
struct store_spool *store_spool_new_for(const struct account *account,
					const struct store_settings *settings,
					const struct store_spool_file *file);
/* In the user's tmp/, for struct store_spool_file. */
MUST_CHECK bool store_spool_open_file(struct store_user *user, int *out_fd,
				      struct err *err);
void store_spool_free(struct store_spool **spool);
/* ERR_LIMIT past message_max, ERR_TEMP on a full disk. The spool then
 * swallows the rest; the first error stays. */
MUST_CHECK bool store_spool_write(struct store_spool *spool, struct span bytes,
				  struct err *err);
uint64_t store_spool_size(const struct store_spool *spool);
/* Nothing is added any more: processes that are forked now can each store it,
 * and none can change it for the others. The errors of store_spool_write. */
MUST_CHECK bool store_spool_end(struct store_spool *spool, struct err *err);
/* The file that it lies in, -1: none; stays the spool's. */
int store_spool_fd(const struct store_spool *spool);
/* The whole message as it will be stored, valid until the spool is freed;
 * nothing can be added then. */
MUST_CHECK bool store_spool_bytes(struct store_spool *spool, struct span *out,
				  struct err *err);

/* May the message be the one that passes the limit by the setting
 * quota_grace? */
enum store_grace {
	STORE_WITHIN_LIMIT,
	STORE_WITH_GRACE
};
struct store_append {
	uint32_t flags;
	const struct span *keywords; /* names */
	unsigned keyword_count;
	int64_t internaldate; /* seconds; INT64_MIN: now */
	bool ignore_quota;
	enum store_grace grace;
	/* Of a message that goes when this one is stored; 0: none does. Only
	 * what is more than that counts against the quota. */
	uint64_t replaced_size;
};
struct store_appended {
	uint32_t uidvalidity;
	uint32_t uid;
	uint64_t size;
};
/*
 * Stores the spooled message durably: it is parsed once per spool, written or
 * hard-linked (a spool may be appended to many users), and in the index,
 * maildirsize and quota when this returns. ERR_NOTFOUND: no such mailbox;
 * ERR_QUOTA.
 */
MUST_CHECK bool store_append(struct store_user *user, struct span mailbox,
			     struct store_spool *spool,
			     const struct store_append *options,
			     struct store_appended *out, struct err *err);
/*
 * Several messages, all stored or none, in the order they are added. Until the
 * commit they lie in tmp/, and leave it with the batch. It makes them durable,
 * those whose spool is used once all together.
 */
struct store_batch;
enum store_spool_use {
	STORE_SPOOL_ONCE,
	STORE_SPOOL_AGAIN /* it goes to others, too */
};
MUST_CHECK bool store_batch_begin(struct store_user *user, struct span mailbox,
				  struct store_batch **out, struct err *err);
void store_batch_free(struct store_batch **batch);
/* The batch needs the spool no more, but the names of keywords until the
 * commit. ERR_LIMIT: too large, or more than can be done at once; ERR_NOTFOUND:
 * no such mailbox. After an error the batch is only to be freed. */
MUST_CHECK bool store_batch_add(struct store_batch *batch,
				struct store_spool *spool,
				const struct store_append *options,
				enum store_spool_use use, struct err *err);
struct store_batched {
	uint32_t uidvalidity;
	struct ranges uids; /* the caller's to init and release */
};
/* As store_append; of at least one message. viewer: what they are \Recent to
 * if it is open on this mailbox; may be NULL. */
MUST_CHECK bool store_batch_commit(struct store_batch *batch,
				   struct store_box *viewer,
				   struct store_batched *out, struct err *err);

/* Would a message of that many bytes fit? ERR_QUOTA or ERR_LIMIT if not. */
MUST_CHECK bool store_append_check(struct store_user *user, struct span mailbox,
				   uint64_t bytes, enum store_grace grace,
				   struct err *err);
