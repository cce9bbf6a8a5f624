/* SPDX-License-Identifier: MIT */
/*
 * What the files of src/index share. Floors inside the folder, lowest first:
 * sum, mark, verify, blob_scan | blob_pending | blob_file | env | index | txn |
 * record | uids | folder, message, log, blob.
 */
#pragma once

#include <lmdb.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/span.h"
#include "index/index.h"
#include "index/index_blob_file.h"

/* One open LMDB environment; the registry of index_env.c owns it. */
struct index_env {
	struct index_env *next;            /* of those with like inodes */
	struct index_env *before, *behind; /* of the unused */
	bool unused;
	dev_t device;
	ino_t inode;
	MDB_env *lmdb;
	MDB_dbi dbi;
	char *dir;
	unsigned refs; /* handles and transactions that use it */
	unsigned txns; /* open transactions of this process */
	unsigned commits;
	bool writing; /* one of them is a write transaction */
	bool stale;   /* replaced or damaged: closed when unused */
	bool full;    /* the map grows as soon as no transaction is open */
	off_t size;   /* of the file as last seen; it never shrinks */
	int notify_fd;
	struct index_blob_files blobs;
};

struct index {
	char *dir;
	char *path; /* the environment */
	char *notify;
	struct index_env *env;
};

struct index_uids_notes;

struct index_txn {
	struct index_env *env; /* one reference */
	MDB_txn *lmdb;
	MDB_cursor *cursor; /* of a writer; where it was last */
	enum index_mode mode;
	/* blob files to unlink once this is committed */
	struct index_blob_name *doomed;
	size_t doomed_count;
	/* messages that came and went, a folder each; see index_uids.c */
	struct index_uids_notes *noted;
	size_t noted_count;
};

/* Fills err from an LMDB error: ERR_CORRUPT, ERR_LIMIT (map full; os ENOSPC) or
 * ERR_TEMP. Always false. */
bool index_error(struct index_env *env, int rc, const char *what,
		 struct err *err);
bool index_error_damaged(const char *what, struct err *err);
/* An errno of want of file descriptors or memory: it tells nothing about the
 * file that was to be opened. */
bool index_error_is_passing(int os);

#define INDEX_ENV_FILE  "index.mdb"
#define INDEX_LOCK_FILE "index.mdb-lock"

/* The environment as it lies in dir. False with err clear: there is none, or
 * it is not to be trusted (logged) and is to be made anew. */
MUST_CHECK bool index_env_open_trusted(const char *dir, int dir_fd,
				       struct index_env **out, struct err *err);
/* Deletes what is there and makes an empty one. */
MUST_CHECK bool index_env_open_new(const char *dir, int dir_fd,
				   struct index_env **out, struct err *err);
void index_env_open_close(struct index_env *env);
void index_env_open_remove(const char *dir);
enum index_look {
	INDEX_LOOK_AT_VERSION,
	INDEX_LOOK_AT_EVERYTHING
};
/* *out_fault: NULL if it is good, else a word for the log. False: nobody could
 * look (all reader slots are taken, no memory), which tells nothing of it. */
MUST_CHECK bool index_env_open_look(struct index_env *env, enum index_look look,
				    const char **out_fault, struct err *err);
/* Deletes the files of an open environment once no writer is in it. */
void index_env_open_drop(struct index_env *env, const char *reason);
/* For tests: the map size of environments opened from now on. */
void index_env_open_first_map(size_t bytes);

/* The environment of dir, opened if this process does not have it; made when
 * there is none to trust. The caller owns one reference. */
MUST_CHECK bool index_env_obtain(const char *dir, struct index_env **out,
				 enum index_opened *out_how, struct err *err);
void index_env_ref(struct index_env *env);
void index_env_unref(struct index_env **env);
/* All but the last `keep` that nobody has a reference to. */
void index_env_close_unused(unsigned keep);
/* Deletes the files of env if they are still those in its folder; waits for a
 * writer in them first. */
MUST_CHECK bool index_env_destroy(struct index_env *env, const char *reason,
				  struct err *err);
/* With no transaction open: makes room in the map if it is getting full. */
void index_env_make_room(struct index_env *env);
/* After a commit. Every hundredth frees the reader slots of dead processes and
 * looks closer if there were any. */
void index_env_count_commit(struct index_env *env);
void index_env_forget_all(void);

/* Is the environment in the folder still the one that the handle has? */
enum index_currency {
	INDEX_CURRENT,
	INDEX_REPLACED,
	INDEX_TRUNCATED
};
enum index_currency index_currency(struct index *index);
/* The same without a look into the folder: REPLACED only if that was noticed
 * before. */
enum index_currency index_currency_of_open(struct index_env *env);
/* The handle has an environment then. */
MUST_CHECK bool index_obtain(struct index *index, struct err *err);
/* Lets go of a replaced environment and takes the one that is there now. */
MUST_CHECK bool index_reopen(struct index *index, struct err *err);

/* ---- values (index_value.c): sealed, spans into the map ---- */

struct index_key;
MUST_CHECK bool index_value_get(struct index_txn *txn,
				const struct index_key *key, struct span *out,
				struct err *err);
/* How many there are in all. */
size_t index_value_count(struct index_txn *txn);
enum index_put {
	INDEX_PUT_ANYWHERE,
	INDEX_PUT_LIKELY_LAST
};
MUST_CHECK bool index_value_put(struct index_txn *txn,
				const struct index_key *key, struct span value,
				enum index_put how, struct err *err);
MUST_CHECK bool index_value_remove(struct index_txn *txn,
				   const struct index_key *key,
				   struct err *err);
/* All whose key begins with prefix. */
MUST_CHECK bool index_value_remove_all(struct index_txn *txn,
				       const struct index_key *prefix,
				       struct err *err);

/* ---- which UIDs a folder has (index_uids.c) ---- */

enum index_uids_change {
	INDEX_UIDS_IN,
	INDEX_UIDS_OUT
};
void index_uids_note(struct index_txn *txn, uint32_t folder, uint32_t uid,
		     enum index_uids_change change);
/* The notes become gaps; uidnext was `before` when this was done last. */
MUST_CHECK bool index_uids_follow(struct index_txn *txn, uint32_t folder,
				  uint32_t before, uint32_t uidnext,
				  struct err *err);
/* Is there a folder with notes? */
bool index_uids_has_notes(const struct index_txn *txn, uint32_t *out_folder);
/* Notes of a folder that goes. */
void index_uids_drop(struct index_txn *txn, uint32_t folder);
void index_uids_release(struct index_txn *txn);

/* Before a commit: the UIDs of folders whose record was not put after their
 * messages (index_folder.c). */
MUST_CHECK bool index_folder_settle(struct index_txn *txn, struct err *err);

/* ---- index_log.c ---- */
/* The value of a log entry; false if it is malformed. */
MUST_CHECK bool index_log_read_entry(struct span value,
				     enum index_change_kind *out_kind,
				     struct ranges *out);

/* The blob files of a folder go with the commit (index_blob.c). */
void index_blob_doom(struct index_txn *txn, const struct index_folder *record);

/* ---- index_blob.c ---- */
/* index_blob_get without a transaction. */
MUST_CHECK bool index_blob_read(struct index_blob_files *files, const char *dir,
				const struct index_folder *record,
				const struct index_blob_of *of,
				struct span *out, struct err *err);
