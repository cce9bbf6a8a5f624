/* SPDX-License-Identifier: MIT */
/*
 * A handle is a folder's paths and the environment that it holds now. The
 * environment is replaced under it when the file in the folder is another one.
 */
#include "index/index.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"
#include "index/index_priv.h"
#include "io/file.h"

/* Reading tells watchers, and takes a tenth of what writing does, which would
 * change the inode. There is one byte to read. */
static bool touch_notify(struct index_env *env)
{
	char byte;

	return env->notify_fd >= 0 && pread(env->notify_fd, &byte, 1, 0) == 1;
}

static void open_notify(struct index *index)
{
	struct index_env *env = index->env;

	if (env->notify_fd >= 0)
		close(env->notify_fd);
	env->notify_fd = file_open_quietly(AT_FDCWD, index->notify, O_RDWR);
	if (env->notify_fd < 0)
		env->notify_fd =
			open(index->notify, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}

/* A file that was deleted has no watchers any more. */
static bool is_notify_open(const struct index_env *env)
{
	struct stat st;

	return env->notify_fd >= 0 && fstat(env->notify_fd, &st) == 0 &&
	       st.st_nlink > 0;
}

static void free_index(struct index *index)
{
	index_env_unref(&index->env);
	free(index->dir);
	free(index->path);
	free(index->notify);
	free(index);
}

struct index *index_new(const char *dir)
{
	struct index *index = x_calloc(1, sizeof(*index));

	index->dir = x_strdup(dir);
	index->path = x_printf("%s/" INDEX_ENV_FILE, dir);
	index->notify = x_printf("%s/" INDEX_NOTIFY_FILE, dir);
	return index;
}

bool index_obtain(struct index *index, struct err *err)
{
	enum index_opened how;

	return index->env ||
	       index_env_obtain(index->dir, &index->env, &how, err);
}

bool index_open(const char *dir, struct index **out, enum index_opened *out_how,
		struct err *err)
{
	struct index *index = index_new(dir);

	if (!index_env_obtain(dir, &index->env, out_how, err)) {
		free_index(index);
		return false;
	}
	*out = index;
	return true;
}

void index_close(struct index **index)
{
	struct index *closing = TAKE(*index);

	if (closing)
		free_index(closing);
}

void index_forget_all(void)
{
	index_env_forget_all();
}

void index_close_unused(void)
{
	index_env_close_unused(0);
}

static enum index_currency compare(struct index_env *env, const struct stat *st)
{
	if (st->st_ino != env->inode || st->st_dev != env->device)
		return INDEX_REPLACED;
	if (st->st_size < env->size)
		return INDEX_TRUNCATED;
	env->size = st->st_size;
	return INDEX_CURRENT;
}

enum index_currency index_currency(struct index *index)
{
	struct stat st;

	if (index->env->stale)
		return INDEX_REPLACED;
	if (stat(index->path, &st) != 0)
		return errno == ENOENT || errno == ENOTDIR ? INDEX_REPLACED
							   : INDEX_CURRENT;
	return compare(index->env, &st);
}

enum index_currency index_currency_of_open(struct index_env *env)
{
	struct stat st;
	int fd;

	if (env->stale)
		return INDEX_REPLACED;
	if (mdb_env_get_fd(env->lmdb, &fd) != 0 || fstat(fd, &st) != 0)
		return INDEX_CURRENT;
	return compare(env, &st);
}

bool index_reopen(struct index *index, struct err *err)
{
	struct index_env *env;
	enum index_opened how;

	index->env->stale = true;
	if (!index_env_obtain(index->dir, &env, &how, err))
		return false;
	index_env_unref(&index->env);
	index->env = env;
	return true;
}

bool index_discard(struct index *index, struct err *err)
{
	return index_obtain(index, err) &&
	       index_env_destroy(index->env, "damaged", err) &&
	       index_reopen(index, err);
}

void index_notify(struct index *index)
{
	struct err ignored;

	if (!index_obtain(index, &ignored))
		return;
	if (!is_notify_open(index->env))
		open_notify(index);
	/* Nothing is lost with a failure but the haste: sessions look at
	 * every command. */
	if (!touch_notify(index->env) &&
	    pwrite(index->env->notify_fd, "\n", 1, 0) == 1)
		touch_notify(index->env);
}

void index_notify_make(struct index *index)
{
	struct err ignored;

	if (index_obtain(index, &ignored) && !is_notify_open(index->env))
		open_notify(index);
}
