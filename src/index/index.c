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
#include "base/clock.h"
#include "base/x.h"
#include "index/index_priv.h"

static void open_notify(struct index *index)
{
	struct index_env *env = index->env;

	if (env->notify_fd >= 0)
		close(env->notify_fd);
	env->notify_fd =
		open(index->notify, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
}

static void free_index(struct index *index)
{
	index_env_unref(&index->env);
	free(index->dir);
	free(index->path);
	free(index->notify);
	free(index);
}

bool index_open(const char *dir, struct index **out, enum index_opened *out_how,
		struct err *err)
{
	struct index *index = x_calloc(1, sizeof(*index));

	index->dir = x_strdup(dir);
	index->path = x_printf("%s/" INDEX_ENV_FILE, dir);
	index->notify = x_printf("%s/notify", dir);
	if (!index_env_obtain(dir, &index->env, out_how, err)) {
		free_index(index);
		return false;
	}
	if (index->env->notify_fd < 0)
		open_notify(index);
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

enum index_currency index_currency(struct index *index)
{
	struct index_env *env = index->env;
	struct stat st;

	if (env->stale)
		return INDEX_REPLACED;
	if (stat(index->path, &st) != 0)
		return errno == ENOENT || errno == ENOTDIR ? INDEX_REPLACED
							   : INDEX_CURRENT;
	if (st.st_ino != env->inode || st.st_dev != env->device)
		return INDEX_REPLACED;
	if (st.st_size < env->size)
		return INDEX_TRUNCATED;
	env->size = st.st_size;
	return INDEX_CURRENT;
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
	if (env->notify_fd < 0)
		open_notify(index);
	return true;
}

bool index_discard(struct index *index, struct err *err)
{
	return index_env_destroy(index->env, "damaged", err) &&
	       index_reopen(index, err);
}

void index_notify(struct index *index)
{
	int64_t now = clock_now_us();
	struct stat st;

	/* A file that was deleted has no watchers any more. */
	if (index->env->notify_fd < 0 ||
	    fstat(index->env->notify_fd, &st) != 0 || st.st_nlink == 0)
		open_notify(index);
	/* Nothing is lost with a failure but the haste: sessions look at
	 * every command. */
	if (pwrite(index->env->notify_fd, &now, sizeof(now), 0) < 0)
		return;
}

const char *index_notify_path(const struct index *index)
{
	return index->notify;
}
