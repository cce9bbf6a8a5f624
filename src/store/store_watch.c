/* SPDX-License-Identifier: MIT */
/*
 * Changes by others: inotify on the index's notify file, which is read after
 * every commit, and on new/ and cur/ for what other programs do.
 */
#include "store/store_priv.h"

#include <errno.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/auto.h"

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

	out->events = IN_ACCESS;
	snprintf(out->path, sizeof(out->path), "%s/" INDEX_NOTIFY_FILE, dir);
	if (access(out->path, F_OK) != 0)
		index_notify_make(user->index);
}

unsigned store_watch_places(const struct store_box *box,
			    struct store_watch_place out[STORE_WATCH_PLACES])
{
	const uint32_t in_dir = IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM |
				IN_DELETE | IN_CLOSE_WRITE | IN_ONLYDIR;
	static const char *const part[] = { "new", "cur" };
	const char *mail = box->user->account.mail;

	store_watch_place_of(box->user, &out[0]);
	for (size_t i = 0; i < ARRAY_LEN(part); i++) {
		out[1 + i].events = in_dir;
		snprintf(out[1 + i].path, sizeof(out[1 + i].path), "%s/%s%s%s",
			 mail, box->dir, *box->dir ? "/" : "", part[i]);
	}
	return STORE_WATCH_PLACES;
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
