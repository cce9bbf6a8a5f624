/* SPDX-License-Identifier: MIT */
/* flock() goes away with its holder, also by kill -9; it is held for a few
 * milliseconds, so that asking again and again costs nothing. */
#include "maildir/md_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <time.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/x.h"

enum {
	WAIT_MS = 10000,
	RETRY_NS = 2000000
};

bool md_lock_take(const char *root, int *out_fd, struct err *err)
{
	const struct timespec pause = { .tv_nsec = RETRY_NS };
	auto_free char *path = x_printf("%s/fumikura-lock", root);
	int64_t end = clock_mono_ms() + WAIT_MS;
	auto_fd int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_sys(err, "open %s", path);
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if ((errno != EWOULDBLOCK && errno != EINTR) ||
		    clock_mono_ms() > end)
			return err_sys(err, "lock %s", path);
		nanosleep(&pause, NULL);
	}
	*out_fd = auto_fd_take(&fd);
	return true;
}
