/* SPDX-License-Identifier: MIT */
#include "stats/stats_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/x.h"
#include "stats/stats_layout.h"

bool stats_file_make(const char *run_dir, int *out_fd, struct err *err)
{
	struct stats_layout layout = {
		.magic = STATS_MAGIC,
		.count = STATS_COUNTERS,
		.names = stats_layout_names(),
		.since_us = clock_now_us(),
	};
	auto_free char *path = x_printf("%s/stats", run_dir);
	auto_free char *fresh = x_printf("%s.new", path);
	auto_fd int fd = -1;

	unlink(fresh);
	fd = open(fresh, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	/* Whatever the umask is: monitors have a user of their own. */
	if (fd < 0 || fchmod(fd, 0644) != 0 ||
	    write(fd, &layout, sizeof(layout)) != sizeof(layout) ||
	    rename(fresh, path) != 0)
		return err_sys(err, "making %s", path);
	*out_fd = auto_fd_take(&fd);
	return true;
}

bool stats_file_read(const char *run_dir, struct stats_snapshot *out,
		     struct err *err)
{
	auto_free char *path = x_printf("%s/stats", run_dir);
	auto_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stats_layout layout;
	ssize_t got;

	if (fd < 0 && errno == ENOENT)
		return err_set(err, ERR_NOTFOUND, "The server does not run");
	if (fd < 0)
		return err_sys(err, "opening %s", path);
	got = read(fd, &layout, sizeof(layout));
	if (got < 0)
		return err_sys(err, "reading %s", path);
	if (got != sizeof(layout) || !stats_layout_fits(&layout))
		return err_set(err, ERR_STATE,
			       "The server that runs is of another version");
	out->since_us = layout.since_us;
	memcpy(out->value, layout.value, sizeof(out->value));
	return true;
}
