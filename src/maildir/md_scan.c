/* SPDX-License-Identifier: MIT */
#include "maildir/md_scan.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "maildir/md_dir.h"

enum {
	TMP_MAX_SECONDS = 36 * 3600
};

/* A stream of its own: its place in the folder is not shared with dir_fd. */
static DIR *open_stream(int dir_fd)
{
	int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;

	if (fd >= 0 && !dir)
		close(fd);
	return dir;
}

bool md_scan(int dir_fd, void (*each)(void *arg, struct span name), void *arg,
	     struct err *err)
{
	auto_dir DIR *dir = open_stream(dir_fd);
	struct dirent *entry;

	if (!dir)
		return err_sys(err, "open mail folder");
	while (errno = 0, (entry = readdir(dir))) {
		struct span name = span_of(entry->d_name);

		if (name.ptr[0] != '.' && entry->d_type != DT_DIR)
			each(arg, name);
	}
	return errno == 0 || err_sys(err, "read mail folder");
}

static bool is_abandoned(int tmp_fd, const char *name)
{
	int64_t limit = clock_now() - TMP_MAX_SECONDS;
	struct stat st;

	return fstatat(tmp_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       !S_ISDIR(st.st_mode) && st.st_atim.tv_sec < limit &&
	       st.st_mtim.tv_sec < limit && st.st_ctim.tv_sec < limit;
}

void md_scan_clean_tmp(int tmp_fd)
{
	auto_dir DIR *dir = open_stream(tmp_fd);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (is_abandoned(tmp_fd, entry->d_name))
			unlinkat(tmp_fd, entry->d_name, 0);
}

unsigned md_scan_count_tmp(int tmp_fd)
{
	auto_dir DIR *dir = open_stream(tmp_fd);
	struct dirent *entry;
	unsigned count = 0;

	while (dir && (entry = readdir(dir)))
		count += is_abandoned(tmp_fd, entry->d_name);
	return count;
}
