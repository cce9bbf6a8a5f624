/* SPDX-License-Identifier: MIT */
#include "maildir/md_time.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/vfs.h>

#include "base/clock.h"
#include "base/num.h"

enum {
	RACY_NS = 20 * 1000 * 1000
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
	static enum {
		UNKNOWN,
		YES,
		NO
	} kernel;
	struct statfs fs;

	if (kernel == UNKNOWN)
		kernel = kernel_has_multigrain() ? YES : NO;
	if (kernel == NO || fstatfs(dir_fd, &fs) < 0)
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

static void take(const struct stat *st, struct md_time *out)
{
	out->mtime_ns = ns_of(st->st_mtim);
	out->ctime_ns = ns_of(st->st_ctim);
	/* Not the mtime: who copies a directory sets that back. */
	out->racy = clock_now_us() * 1000 - out->ctime_ns < RACY_NS;
}

bool md_time_of(int dir_fd, struct md_time *out, struct err *err)
{
	struct stat st;

	if (fstat(dir_fd, &st) < 0)
		return err_sys(err, "fstat of a mail folder");
	take(&st, out);
	out->racy = out->racy && !has_multigrain(dir_fd);
	return true;
}

bool md_time_at(int at_fd, const char *path, struct md_time *out,
		struct err *err)
{
	struct stat st;

	if (fstatat(at_fd, path, &st, AT_EMPTY_PATH) < 0)
		return errno == ENOENT || errno == ENOTDIR
			       ? err_set(err, ERR_NOTFOUND, "No such mailbox")
			       : err_sys(err, "stat %s", path);
	take(&st, out);
	return true;
}

bool md_time_is_ahead(int64_t ctime_ns)
{
	return ctime_ns - clock_now_us() * 1000 > RACY_NS;
}
