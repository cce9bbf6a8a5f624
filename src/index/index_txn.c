/* SPDX-License-Identifier: MIT */
/*
 * A transaction holds a reference to its environment, so that the handle may
 * go over to another one meanwhile. Whether the environment is still the one
 * in the folder is asked by a stat: for a writer once it has LMDB's lock,
 * because who replaces an environment holds that lock while doing so. Before,
 * a writer asks only whether the file has been cut short under LMDB's map.
 */
#include <stdlib.h>

#include "base/auto.h"
#include "base/x.h"
#include "index/index_priv.h"

enum {
	BEGIN_TRIES = 100
};

static int begin_lmdb(struct index_env *env, enum index_mode mode,
		      MDB_txn **out)
{
	unsigned flags = mode == INDEX_READ ? MDB_RDONLY : 0;
	int rc = mdb_txn_begin(env->lmdb, NULL, flags, out);
	int dead;

	/* Another process has made the map larger. */
	if (rc == MDB_MAP_RESIZED && env->txns == 0 &&
	    mdb_env_set_mapsize(env->lmdb, 0) == 0)
		rc = mdb_txn_begin(env->lmdb, NULL, flags, out);
	if (rc == MDB_READERS_FULL && mdb_reader_check(env->lmdb, &dead) == 0)
		rc = mdb_txn_begin(env->lmdb, NULL, flags, out);
	return rc;
}

enum attempt {
	ATTEMPT_DONE,
	ATTEMPT_REPLACED,
	ATTEMPT_FAILED
};

static enum attempt try_begin(struct index *index, enum index_mode mode,
			      MDB_txn **out, struct err *err)
{
	struct index_env *env = index->env;
	enum index_currency currency = mode == INDEX_READ
					       ? index_currency(index)
					       : index_currency_of_open(env);
	int rc;

	if (currency == INDEX_TRUNCATED &&
	    !index_env_destroy(env, "truncated", err))
		return ATTEMPT_FAILED;
	if (currency != INDEX_CURRENT)
		return ATTEMPT_REPLACED;
	if (mode == INDEX_WRITE)
		index_env_make_room(env);
	rc = begin_lmdb(env, mode, out);
	if (rc != 0) {
		index_error(env, rc, "begin", err);
		return ATTEMPT_FAILED;
	}
	if (mode == INDEX_WRITE && index_currency(index) != INDEX_CURRENT) {
		mdb_txn_abort(*out);
		return ATTEMPT_REPLACED;
	}
	return ATTEMPT_DONE;
}

static struct index_txn *new_txn(struct index_env *env, enum index_mode mode,
				 MDB_txn *lmdb)
{
	struct index_txn *txn = x_calloc(1, sizeof(*txn));

	txn->env = env;
	txn->lmdb = lmdb;
	txn->mode = mode;
	index_env_ref(env);
	index_blob_file_begin(&env->blobs);
	env->txns++;
	if (mode == INDEX_WRITE)
		env->writing = true;
	return txn;
}

bool index_begin(struct index *index, enum index_mode mode,
		 struct index_txn **out, struct err *err)
{
	if (!index_obtain(index, err))
		return false;
	ASSERT(mode == INDEX_READ || !index->env->writing);
	for (int tries = 0; tries < BEGIN_TRIES; tries++) {
		MDB_txn *lmdb;

		switch (try_begin(index, mode, &lmdb, err)) {
		case ATTEMPT_DONE:
			*out = new_txn(index->env, mode, lmdb);
			return true;
		case ATTEMPT_FAILED:
			return false;
		case ATTEMPT_REPLACED:
		default:
			if (!index_reopen(index, err))
				return false;
		}
	}
	err_set(err, ERR_TEMP, "Temporary failure");
	return err_detail(err, "index %s is replaced all the time", index->dir);
}

struct index_point index_txn_point(const struct index_txn *txn)
{
	return (struct index_point){
		.file = txn->env->inode,
		.number = mdb_txn_id(txn->lmdb),
	};
}

static void finish(struct index_txn *txn)
{
	struct index_env *env = txn->env;

	env->txns--;
	if (txn->mode == INDEX_WRITE) {
		env->writing = false;
		index_blob_pending_discard(&env->blobs.pending);
	}
	if (env->txns == 0)
		index_blob_file_settle(&env->blobs);
	if (env->full)
		index_env_make_room(env);
	index_uids_release(txn);
	free(txn->doomed);
	free(txn);
}

static bool commit(struct index_txn *txn, struct err *err)
{
	int rc;

	if (!index_folder_settle(txn, err) ||
	    !index_blob_pending_flush(&txn->env->blobs.pending, err)) {
		mdb_txn_abort(txn->lmdb);
		return false;
	}
	rc = mdb_txn_commit(txn->lmdb);
	if (rc != 0)
		return index_error(txn->env, rc, "commit", err);
	for (size_t i = 0; i < txn->doomed_count; i++)
		index_blob_file_unlink(txn->env->dir, &txn->doomed[i]);
	return true;
}

bool index_commit(struct index_txn **ref, struct err *err)
{
	struct index_txn *txn = TAKE(*ref);
	struct index_env *env = txn->env;
	bool good = commit(txn, err);

	finish(txn);
	if (good)
		index_env_count_commit(env);
	index_env_unref(&env);
	return good;
}

void index_abort(struct index_txn **ref)
{
	struct index_txn *txn = TAKE(*ref);
	struct index_env *env;

	if (!txn)
		return;
	env = txn->env;
	mdb_txn_abort(txn->lmdb);
	finish(txn);
	index_env_unref(&env);
}
