/* SPDX-License-Identifier: MIT */
/*
 * The mark is two pieces of text. The first (version, boot, device and inodes)
 * must be the same bytes. The second names the session of the file system: a
 * number that the kernel gives anew with each mount of the device (the inode of
 * its folder in /sys/fs), so that a file system that failed and was mounted
 * again within one boot is noticed. Not the mount id: every mount namespace,
 * such as a restarted service has, would bring another one. Where the kernel
 * tells no session it is 0, which agrees with any.
 */
#include "index/index_mark.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/num.h"
#include "base/x.h"
#include "index/index_priv.h"
#include "io/file.h"

enum {
	MARK_MAX = 512,
	BOOT_ID_LEN = 36
};

static char boot_id[BOOT_ID_LEN + 1];

/* Like file_read; err is set only where that tells nothing about the file. */
static bool read_known(int dir, const char *path, struct buf *out,
		       struct err *err)
{
	struct err why = { 0 };

	if (file_read(dir, path, out, &why))
		return true;
	if (index_error_is_passing(why.os))
		*err = why;
	return false;
}

static bool read_boot_id(struct err *err)
{
	auto_buf struct buf text;
	struct span id;

	buf_init(&text, 100);
	if (boot_id[0])
		return true;
	if (!read_known(AT_FDCWD, "/proc/sys/kernel/random/boot_id", &text,
			err) &&
	    err->kind == ERR_NONE)
		log_event(LOG_LEVEL_WARN, "index-boot-id", "cost=%s",
			  "indexes-are-rebuilt-at-each-open");
	id = span_trim(buf_span(&text));
	if (id.len == BOOT_ID_LEN)
		memcpy(boot_id, id.ptr, BOOT_ID_LEN);
	return boot_id[0] != '\0';
}

/* Where the kernel shows the mounted file system of a block device: the device
 * last asked for. */
static struct {
	dev_t device;
	char path[288];
} place;

static bool find_place(dev_t device, struct stat *out)
{
	static const char *const systems[] = { "ext4", "xfs", "f2fs" };
	auto_free char *link =
		x_printf("/sys/dev/block/%u:%u", major(device), minor(device));
	char target[256];
	const char *name;
	ssize_t len = readlink(link, target, sizeof(target) - 1);

	if (len <= 0)
		return false;
	target[len] = '\0';
	name = strrchr(target, '/');
	for (size_t i = 0; name && i < ARRAY_LEN(systems); i++) {
		snprintf(place.path, sizeof(place.path), "/sys/fs/%s%s",
			 systems[i], name);
		place.device = device;
		if (stat(place.path, out) == 0)
			return true;
	}
	place.path[0] = '\0';
	return false;
}

static uint64_t session_of(dev_t device)
{
	struct stat st;

	if (place.path[0] && place.device == device &&
	    stat(place.path, &st) == 0)
		return st.st_ino;
	return find_place(device, &st) ? st.st_ino : 0;
}

static bool identity(int dir, const char *env, const char *lock,
		     struct buf *out, uint64_t *out_session, struct err *err)
{
	struct stat env_st;
	struct stat lock_st;

	if (!read_boot_id(err) || fstatat(dir, env, &env_st, 0) != 0 ||
	    fstatat(dir, lock, &lock_st, 0) != 0)
		return false;
	buf_add_format(out, "fumikura-mark 1\nboot %s\n", boot_id);
	buf_add_format(out, "files %ju %ju %ju\nsession ",
		       (uintmax_t)env_st.st_dev, (uintmax_t)env_st.st_ino,
		       (uintmax_t)lock_st.st_ino);
	*out_session = session_of(env_st.st_dev);
	return true;
}

void index_mark_prepare(void)
{
	struct err ignored = { 0 };

	(void)!read_boot_id(&ignored);
}

bool index_mark_is_right(int dir, const char *env, const char *lock,
			 const char **out_reason, struct err *err)
{
	auto_buf struct buf here;
	auto_buf struct buf text;
	uint64_t session;
	uint64_t written;
	struct span rest;

	buf_init(&here, MARK_MAX);
	buf_init(&text, MARK_MAX);
	*out_reason = "no-mark";
	if (!read_known(dir, "mark", &text, err) ||
	    !identity(dir, env, lock, &here, &session, err))
		return false;
	*out_reason = "other-boot-or-copied";
	if (!span_starts(buf_span(&text), buf_span(&here)))
		return false;
	rest = span_trim(span_from(buf_span(&text), here.len));
	*out_reason = "other-mount";
	return num_parse_u64(rest, 0, UINT64_MAX, &written) &&
	       (written == session || written == 0 || session == 0);
}

bool index_mark_write(int dir, const char *env, const char *lock,
		      struct err *err)
{
	auto_buf struct buf text;
	auto_fd int fd = -1;
	uint64_t session;

	buf_init(&text, MARK_MAX);
	/* Not known: then no mark, and no trust later. */
	if (!identity(dir, env, lock, &text, &session, err))
		return err->kind == ERR_NONE;
	buf_add_format(&text, "%ju\n", (uintmax_t)session);
	fd = openat(dir, "mark", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
		    0600);
	if (fd < 0)
		return err_sys(err, "open index mark");
	return file_write_all(fd, buf_span(&text), err);
}

void index_mark_remove(const char *dir)
{
	auto_free char *path = x_printf("%s/mark", dir);

	unlink(path);
}
