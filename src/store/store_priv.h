/* SPDX-License-Identifier: MIT */
/*
 * What the files of store share. From the bottom up: txn (the user's write
 * lock with quota usage), side (one folder inside a txn), scan (names on
 * disk), sync (disk → index), build (all folders), and the verbs above them.
 *
 * A verb is a function that does the whole work once, called in a loop with
 * store_txn_retry: when the map was full, the index damaged, or a file not
 * where the index says, everything is done again after a sync. That is safe
 * because whatever the files say at that moment is adopted first.
 */
#pragma once

#include "crypto/crypto_digest.h"
#include "index/index_peek.h"
#include "maildir/md_folder.h"
#include "maildir/md_import.h"
#include "maildir/md_import_keywords.h"
#include "maildir/md_known.h"
#include "maildir/md_name.h"
#include "maildir/md_scan.h"
#include "maildir/md_time.h"
#include "quota/quota.h"
#include "store/store.h"
#include "store/store_message.h"
#include "store/store_metadata.h"

/* ---- store_known.c: which mailboxes the index holds ---- */
struct store_known {
	uint64_t *slot; /* hashes */
	size_t count, space;
	struct index_point at; /* the last transaction that it follows */
	bool committed;        /* ... which has been committed */
};

/* A threshold of quota_warnings that a change passed. */
struct store_passed {
	struct quota_threshold threshold;
	uint64_t usage, limit;
};
enum {
	STORE_PASSED_AT_ONCE = 2, /* by one transaction */
	STORE_PASSED_MAX = 32     /* until somebody tells of them */
};

struct store_user {
	struct account account;
	struct store_settings settings;
	char *host;
	struct index *index;
	struct index_peek *peek;
	int root_fd;
	bool unbuilt; /* the index may lack folders: store_build_ensure */
	bool retry;   /* the last failure is worth another try */
	bool rescan;  /* the next sync has to read the directories */
	bool corrupt; /* seen by a reader: discard before going on */
	struct store_known known;
	bool swept; /* removed folders that crashes left are unlinked */
	bool quiet; /* what is done now passes no threshold */
	struct store_passed passed[STORE_PASSED_MAX]; /* for store_warn */
	unsigned passed_count;
};

enum {
	STORE_TRIES = 4,
	STORE_CHUNK = 256,
	STORE_KEYWORDS_MAX = 64,        /* in a folder */
	STORE_KEYWORDS_CAP = 64 * 1024, /* bytes of a folder's keyword list */
	STORE_PATH_CAP = 1024,
	STORE_FOREIGN_CAP = 1 << 30 /* bytes of fumikura-foreign */
};

/* ---- store_user.c ---- */
/* Where that account's index lies. The caller frees. */
char *store_user_index_dir(const struct account *account);
/* Mailbox name → directory name, as it lies there or as we would make it. */
MUST_CHECK bool store_user_dir(struct store_user *user, struct span name,
			       struct buf *out, struct err *err);

/* ---- store_seen_set.c: of a box that has one ---- */
struct store_seen {
	struct store_user *reader;
	char *file; /* in fumikura-seen/ of the reader */
	struct ranges uids;
	uint32_t recent_uid; /* the first that is recent */
};
MUST_CHECK bool store_seen_set_load(struct store_box *box, struct err *err);
bool store_seen_set_has(const struct store_box *box, uint32_t uid);
uint32_t store_seen_set_count_unseen(const struct store_box *box);
/* Durably; under the owner's write lock, after a load. */
MUST_CHECK bool store_seen_set_change(struct store_box *box,
				      const struct ranges *now_seen,
				      const struct ranges *no_more,
				      struct err *err);
/* Of any box. */
void store_seen_set_release(struct store_box *box);

/* ---- store_override.c ---- */
/* What account->settings says instead, which settings may point into; what it
 * may not say is logged and left as it was. */
void store_override(const struct account *account,
		    struct store_settings *settings);
/* Its acl_groups alone, else the preset; nothing is logged. */
struct span store_override_groups(const struct account *account,
				  struct span preset);

/* ---- store_txn.c: the write lock, and quota usage under it ---- */
struct store_txn {
	struct store_user *user;
	struct index_txn *txn;
	struct index_usage before;
	struct index_usage usage; /* with what this txn has changed */
	int64_t bytes;            /* what it has changed */
	int64_t messages;
	/* Since when there is the lock (clock_mono_ms), if a sync may stop
	 * early: store_side.more. Else 0. */
	int64_t brief_since;
	bool doubtful;      /* maildirsize has to be compared with usage */
	bool entered_inbox; /* so the index was not whole before */
};
#define auto_store_txn __attribute__((cleanup(store_txn_abort)))
MUST_CHECK bool store_txn_begin(struct store_user *user, struct store_txn *t,
				struct err *err);
/* Writes usage and maildirsize, commits. The txn is ended in every case. */
MUST_CHECK bool store_txn_commit(struct store_txn *t, struct err *err);
void store_txn_abort(struct store_txn *t);
void store_txn_count(struct store_txn *t, int64_t bytes, int64_t messages);
/* Writes maildirsize anew if its sum is not the usage. */
void store_txn_compare(struct store_txn *t);
/* After a failure: is it worth doing everything again? If not, an index that
 * is full all the same is ERR_TEMP. */
bool store_txn_retry(struct store_user *user, unsigned *tries, struct err *err);

/* ---- store_side.c: one folder inside a txn ---- */
enum store_place {
	STORE_NEW,
	STORE_CUR,
	STORE_PLACES
};

struct store_dirs {
	int fd[STORE_PLACES];
};
#define auto_store_dirs __attribute__((cleanup(store_dirs_close)))
/* ERR_NOTFOUND: no such mailbox. */
MUST_CHECK bool store_dirs_open(struct store_user *user, const char *dir,
				struct store_dirs *out, struct err *err);
/* Only their times, for store_sync_is_due. ERR_NOTFOUND: one is not there. */
MUST_CHECK bool store_dirs_look(struct store_user *user, const char *dir,
				struct md_time seen[STORE_PLACES],
				struct err *err);
void store_dirs_close(struct store_dirs *dirs);
/* Makes what was changed in these directories durable. */
MUST_CHECK bool store_dirs_flush(struct store_user *user, const char *dir,
				 const bool touched[STORE_PLACES],
				 struct err *err);

enum store_time_bits {
	STORE_TIME_RACY = 1,     /* index_dir_time.racy */
	STORE_TIME_ADVANCED = 2, /* moved on by our own changes since */
	STORE_TIME_BUILDING = 4, /* not all files have been taken in yet */
};

struct store_side {
	struct store_txn *t;
	char *dir;
	struct store_dirs dirs;
	bool fresh; /* not in the index: to be adopted */
	uint32_t folder;
	struct index_folder rec;
	uint64_t mark;
	bool counted; /* in quota usage */
	bool touched[STORE_PLACES];
	bool known[STORE_PLACES]; /* rec's time is the directory's, but for us
				   */
	uint64_t modseq;          /* given in this txn; 0: none yet */
	bool dirty;               /* rec differs from the index */
	bool published;           /* sessions have something to see */
	bool more;                /* the sync stopped early: sync again */
	bool scanned;             /* the directories were read */
};
#define auto_store_side __attribute__((cleanup(store_side_release)))
/* Without looking at the files. */
MUST_CHECK bool store_side_open(struct store_txn *t, const char *dir,
				struct store_side *side, struct err *err);
void store_side_release(struct store_side *side);
/* Call before changing something in that directory. */
MUST_CHECK bool store_side_touch(struct store_side *side,
				 enum store_place place, struct err *err);
/* The next sync reads that directory, whatever its times. */
void store_side_doubt(struct store_side *side, enum store_place place);
/* Directory times and record into the index; last step before the commit. */
MUST_CHECK bool store_side_put(struct store_side *side, struct err *err);
/* Makes the changes in the directories durable. */
MUST_CHECK bool store_side_flush(struct store_side *side, struct err *err);
/* This transaction's modseq in the folder. */
MUST_CHECK bool store_side_modseq(struct store_side *side, uint64_t *out,
				  struct err *err);
/* Into the change log with this transaction's modseq; no UIDs are no change. */
MUST_CHECK bool store_side_log(struct store_side *side,
			       enum index_change_kind kind,
			       const struct ranges *uids, struct err *err);
/* A UID that nobody had. */
MUST_CHECK bool store_side_uid(struct store_side *side, uint32_t *out,
			       struct err *err);
/* Durable identity with ceilings above rec.uidnext and `modseq`. */
MUST_CHECK bool store_side_raise(struct store_side *side, struct err *err);
/* Durable identity with the ceilings that rec has. */
MUST_CHECK bool store_side_write_identity(struct store_side *side,
					  struct err *err);
enum store_count {
	STORE_COUNT_IN,
	STORE_COUNT_OUT
};
void store_side_count(struct store_side *side, enum store_count how,
		      const struct index_message *message);
/* Puts the changed message and moves the counters. */
MUST_CHECK bool store_side_change(struct store_side *side, uint32_t uid,
				  const struct index_message *before,
				  const struct index_message *after,
				  struct err *err);
/* ERR_CORRUPT unless a pass over all records has seen as many as there are:
 * part of a damaged tree can be out of reach without any other sign. */
MUST_CHECK bool store_side_is_whole(const struct index_folder *rec,
				    uint32_t seen, struct err *err);
bool store_side_time_equal(const struct index_dir_time *known,
			   const struct md_time *seen);
struct index_dir_time store_side_time(const struct md_time *seen);

/* ---- store_parsed.c: what is kept of a message ---- */
struct store_parsed {
	struct mime_summary summary;
	uint8_t content[CRYPTO_DIGEST_SIZE]; /* of the bytes */
	uint8_t thread[CRYPTO_DIGEST_SIZE];  /* of its root's Message-ID */
	bool is_header; /* there is only what the header tells */
};
void store_parsed_init(struct store_parsed *p);
void store_parsed_release(struct store_parsed *p);
void store_parsed_make(struct store_parsed *p, struct span message,
		       const struct mime_limits *limits);
/* Of the bytes that a message begins with; false: that takes all of it. */
MUST_CHECK bool store_parsed_make_header(struct store_parsed *p,
					 struct span bytes,
					 const struct mime_limits *limits);
/* The digests alone, with the summary that is there. */
void store_parsed_digest(struct store_parsed *p, struct span message);

/* ---- store_objectid.c ---- */
void store_objectid_write_email(struct buf *out,
				const struct store_message *message,
				struct span content);
void store_objectid_write_thread(struct buf *out, struct span thread);

/* ---- store_blob.c: payload = u16 base length, base, fields ---- */
enum {
	STORE_BLOB_CAP = 4 << 20
}; /* index_blob_add takes no more */
/* mime_summary_make, but coarser where the fields would not fit a blob. */
void store_blob_summarize(struct mime_summary *s, struct span message,
			  const struct mime_limits *limits);
/* mime_summary_make_header; also false if it would not fit. */
MUST_CHECK bool store_blob_summarize_header(struct mime_summary *s,
					    struct span bytes,
					    const struct mime_limits *limits);
void store_blob_begin(struct buf *out, struct span base);
void store_blob_add_parsed(struct buf *out, const struct store_parsed *p);
bool store_blob_base(struct span payload, struct span *out);
/* The fields as they are, for another base; empty if there are none. */
struct span store_blob_fields(struct span payload);
/* false: it is not there, or damaged. The payload may be one that nobody has
 * checked. */
bool store_blob_find(struct span payload, enum store_field tag,
		     struct span *out);

/* What a record tells of the Date: header, see struct index_message. */
struct store_sent {
	uint32_t seconds;
	int16_t zone;
};
struct store_sent store_blob_sent(struct span payload);

/* ---- store_name.c: where a message's file is ---- */
enum store_place store_name_place(const struct index_message *message);
/* File name (without new/ or cur/) that a message of that base must have. */
void store_name_write(struct buf *out, struct span base,
		      const struct index_message *message);
/* ... by its blob. ERR_NOTFOUND: the blob does not tell. */
MUST_CHECK bool store_name_of(struct index_txn *txn,
			      const struct index_folder *rec, uint32_t uid,
			      const struct index_message *message,
			      struct buf *out, struct err *err);
/* Payload of the blob, or ERR_NOTFOUND if it is damaged or missing. */
MUST_CHECK bool store_name_payload(struct index_txn *txn,
				   const struct index_folder *rec, uint32_t uid,
				   const struct index_message *message,
				   struct span *out, struct err *err);
/*
 * Gives the file the name that `after` must have; one that has no UID of ours
 * yet gets it on this occasion (blob and flags of *after follow).
 */
enum store_renamed {
	STORE_RENAMED,
	STORE_RENAME_MISSING, /* not where the index says */
	STORE_RENAME_BAD,
};
enum store_renamed store_name_change(struct store_side *side, uint32_t uid,
				     const struct index_message *before,
				     struct index_message *after,
				     struct err *err);
/* When the message came into its folder: the seconds that the base begins
 * with, as Maildir has it; else its date. */
uint32_t store_name_savedate(struct span base,
			     const struct index_message *message);
/* A base name of ours with sizes and UID. */
void store_name_fresh(struct store_side *side, uint32_t uid, uint64_t size,
		      uint64_t vsize, struct buf *out);

/* ---- store_scan.c: the names on disk ---- */
struct store_entry {
	uint64_t keywords;
	uint64_t hash;  /* of the base */
	uint32_t uid;   /* 0: not one of ours */
	uint32_t flags; /* index_flag with IN_NEW */
	uint32_t given; /* the UID it has, once that is settled */
	uint32_t at;    /* in names.text */
	uint16_t len;
	uint16_t base_len;
	bool odd;     /* not the name that store_name_write gives */
	bool used;    /* matched, or to be passed over */
	bool renamed; /* must get a name of its own */
};
struct store_names {
	struct buf text;
	struct store_entry *entry; /* foreign by hash, then ours by uid */
	size_t count;
	size_t space;
	size_t foreign;
};
#define auto_store_names __attribute__((cleanup(store_names_release)))
void store_names_init(struct store_names *names);
void store_names_release(struct store_names *names);
/* Both directories, new/ first. */
MUST_CHECK bool store_names_read(struct store_names *names,
				 const struct store_dirs *dirs, uint64_t mark,
				 struct err *err);
struct span store_names_name(const struct store_names *names,
			     const struct store_entry *entry);
struct span store_names_base(const struct store_names *names,
			     const struct store_entry *entry);
struct store_entry *store_names_by_uid(const struct store_names *names,
				       uint32_t uid);
struct store_entry *store_names_by_base(const struct store_names *names,
					struct span base);
/* For finding equal bases. */
uint64_t store_names_hash(struct span base);
enum store_place store_names_place(const struct store_entry *entry);

/* ---- store_bases.c: messages with their bases ---- */
struct store_base {
	struct index_message message;
	struct span base; /* in the arena */
	uint32_t uid;
};
/* Of a folder in step with its files, by UID. ERR_GONE: it is not. */
MUST_CHECK bool store_bases_read(struct store_side *side, struct arena *arena,
				 struct store_base **out, size_t *out_count,
				 struct err *err);

/* ---- store_settle.c: names that are not as they should be ---- */
/* Leaves one of each group of twins in its place, marks the others `renamed`
 * (or `used` if they are no more). */
void store_settle_twins(struct store_side *side, struct store_names *names);
/* Gives an odd name the form that we look for; moves it to cur/. The name in
 * `names` is not right afterwards, flags are. */
void store_settle_odd(struct store_side *side, const struct store_names *names,
		      struct store_entry *entry);

/* ---- store_memory.c: what is left of an index that was lost ---- */
struct store_old_blob {
	uint64_t hash; /* of the base */
	uint64_t at;
	size_t order;
	uint32_t len;
	uint32_t uid;
	struct store_sent sent;
	bool cached;
};
struct store_old_name {
	uint64_t hash;
	size_t order;
	uint32_t uid;
};
struct store_memory {
	struct store_old_blob *blob;
	struct store_old_name *name;
	size_t blob_count, blob_space;
	size_t name_count, name_space;
	struct md_known facts; /* keywords only */
};
void store_memory_release(struct store_memory *memory);
/* The blob file of the folder as it was, fumikura-foreign, fumikura-facts. */
MUST_CHECK bool store_memory_read(struct store_memory *memory,
				  struct store_side *side, struct err *err);
/* The newest blob of that UID if it has that base, else NULL. */
const struct store_old_blob *
store_memory_blob(const struct store_memory *memory, uint32_t uid,
		  uint64_t hash);
/* The UID that a base of that hash had last; 0: none. */
uint32_t store_memory_uid(const struct store_memory *memory, uint64_t hash);

/* ---- store_foreign.c: durable UIDs of names that are not ours ---- */
/* Adds a line for fumikura-foreign to text. */
void store_foreign_note(const struct store_side *side, struct buf *text,
			uint32_t uid, struct span base);
/* Durable on return. */
MUST_CHECK bool store_foreign_save(struct store_side *side,
				   const struct buf *text, struct err *err);
struct store_foreign {
	uint32_t uid;
	struct span base;
};
/* The file as it is (initialises text; empty if there is none) ... */
MUST_CHECK bool store_foreign_read(const struct store_side *side,
				   struct buf *text, struct err *err);
/* ... and its lines of this mailbox, in order; false: no more. */
bool store_foreign_next(const struct store_side *side, struct span *rest,
			struct store_foreign *out);
/* These lines instead of all that was there; durable on return. */
MUST_CHECK bool store_foreign_replace(const struct store_side *side,
				      const struct buf *text, struct err *err);
/* Writes it anew from the entries with `given` when it is much too large. */
void store_foreign_compact(const struct store_side *side,
			   const struct store_names *names);

/* ---- store_compact.c: blob files of which most is dead ---- */
/* After a scan of the directory: begins a new file if that is worth it. */
void store_compact_consider(struct store_user *user, const char *dir);
/* Carries over some of what is in the old file, if there is one. */
void store_compact_go_on(struct store_user *user, const char *dir);

/* ---- store_import_facts.c: what names cannot carry of it ---- */
struct store_import_facts;
struct store_import_facts *store_import_facts_new(size_t space);
void store_import_facts_free(struct store_import_facts **facts);
#define auto_store_import_facts                                                \
	__attribute__((cleanup(store_import_facts_free)))
/* At most two: UIDL and order. */
void store_import_facts_message(struct store_import_facts *facts,
				const struct md_import_entry *entry);
/* At most one: its place in the order of POP3. */
void store_import_facts_order(struct store_import_facts *facts,
			      const struct md_import_entry *entry);
/* At most one: which messages of the list have that keyword of k. */
void store_import_facts_keyword(struct store_import_facts *facts,
				const struct md_import_keywords *k, unsigned at,
				const struct md_import_list *list);
/* Durable on return. */
MUST_CHECK bool store_import_facts_save(struct store_import_facts *facts,
					const struct store_side *side,
					struct err *err);

/* ---- store_import.c: what another server kept ---- */
/* For a folder without fumikura-uid: keywords into file names, UIDs into
 * fumikura-foreign, UIDLs into fumikura-facts, the access list, and then the
 * identity. *out_found false: no list of UIDs. */
MUST_CHECK bool store_import_identity(struct store_side *side,
				      struct md_uid *out, bool *out_found,
				      struct err *err);
/* The list of another server that has given UIDs in this mailbox since we did
 * (it has our UIDVALIDITY and goes beyond rec.uidnext); *out_found false: none.
 */
MUST_CHECK bool store_import_since(const struct store_side *side,
				   struct md_import *out, bool *out_found,
				   struct err *err);
/* Makes `subscriptions` of Courier's file if there is only that. */
MUST_CHECK bool store_import_subscriptions(struct store_user *user,
					   struct err *err);
/* The keywords that a file in names has, as bits of k. */
uint64_t store_import_used(const struct md_import_keywords *k,
			   const struct store_names *names);
/* The letter of each of these (0: none) with new ones in *file; tells how many
 * find none. letters: MD_IMPORT_KEYWORDS of them. */
unsigned store_import_letters(const struct md_import_keywords *k, uint64_t used,
			      struct md_keywords *file, uint64_t *letters,
			      bool *changed);

/* ---- store_known.c, called with the lock held ---- */
/* *out false: the index holds no such mailbox under any name. */
MUST_CHECK bool store_known_has(struct store_txn *t, const struct md_uid *uid,
				bool *out, struct err *err);
/* It will hold one. */
void store_known_add(struct store_txn *t, const struct md_uid *uid);
/* A transaction of ours was committed. */
void store_known_commit(struct store_user *user, struct index_point done);
void store_known_release(struct store_known *k);

/* ---- store_identity.c: which mailbox a directory is ---- */
/* Makes the side's record that of the mailbox in its directory; `fresh` stays
 * set if the index knew nothing of it, then memory is filled. */
MUST_CHECK bool store_identity_settle(struct store_side *side,
				      struct store_memory *memory,
				      struct err *err);
/* Forgets what the index knows of the folder, usage included; nothing is no
 * error. */
MUST_CHECK bool store_identity_forget(struct store_txn *t, struct span dir,
				      struct err *err);

/* ---- store_adopt.c: files that the index does not know ---- */
/* Takes every unused entry of names into the index, or sets side->more.
 * `first_new`: UIDs of ours below it were expunged once and are not given back.
 */
MUST_CHECK bool store_adopt(struct store_side *side, struct store_names *names,
			    const struct store_memory *memory,
			    uint32_t first_new, struct err *err);

/* ---- store_sync.c: the index follows the files ---- */
enum store_sync_how {
	STORE_SYNC_LIGHT, /* for changes: racy times are good enough */
	STORE_SYNC_FULL,
	STORE_SYNC_VIEW, /* a session opens it: also scan once in a while */
};
/* Do the times of new/ and cur/ ask for a sync? */
bool store_sync_is_due(const struct index_folder *rec,
		       const struct md_time seen[STORE_PLACES],
		       enum store_sync_how how);
/* store_side_open, and a sync if the directories changed. */
MUST_CHECK bool store_sync_open(struct store_txn *t, const char *dir,
				enum store_sync_how how,
				struct store_side *side, struct err *err);
/* The whole: looks without a lock whether something changed, and if so syncs
 * in a transaction of its own. */
MUST_CHECK bool store_sync(struct store_user *user, const char *dir,
			   enum store_sync_how how, struct err *err);

/* ---- store_renaming.c: a folder with its children ---- */
/* Mailbox names; to_dir: the directory of `to`. ERR_NOTFOUND, ERR_EXISTS. */
MUST_CHECK bool store_renaming_run(struct store_user *user, struct span from,
				   struct span to, struct span to_dir,
				   struct err *err);
/* Finishes what a process that died has left half renamed; waits for one that
 * is at it. First call of every verb on folders. */
void store_renaming_finish(struct store_user *user);

/* ---- store_uncopy.c ---- */
/* Removes these copies from the folder, as far as that can be done. */
void store_uncopy(struct store_user *user, const char *dir,
		  struct store_copied *copied);

/* ---- store_locate.c: files that are not where the index says ---- */
/* What a verb that meets such files remembers between its tries. */
struct store_locate {
	uint32_t missing;     /* met in this try; 0: none */
	uint32_t last;        /* met before */
	struct ranges absent; /* looked for, and nowhere */
	unsigned tries;
	unsigned rounds;
};
void store_locate_init(struct store_locate *l);
void store_locate_release(struct store_locate *l);
/* After a verb failed: true if it should be done again; a missing file has been
 * looked for meanwhile. */
bool store_locate_retry(struct store_box *box, struct store_locate *l,
			struct err *err);
/* Syncs and notes wrong bases anew. ERR_GONE: there is no such message. */
MUST_CHECK bool store_locate_mend(struct store_box *box, uint32_t uid,
				  struct err *err);

/* ---- store_build.c ---- */
/* Makes the index whole if it may not be. First call of every verb. */
MUST_CHECK bool store_build_ensure(struct store_user *user, struct err *err);
/* Syncs every folder and makes usage and maildirsize equal the sum. */
MUST_CHECK bool store_build_recount(struct store_user *user, struct err *err);
/* Looks into every folder whatever its times say. */
MUST_CHECK bool store_build_rescan(struct store_user *user, struct err *err);
/* dirs: all that md_folder_list has just found. Recounts if others removed or
 * renamed one that the index knows. */
void store_build_follow(struct store_user *user, const struct span *dirs,
			size_t count);

/* ---- store_keywords.c ---- */
/* Reads dovecot-keywords if it changed. */
MUST_CHECK bool store_keywords_follow(struct store_side *side, struct err *err);
/* Bits of the names in that folder; missing ones are added. ERR_LIMIT. */
MUST_CHECK bool store_keywords_take(struct store_side *side,
				    const struct span *names, unsigned count,
				    uint64_t *out_bits, struct err *err);
/* Bits of one folder's list in another's. */
MUST_CHECK bool store_keywords_map(struct store_side *from,
				   struct store_side *to, uint64_t bits,
				   uint64_t *out_bits, struct err *err);
/* The list of a folder; its names are spans of text. */
MUST_CHECK bool store_keywords_read(struct index_txn *txn, uint32_t folder,
				    struct buf *text,
				    struct store_keywords *out,
				    struct err *err);
bool store_keywords_find(const struct store_keywords *list, struct span name,
			 unsigned *out);

/* Names beyond the letters get the numbers that `facts` say they had. */
MUST_CHECK bool store_keywords_number(struct store_side *side,
				      const struct md_known *facts,
				      struct err *err);
/* The keywords that `facts` know of a message, as bits of the folder's list;
 * names that it lacks are added beyond the letters. */
MUST_CHECK bool store_keywords_recall(struct store_side *side,
				      const struct md_known *facts,
				      uint32_t uid, uint64_t *out_bits,
				      struct err *err);
/* ---- store_recall.c: keywords of forgotten messages ---- */
struct store_recall {
	struct store_side *side;
	const struct md_known *facts;
	uint64_t letters;       /* of the message taken last */
	struct ranges lettered; /* UIDs whose names have such letters */
};
void store_recall_init(struct store_recall *r, struct store_side *side,
		       const struct md_known *facts);
void store_recall_release(struct store_recall *r);
/* Into *message, and into *e what is a letter: then its name is odd. */
MUST_CHECK bool store_recall_take(struct store_recall *r, struct store_entry *e,
				  uint32_t uid, struct index_message *message,
				  struct err *err);
/* After store_settle_odd of e. */
void store_recall_note(struct store_recall *r, const struct store_entry *e,
		       uint32_t uid);
/* At the end: facts that names carry now are no more. */
MUST_CHECK bool store_recall_settle(struct store_recall *r, struct err *err);

/* A flag of the store, not shown as a keyword. */
bool store_keywords_is_forwarded(struct span name);
/* The letter that means $Forwarded to other programs, as a bit; 0: none. Files
 * that have it get the flag P too, and both go together from then on. */
MUST_CHECK bool store_keywords_forwarded(struct store_side *side,
					 uint64_t *out_bit, struct err *err);
/* Adds to a change what means the same to other programs. */
MUST_CHECK bool store_keywords_widen(struct store_side *side,
				     struct store_flags_change *change,
				     struct err *err);

/* ---- store_special.c: special-use attributes ---- */
enum {
	STORE_SPECIAL_SAID = 1
			     << 15 /* with STORE_MAILBOX_…: it says something */
};
/* Adds what the folder's facts say. */
void store_special_read(struct store_user *user, struct span dir,
			uint32_t *flags);
/* Of a whole list: adds what names say, and clears STORE_SPECIAL_SAID. */
void store_special_names(const struct store_user *user,
			 struct store_mailbox_entry *entry, size_t count);

/* ---- store_metadata.c ---- */
MUST_CHECK bool store_metadata_check(const struct store_user *user,
				     const struct store_metadata *m,
				     struct err *err);

/* ---- store_read.c ---- */

/* ERR_NOTFOUND: not there. */
MUST_CHECK bool store_read_open(struct store_box *box, const char *path,
				struct store_file *out, struct err *err);
/* As many bytes as fit; *out_all: the file has no more. */
MUST_CHECK bool store_read_front(struct store_box *box, const char *path,
				 char *to, size_t space, size_t *out_len,
				 bool *out_all);

/* ---- store_noted.c: what names do not carry, durable ---- */
/* What a transaction does to them. */
struct store_noted {
	struct ranges has[STORE_KEYWORDS_MAX - MD_KEYWORDS];
	struct ranges lacks[STORE_KEYWORDS_MAX - MD_KEYWORDS];
	struct buf text; /* of the list */
	struct store_keywords list;
	struct md_known source;        /* annotations of messages to copy */
	struct ranges annotated;       /* which of them have some */
	struct md_known_message *more; /* some of them, by the copies' UIDs */
	size_t more_count, more_space;
	bool source_read;
	uint64_t any;
	bool saved;
	bool worn; /* time for store_noted_tidy */
};
#define auto_store_noted __attribute__((cleanup(store_noted_release)))
void store_noted_init(struct store_noted *n);
void store_noted_release(struct store_noted *n);
void store_noted_clear(struct store_noted *n);
/* This message's keywords change so. */
void store_noted_keywords(struct store_noted *n, uint32_t uid, uint64_t before,
			  uint64_t after);
/* Durable on return. Before the commit, and after new files have their names.
 */
MUST_CHECK bool store_noted_save(struct store_noted *n, struct store_side *side,
				 struct err *err);
/* The commit failed, and the UIDs of `side` are free again. */
void store_noted_undo(struct store_noted *n, struct store_side *side);
/* Reads the annotations of the messages that are to be copied from `side`;
 * wanted: all of them, the same in each call. */
MUST_CHECK bool store_noted_source(struct store_noted *n,
				   const struct store_side *side,
				   const struct ranges *wanted,
				   struct err *err);
/* Has that message of the source facts that its name does not carry? */
bool store_noted_has(const struct store_noted *n, uint32_t uid,
		     uint64_t keywords);
/* Its annotations of `from` for the copies `to`: as many, in the same order. */
void store_noted_annotations(struct store_noted *n, struct ranges *from,
			     struct ranges *to);
/* Writes the file anew if it is mostly dead. */
void store_noted_compact(struct store_user *user, const char *dir);
/* After the commit: the same, if it is time. */
void store_noted_tidy(struct store_noted *n, struct store_user *user,
		      const char *dir);

/* ---- store_quota_rule.c ---- */
/* Of the account, with the rule for "*"; maildirsize has it in its header. */
struct quota_limit store_quota_limit(const struct account *account);
/* The rule of the mailbox with that directory name. */
struct quota_rule store_quota_rule(const struct account *account,
				   const char *dir);

/* ---- store_quota_pass.c ---- */
/* The thresholds that this transaction passes; call it before the commit. */
unsigned store_quota_passed(struct store_txn *t,
			    struct store_passed out[STORE_PASSED_AT_ONCE]);
/* It was committed. */
void store_quota_note(struct store_user *user,
		      const struct store_passed *passed, unsigned count);

/* ---- store_quota.c ---- */
/* A folder got another name, so perhaps another rule. */
void store_quota_moved(struct store_txn *t, const char *from, const char *to,
		       const struct index_folder *rec);
bool store_quota_exceeds(const struct store_user *user,
			 const struct quota_limit *limit,
			 const struct store_usage *used,
			 const struct quota_amount *more, enum store_grace how);
/* ERR_QUOTA if `more` does not fit into that folder. */
MUST_CHECK bool store_quota_fits(struct store_txn *t, const char *dir,
				 const struct quota_amount *more,
				 enum store_grace how, struct err *err);

/* As the index has it now, without a look at the files. */
MUST_CHECK bool store_quota_usage(struct store_user *user,
				  struct store_usage *out, struct err *err);

/* ---- store_spool.c ---- */
/* Parsed once; valid until the spool is freed. */
MUST_CHECK bool store_spool_finish(struct store_spool *spool,
				   const struct store_parsed **out,
				   struct err *err);
struct store_placing {
	const char *path; /* relative to the user's Maildir */
	int64_t when;     /* INT64_MIN: now */
	enum store_spool_use use;
	/* Out: */
	int64_t mtime;
	int fd; /* of a file that is not durable yet, the caller's; or -1 */
};
/* A file of it under the path, linked to an earlier one where that is
 * possible: durable, but for one that is used once and fits into memory. */
MUST_CHECK bool store_spool_place(struct store_spool *spool,
				  struct store_user *user,
				  struct store_placing *placing,
				  struct err *err);

/* ---- store_recent.c ---- */
/* uids, in the view: leaves those that are \Recent to this session, so that
 * they are to no other. recent_uid: of the record that the view is from; 0: not
 * known. */
void store_recent_claim(struct store_box *box, uint32_t recent_uid,
			struct ranges *uids);
/* Inside a transaction, with all its messages in the record: what is \Recent to
 * the box from here on, for box->taken after the commit; first is 0 if the box
 * (or NULL) is none of this mailbox or never claims. */
struct range store_recent_take(const struct store_box *box,
			       struct store_side *side);

/* ---- store_still.c ---- */
/* The view is that of the record, as it is at this point. */
void store_still_take(struct store_box *box, const struct index_folder *rec,
		      struct index_point point);
bool store_still_holds(const struct store_box *box);

/* ---- store_box_find.c ---- */
/* Number and record of the box's folder in a snapshot. ERR_GONE: the mailbox
 * was deleted or replaced; ERR_NOTFOUND: not in the index at the moment. */
MUST_CHECK bool store_box_find(struct store_box *box, struct index_txn *txn,
			       struct index_folder *out, struct err *err);
/* The box's folder inside a txn, synchronised. */
MUST_CHECK bool store_box_side(struct store_box *box, struct store_txn *t,
			       struct store_side *side, struct err *err);

/* ---- store_agree.c: for store_check ---- */
/* *out_uids: the list of UIDs is that of the messages. out_names: keywords
 * beyond the letters that the index gives to other messages than
 * fumikura-facts, blank between. */
MUST_CHECK bool store_agree(struct store_side *side, bool *out_uids,
			    struct buf *out_names, struct err *err);
/* Makes fumikura-facts say of keywords beyond the letters what the index says,
 * so that a crash meanwhile takes none from a message. Durable on return. */
MUST_CHECK bool store_agree_write(struct store_side *side, struct err *err);
