/* SPDX-License-Identifier: MIT */
/*
 * Changes by others: inotify on the index's notify file, which is read after
 * every commit, and on new/ and cur/ for what other programs do.
 */
#include "store/store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"

static bool watch(int fd, const char *path, uint32_t events, struct err *err)
{
	if (inotify_add_watch(fd, path, events) >= 0)
		return true;
	if (errno == ENOSPC)
		return err_set(err, ERR_LIMIT, "No watch to be had");
	return err_sys(err, "watch %s", path);
}

void store_watch_place_of(struct store_user *user,
			  struct store_watch_place *out)
{
	auto_free char *dir = store_user_index_dir(&user->account);

	*out = (struct store_watch_place){ .events = IN_ACCESS };
	snprintf(out->path, sizeof(out->path), "%s/" INDEX_NOTIFY_FILE, dir);
	if (access(out->path, F_OK) != 0)
		index_notify_make(user->index);
}

unsigned store_watch_places(const struct store_box *box,
			    struct store_watch_place out[STORE_WATCH_PLACES])
{
	const uint32_t in_dir = IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM |
				IN_DELETE | IN_CLOSE_WRITE | IN_ONLYDIR;
	static const struct store_still unknown;
	const struct store_still *still =
		box->still.point.number ? &box->still : &unknown;
	const struct index_dir_time *time[] = { &still->new_time,
						&still->cur_time };
	static const char *const part[] = { "new", "cur" };
	const char *mail = box->user->account.mail;

	store_watch_place_of(box->user, &out[0]);
	out[0].seen[0] = still->point.file;
	out[0].seen[1] = still->point.number;
	for (size_t i = 0; i < ARRAY_LEN(part); i++) {
		out[1 + i].events = in_dir;
		snprintf(out[1 + i].path, sizeof(out[1 + i].path), "%s/%s%s%s",
			 mail, box->dir, *box->dir ? "/" : "", part[i]);
		out[1 + i].seen[0] = (uint64_t)time[i]->mtime_ns;
		out[1 + i].seen[1] = (uint64_t)time[i]->ctime_ns;
	}
	return STORE_WATCH_PLACES;
}

static bool look_at_dir(const char *path, uint64_t out[2])
{
	struct md_time time;
	struct err err;

	if (!md_time_at(AT_FDCWD, path, &time, &err))
		return false;
	out[0] = (uint64_t)time.mtime_ns;
	out[1] = (uint64_t)time.ctime_ns;
	return true;
}

static bool look_at_index(const char *notify, uint64_t out[2])
{
	const char *slash = strrchr(notify, '/');
	auto_free char *dir = x_span_dup(
		span_make(notify, slash ? (size_t)(slash - notify) : 0));
	struct index_peek *peek = index_peek_new(dir);
	struct index_point point;
	bool done = index_peek(peek, &point);

	index_peek_free(&peek);
	if (!done)
		return false;
	out[0] = point.file;
	out[1] = point.number;
	return true;
}

bool store_watch_look(const char *path, uint32_t events, uint64_t out[2])
{
	return events & IN_ONLYDIR ? look_at_dir(path, out)
				   : look_at_index(path, out);
}

bool store_watch_open(struct store_box *box, int *out_fd, struct err *err)
{
	struct store_watch_place place[STORE_WATCH_PLACES];
	unsigned count = store_watch_places(box, place);
	auto_fd int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

	*out_fd = -1;
	if (fd < 0)
		return err_set(err, ERR_LIMIT, "No watch to be had");
	for (unsigned i = 0; i < count; i++)
		if (!watch(fd, place[i].path, place[i].events, err))
			return false;
	*out_fd = auto_fd_take(&fd);
	return true;
}

bool store_watch_add(int fd, struct store_user *user, struct err *err)
{
	struct store_watch_place place;

	store_watch_place_of(user, &place);
	return watch(fd, place.path, place.events, err);
}

bool store_watch_user(struct store_user *user, int *out_fd, struct err *err)
{
	auto_fd int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

	*out_fd = -1;
	if (fd < 0)
		return err_set(err, ERR_LIMIT, "No watch to be had");
	if (!store_watch_add(fd, user, err))
		return false;
	*out_fd = auto_fd_take(&fd);
	return true;
}

void store_watch_clear(int fd)
{
	char events[4096];

	while (read(fd, events, sizeof(events)) > 0)
		;
}
