/* SPDX-License-Identifier: MIT */
/*
 * Opening one environment. It is trusted if its mark is right, its meta pages
 * are sane and, up to WALK_MAX bytes or when a process died reading it, every
 * page is (index_verify.h); else it is deleted and made anew. The caller holds
 * the folder's lock.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"
#include "index/index_mark.h"
#include "index/index_priv.h"
#include "index/index_record.h"
#include "index/index_verify.h"
#include "io/file.h"

enum {
	READERS_MAX = 512,
	WALK_MAX = 2 * 1024 * 1024,
	WALK_TRIES = 20,
	COPY_MAX = 128 * 1024,
};

static size_t first_map = (size_t)1 << 30;

void index_env_open_first_map(size_t bytes)
{
	first_map = bytes;
}

/* LMDB met bytes that can't be and is about to abort the process: without its
 * mark nobody opens them again. */
static void on_assert(MDB_env *lmdb, const char *text)
{
	const struct index_env *env = mdb_env_get_userctx(lmdb);

	index_mark_remove(env->dir);
	log_event(LOG_LEVEL_ERROR, "index-damaged", "dir=%s lmdb=%s",
		  LOG_TEXT(span_of(env->dir)), LOG_TEXT(span_of(text)));
}

void index_env_open_close(struct index_env *env)
{
	mdb_env_close(env->lmdb);
	index_blob_file_release(&env->blobs);
	if (env->notify_fd >= 0)
		close(env->notify_fd);
	free(env->dir);
	free(env);
}

static void auto_close_env(struct index_env **env)
{
	if (*env)
		index_env_open_close(*env);
}
#define auto_env __attribute__((cleanup(auto_close_env)))

void index_env_open_remove(const char *dir)
{
	auto_free char *env = x_printf("%s/" INDEX_ENV_FILE, dir);
	auto_free char *lock = x_printf("%s/" INDEX_LOCK_FILE, dir);

	index_mark_remove(dir);
	unlink(env);
	unlink(lock);
}

/* False with err set: nobody could look. */
static bool meta_is_sane(const char *path, uint64_t *out_map,
			 enum index_currency *out_length, struct err *err)
{
	size_t front = 2 * (size_t)sysconf(_SC_PAGESIZE);
	auto_free char *bytes = x_calloc(front, 1);
	auto_fd int fd = file_open_quietly(AT_FDCWD, path, O_RDONLY);
	struct stat st;
	uint64_t used;

	if (fd < 0 && index_error_is_passing(errno))
		return err_sys(err, "open %s", path);
	if (fd < 0 || fstat(fd, &st) != 0 ||
	    pread(fd, bytes, front, 0) != (ssize_t)front ||
	    !index_verify_meta(span_make(bytes, front), (uint64_t)st.st_size,
			       out_map, &used))
		return false;
	/* Pages at the end that were taken and given back in one transaction
	 * may never have been written; then a walk must tell. */
	*out_length =
		used > (uint64_t)st.st_size ? INDEX_TRUNCATED : INDEX_CURRENT;
	return true;
}

static bool open_lmdb(struct index_env *env, uint64_t map, struct err *err)
{
	auto_free char *path = x_printf("%s/" INDEX_ENV_FILE, env->dir);
	struct stat st;
	int rc = mdb_env_create(&env->lmdb);

	ASSERT(rc == 0);
	mdb_env_set_userctx(env->lmdb, env);
	mdb_env_set_assert(env->lmdb, on_assert);
	mdb_env_set_maxreaders(env->lmdb, READERS_MAX);
	mdb_env_set_mapsize(env->lmdb, map > first_map ? map : first_map);
	rc = mdb_env_open(env->lmdb, path,
			  MDB_NOSYNC | MDB_NOTLS | MDB_NOSUBDIR, 0600);
	if (rc != 0)
		return index_error(env, rc, "open", err);
	if (stat(path, &st) != 0)
		return err_sys(err, "stat %s", path);
	env->device = st.st_dev;
	env->inode = st.st_ino;
	env->size = st.st_size;
	return true;
}

static bool new_env(const char *dir, uint64_t map, struct index_env **out,
		    struct err *err)
{
	auto_env struct index_env *env = x_calloc(1, sizeof(*env));

	env->dir = x_strdup(dir);
	env->notify_fd = -1;
	index_blob_file_init(&env->blobs);
	if (!open_lmdb(env, map, err))
		return false;
	*out = TAKE(env);
	return true;
}

/* A read transaction, with the slots of dead processes freed for it. */
static bool begin_look(struct index_env *env, MDB_txn **out, struct err *err)
{
	int rc = mdb_txn_begin(env->lmdb, NULL, MDB_RDONLY, out);
	int dead;

	if (rc == MDB_READERS_FULL && mdb_reader_check(env->lmdb, &dead) == 0)
		rc = mdb_txn_begin(env->lmdb, NULL, MDB_RDONLY, out);
	return rc == 0 || index_error(env, rc, "look", err);
}

static bool walk_map(struct index_env *env, MDB_txn *txn, int fd, size_t size,
		     enum index_verdict *out, struct err *err)
{
	void *map = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);

	if (map == MAP_FAILED)
		return err_sys(err, "mmap index in %s", env->dir);
	*out = index_verify_tree(span_make(map, size), mdb_txn_id(txn));
	munmap(map, size);
	return true;
}

/* To read a small file costs a third of mapping it. */
static bool walk_copy(MDB_txn *txn, int fd, size_t size,
		      enum index_verdict *out)
{
	auto_free char *copy = x_realloc_array(NULL, size, 1);

	if (pread(fd, copy, size, 0) != (ssize_t)size)
		return false;
	*out = index_verify_tree(span_make(copy, size), mdb_txn_id(txn));
	return true;
}

/* One look at every page in the snapshot of a read transaction. */
static bool walk_snapshot(struct index_env *env, MDB_txn *txn,
			  enum index_verdict *out, struct err *err)
{
	struct stat st;
	size_t size;
	int fd;

	if (mdb_env_get_fd(env->lmdb, &fd) != 0 || fstat(fd, &st) != 0)
		return err_sys(err, "stat index in %s", env->dir);
	*out = INDEX_VERIFY_BAD;
	size = (size_t)st.st_size;
	return size == 0 ||
	       (size <= COPY_MAX && walk_copy(txn, fd, size, out)) ||
	       walk_map(env, txn, fd, size, out, err);
}

static bool walk(struct index_env *env, enum index_verdict *out,
		 struct err *err)
{
	MDB_txn *txn;
	bool ok;

	if (!begin_look(env, &txn, err))
		return false;
	ok = walk_snapshot(env, txn, out, err);
	mdb_txn_abort(txn);
	return ok;
}

/* Makes the file as long as its meta page says. Never cuts: others write. */
static bool lengthen(struct index_env *env)
{
	MDB_envinfo info;
	MDB_stat page;
	struct stat st;
	off_t used;
	int fd;

	if (mdb_env_get_fd(env->lmdb, &fd) != 0 || fstat(fd, &st) != 0 ||
	    mdb_env_info(env->lmdb, &info) != 0 ||
	    mdb_env_stat(env->lmdb, &page) != 0)
		return false;
	used = (off_t)((info.me_last_pgno + 1) * page.ms_psize);
	return used <= st.st_size || posix_fallocate(fd, used - 1, 1) == 0;
}

static bool look_at_pages(struct index_env *env, const char **out_fault,
			  struct err *err)
{
	enum index_verdict verdict = INDEX_VERIFY_OTHER_SNAPSHOT;

	for (int tries = 0; tries < WALK_TRIES; tries++) {
		if (!walk(env, &verdict, err))
			return false;
		if (verdict != INDEX_VERIFY_OTHER_SNAPSHOT)
			break;
	}
	if (verdict != INDEX_VERIFY_GOOD || !lengthen(env))
		*out_fault = "damaged";
	return true;
}

static const char *version_fault(struct index_env *env, MDB_txn *txn)
{
	unsigned char key = INDEX_KEY_SCHEMA;
	MDB_val k = { .mv_data = &key, .mv_size = 1 };
	MDB_val v;

	if (mdb_dbi_open(txn, NULL, 0, &env->dbi) == 0 &&
	    mdb_get(txn, env->dbi, &k, &v) == 0 &&
	    index_record_is_version(span_make(v.mv_data, v.mv_size)))
		return NULL;
	return "other-version";
}

bool index_env_open_look(struct index_env *env, enum index_look look,
			 const char **out_fault, struct err *err)
{
	MDB_txn *txn;

	*out_fault = NULL;
	if (look == INDEX_LOOK_AT_EVERYTHING &&
	    !look_at_pages(env, out_fault, err))
		return false;
	if (*out_fault)
		return true;
	if (!begin_look(env, &txn, err))
		return false;
	*out_fault = version_fault(env, txn);
	mdb_txn_abort(txn);
	return true;
}

static void log_dropped(const char *dir, const char *reason)
{
	log_event(LOG_LEVEL_WARN, "index-dropped", "dir=%s reason=%s",
		  LOG_TEXT(span_of(dir)), reason);
}

void index_env_open_drop(struct index_env *env, const char *reason)
{
	MDB_txn *txn = NULL;
	struct stat st;
	int fd;

	log_dropped(env->dir, reason);
	/* Who writes in it now finishes first; who comes then sees that the
	 * file is another. One that lost its meta pages can't be asked. */
	if (!env->writing && mdb_env_get_fd(env->lmdb, &fd) == 0 &&
	    fstat(fd, &st) == 0 && st.st_size >= 2 * sysconf(_SC_PAGESIZE) &&
	    mdb_txn_begin(env->lmdb, NULL, 0, &txn) != 0)
		txn = NULL;
	index_env_open_remove(env->dir);
	if (txn)
		mdb_txn_abort(txn);
}

bool index_env_open_trusted(const char *dir, int dir_fd, struct index_env **out,
			    struct err *err)
{
	auto_free char *path = x_printf("%s/" INDEX_ENV_FILE, dir);
	auto_env struct index_env *env = NULL;
	enum index_currency length;
	const char *reason;
	uint64_t map;
	int dead = 0;
	enum index_look look;

	if (faccessat(dir_fd, INDEX_ENV_FILE, F_OK, 0) != 0)
		return false;
	if (!index_mark_is_right(dir_fd, INDEX_ENV_FILE, INDEX_LOCK_FILE,
				 &reason, err)) {
		if (err->kind == ERR_NONE)
			log_dropped(dir, reason);
		return false;
	}
	if (!meta_is_sane(path, &map, &length, err)) {
		if (err->kind == ERR_NONE)
			log_dropped(dir, "bad-meta");
		return false;
	}
	if (!new_env(dir, map, &env, err)) {
		if (err->kind == ERR_CORRUPT) {
			log_dropped(dir, "no-open");
			err_clear(err);
		}
		return false;
	}
	mdb_reader_check(env->lmdb, &dead);
	look = dead > 0 || length == INDEX_TRUNCATED || env->size <= WALK_MAX
		       ? INDEX_LOOK_AT_EVERYTHING
		       : INDEX_LOOK_AT_VERSION;
	if (!index_env_open_look(env, look, &reason, err)) {
		if (err->kind != ERR_CORRUPT)
			return false;
		err_clear(err);
		reason = "no-transaction";
	}
	if (reason) {
		index_env_open_drop(env, reason);
		return false;
	}
	*out = TAKE(env);
	return true;
}

static int write_version(struct index_env *env)
{
	unsigned char key = INDEX_KEY_SCHEMA;
	MDB_val k = { .mv_data = &key, .mv_size = 1 };
	char value[INDEX_RECORD_VERSION_SIZE];
	MDB_val v = { .mv_data = value, .mv_size = sizeof(value) };
	MDB_txn *txn;
	int rc = mdb_txn_begin(env->lmdb, NULL, 0, &txn);

	if (rc != 0)
		return rc;
	index_record_write_version(value);
	rc = mdb_dbi_open(txn, NULL, 0, &env->dbi);
	if (rc == 0)
		rc = mdb_put(txn, env->dbi, &k, &v, 0);
	if (rc == 0)
		return mdb_txn_commit(txn);
	mdb_txn_abort(txn);
	return rc;
}

bool index_env_open_new(const char *dir, int dir_fd, struct index_env **out,
			struct err *err)
{
	auto_env struct index_env *env = NULL;
	int rc;

	index_env_open_remove(dir);
	if (!new_env(dir, 0, &env, err))
		return false;
	rc = write_version(env);
	if (rc != 0)
		return index_error(env, rc, "version", err);
	if (!index_mark_write(dir_fd, INDEX_ENV_FILE, INDEX_LOCK_FILE, err))
		return false;
	log_event(LOG_LEVEL_INFO, "index-new", "dir=%s",
		  LOG_TEXT(span_of(dir)));
	*out = TAKE(env);
	return true;
}
