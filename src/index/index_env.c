/* SPDX-License-Identifier: MIT */
/*
 * The registry: every LMDB environment that this process has open, keyed by
 * device and inode, because opening one twice in a process would break LMDB's
 * locks. Unused ones stay open, the last UNUSED_MAX of them, so that a process
 * that delivers to the same users does not open again.
 *
 * The flock of the file `lock` orders opening, making and destroying between
 * processes. Nobody takes it inside a transaction.
 */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"
#include "index/index_priv.h"
#include "io/file.h"

enum {
	PLACES = 256,
	UNUSED_MAX = 64,
	COMMITS_PER_CHECK = 100, /* what a dead reader may make it grow by */
	LOCK_TRIES = 20,
};

#define MAP_MOST ((size_t)1 << 40)

/* All of them, by inode. */
static struct index_env *registry[PLACES];
/* Those that nobody has a reference to, in the order in which they came. */
static struct {
	struct index_env *first, *last;
	unsigned count;
} unused;

static struct index_env **place_of(ino_t inode)
{
	return &registry[inode % PLACES];
}

static void enlist(struct index_env *env)
{
	struct index_env **place = place_of(env->inode);

	env->next = *place;
	*place = env;
}

static void unlist(const struct index_env *env)
{
	struct index_env **link = place_of(env->inode);

	while (*link != env)
		link = &(*link)->next;
	*link = env->next;
}

static void begin_unused(struct index_env *env)
{
	env->before = unused.last;
	env->behind = NULL;
	*(unused.last ? &unused.last->behind : &unused.first) = env;
	unused.last = env;
	unused.count++;
	env->unused = true;
}

static void end_unused(struct index_env *env)
{
	*(env->before ? &env->before->behind : &unused.first) = env->behind;
	*(env->behind ? &env->behind->before : &unused.last) = env->before;
	unused.count--;
	env->unused = false;
}

static void close_env(struct index_env *env)
{
	unlist(env);
	index_env_open_close(env);
}

void index_env_close_unused(unsigned keep)
{
	while (unused.count > keep) {
		struct index_env *env = unused.first;

		end_unused(env);
		close_env(env);
	}
}

void index_env_ref(struct index_env *env)
{
	if (env->unused)
		end_unused(env);
	env->refs++;
}

void index_env_unref(struct index_env **ref)
{
	struct index_env *env = TAKE(*ref);

	if (!env || --env->refs > 0)
		return;
	if (env->stale) {
		close_env(env);
		return;
	}
	index_blob_file_shrink(&env->blobs);
	begin_unused(env);
	index_env_close_unused(UNUSED_MAX);
}

static void forget(struct index_env *env)
{
	/* mdb_env_close here would free the parent's reader slots. */
	index_blob_file_release(&env->blobs);
	if (env->notify_fd >= 0)
		close(env->notify_fd);
	env->notify_fd = -1;
}

void index_env_forget_all(void)
{
	for (size_t i = 0; i < PLACES; i++) {
		for (struct index_env *env = registry[i]; env; env = env->next)
			forget(env);
		registry[i] = NULL;
	}
	unused.first = unused.last = NULL;
	unused.count = 0;
}

/* ---- opening ---- */

static bool lock_dir(const char *dir, int *out_fd, struct err *err)
{
	auto_free char *path = x_printf("%s/lock", dir);

	for (int tries = 0; tries < LOCK_TRIES; tries++) {
		auto_fd int fd = -1;
		struct stat mine;
		struct stat there;

		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		if (fd < 0 && errno == ENOENT) {
			if (!file_make_dirs(dir, 0700, err))
				return false;
			continue;
		}
		if (fd < 0 || flock(fd, LOCK_EX) != 0 || fstat(fd, &mine) != 0)
			return err_sys(err, "lock %s", path);
		/* Somebody may have deleted the folder meanwhile. */
		if (stat(path, &there) != 0 || there.st_ino != mine.st_ino)
			continue;
		*out_fd = auto_fd_take(&fd);
		return true;
	}
	errno = EAGAIN;
	return err_sys(err, "lock %s", path);
}

/* The environment of this process for the file in dir, or NULL. */
static struct index_env *find_listed(const char *dir, struct stat *out)
{
	auto_free char *path = x_printf("%s/" INDEX_ENV_FILE, dir);

	if (stat(path, out) != 0)
		return NULL;
	for (struct index_env *env = *place_of(out->st_ino); env;
	     env = env->next) {
		if (env->inode == out->st_ino && env->device == out->st_dev)
			return env;
	}
	return NULL;
}

static bool is_good(const struct index_env *env, const struct stat *st)
{
	return env && !env->stale && st->st_size >= env->size;
}

static struct index_env *find_good(const char *dir)
{
	struct stat st;
	struct index_env *env = find_listed(dir, &st);

	return is_good(env, &st) ? env : NULL;
}

static bool open_locked(const char *dir, struct index_env **out,
			enum index_opened *out_how, struct err *err)
{
	auto_fd int dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct index_env *env;
	struct stat st;

	if (dir_fd < 0)
		return err_sys(err, "open %s", dir);
	*out_how = INDEX_AS_FOUND;
	env = find_listed(dir, &st);
	*out = env;
	if (is_good(env, &st))
		return true;
	/* One that was cut off or proved wrong goes out of the way, so that
	 * the same file is not opened twice in a process. */
	if (env) {
		index_env_open_drop(env, "given-up");
		env->stale = true;
	}
	if (!index_env_open_trusted(dir, dir_fd, out, err)) {
		if (err->kind != ERR_NONE)
			return false;
		*out_how = INDEX_FRESH;
		if (!index_env_open_new(dir, dir_fd, out, err))
			return false;
	}
	enlist(*out);
	return true;
}

/* LMDB takes 3 MB per environment and gives it back at its end; a moving
 * threshold would make that heap, touched anew each time (2 to 9 ms). */
static void set_malloc_once(void)
{
	static bool is_set;

	if (!is_set)
		mallopt(M_MMAP_THRESHOLD, 512 * 1024);
	is_set = true;
}

bool index_env_obtain(const char *dir, struct index_env **out,
		      enum index_opened *out_how, struct err *err)
{
	auto_fd int lock = -1;

	set_malloc_once();
	err_clear(err);
	*out_how = INDEX_AS_FOUND;
	*out = find_good(dir);
	if (!*out && (!lock_dir(dir, &lock, err) ||
		      !open_locked(dir, out, out_how, err)))
		return false;
	index_env_ref(*out);
	return true;
}

/* ---- in use ---- */

bool index_env_destroy(struct index_env *env, const char *reason,
		       struct err *err)
{
	auto_fd int lock = -1;
	auto_free char *path = x_printf("%s/" INDEX_ENV_FILE, env->dir);
	struct stat st;

	ASSERT(!env->writing);
	env->stale = true;
	if (!lock_dir(env->dir, &lock, err))
		return false;
	if (stat(path, &st) == 0 && st.st_ino == env->inode &&
	    st.st_dev == env->device)
		index_env_open_drop(env, reason);
	return true;
}

void index_env_make_room(struct index_env *env)
{
	MDB_envinfo info;
	MDB_stat page;
	size_t used;

	if (env->txns > 0 || mdb_env_info(env->lmdb, &info) != 0 ||
	    mdb_env_stat(env->lmdb, &page) != 0)
		return;
	used = (info.me_last_pgno + 1) * page.ms_psize;
	if ((env->full || used > info.me_mapsize / 4 * 3) &&
	    info.me_mapsize <= MAP_MOST / 4 &&
	    mdb_env_set_mapsize(env->lmdb, info.me_mapsize * 4) == 0)
		env->full = false;
}

static void look_closer(struct index_env *env)
{
	struct err err = { 0 };
	const char *fault;

	if (index_env_open_look(env, INDEX_LOOK_AT_EVERYTHING, &fault, &err) &&
	    (!fault || index_env_destroy(env, fault, &err)))
		return;
	log_err(LOG_LEVEL_ERROR, "index-look", &err, "dir=%s",
		LOG_TEXT(span_of(env->dir)));
}

void index_env_count_commit(struct index_env *env)
{
	int dead = 0;

	if (++env->commits % COMMITS_PER_CHECK != 0 || env->txns > 0)
		return;
	mdb_reader_check(env->lmdb, &dead);
	if (dead > 0)
		look_closer(env);
}
