/* SPDX-License-Identifier: MIT */
#include "maildir/md_scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/num.h"
#include "maildir/md_name.h"

enum {
	RACY_NS = 20 * 1000 * 1000,
	TMP_MAX_SECONDS = 36 * 3600
};

static int64_t ns_of(struct timespec t)
{
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* Linux 6.13: a change after somebody asked for the times gets new ones. */
static bool kernel_has_multigrain(void)
{
	struct utsname name;
	struct span release;
	uint64_t major = 0;
	uint64_t minor = 0;

	if (uname(&name) < 0)
		return false;
	release = span_of(name.release);
	if (!num_take_u64(&release, 1000, &major) ||
	    !span_starts(release, SPAN(".")))
		return false;
	release = span_from(release, 1);
	return num_take_u64(&release, 1000, &minor) &&
	       (major > 6 || (major == 6 && minor >= 13));
}

/* Those file systems that declare multigrain timestamps. */
static bool has_multigrain(int dir_fd)
{
	struct statfs fs;

	if (!kernel_has_multigrain() || fstatfs(dir_fd, &fs) < 0)
		return false;
	switch ((unsigned long)fs.f_type) {
	case EXT4_SUPER_MAGIC:
	case XFS_SUPER_MAGIC:
	case BTRFS_SUPER_MAGIC:
	case TMPFS_MAGIC:
		return true;
	default:
		return false;
	}
}

bool md_time_of(int dir_fd, struct md_time *out, struct err *err)
{
	struct stat st;

	if (fstat(dir_fd, &st) < 0)
		return err_sys(err, "fstat of a mail folder");
	out->mtime_ns = ns_of(st.st_mtim);
	out->ctime_ns = ns_of(st.st_ctim);
	out->racy = clock_now_us() * 1000 - out->mtime_ns < RACY_NS &&
		    !has_multigrain(dir_fd);
	return true;
}

static void close_dir(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}
#define auto_dir __attribute__((cleanup(close_dir)))

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
