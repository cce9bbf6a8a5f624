/* SPDX-License-Identifier: MIT */
/*
 * A replacement becomes visible by rename after its bytes are on disk, and the
 * folder is fsynced after the rename: a crash leaves the old or the new file.
 */
#include "io/file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/x.h"

enum {
	READ_CHUNK = 64 * 1024
};

static bool too_large(const char *path, struct err *err)
{
	err_set(err, ERR_LIMIT, "File too large");
	return err_detail(err, "%s", path);
}

/* How much to read at once: what is there already, else `likely` bytes. */
static size_t piece_of(const struct buf *out, size_t likely)
{
	size_t left = out->cap - out->len;
	size_t spare = out->space > out->len ? out->space - out->len - 1 : 0;
	size_t piece = spare ? spare : likely;

	return piece < left ? piece : left;
}

/* At the cap one more byte tells a file that just fits from a longer one. */
static ssize_t read_piece(int fd, size_t likely, struct buf *out)
{
	size_t piece = piece_of(out, likely);
	char beyond;
	ssize_t got;

	if (piece == 0)
		return read(fd, &beyond, 1);
	got = read(fd, buf_reserve(out, piece), piece);
	if (got > 0)
		buf_grew(out, (size_t)got);
	return got;
}

/* A byte more than the file has, to see its end without more memory. */
static size_t likely_size(const struct stat *st)
{
	return S_ISREG(st->st_mode) && st->st_size > 0 &&
			       st->st_size < READ_CHUNK
		       ? (size_t)st->st_size + 1
		       : READ_CHUNK;
}

int file_open_quietly(int dirfd, const char *path, int flags)
{
	int fd = openat(dirfd, path, flags | O_NOATIME | O_CLOEXEC);

	return fd < 0 && errno == EPERM ? openat(dirfd, path, flags | O_CLOEXEC)
					: fd;
}

int file_open_inside(int dirfd, const char *path, int flags)
{
	struct open_how how = { .flags = (uint64_t)flags | O_CLOEXEC,
				.resolve = RESOLVE_BENEATH |
					   RESOLVE_NO_MAGICLINKS };

	return (int)syscall(SYS_openat2, dirfd, path, &how, sizeof(how));
}

bool file_read_fd(int fd, const char *path, struct buf *out, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_sys(err, "open %s", path);
	if (S_ISREG(st.st_mode) && (uint64_t)st.st_size > out->cap - out->len)
		return too_large(path, err);
	for (;;) {
		bool at_cap = out->len == out->cap;
		ssize_t got = read_piece(fd, likely_size(&st), out);

		if (got == 0)
			return true;
		if (got > 0 && at_cap)
			return too_large(path, err);
		if (got < 0 && errno != EINTR)
			return err_sys(err, "read %s", path);
	}
}

bool file_read(int dirfd, const char *path, struct buf *out, struct err *err)
{
	/* O_NONBLOCK: a FIFO in a foreign folder must not hang us. */
	auto_fd int fd = file_open_quietly(dirfd, path,
					   O_RDONLY | O_NOCTTY | O_NONBLOCK);

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
		err_set(err, ERR_NOTFOUND, "Not found");
		return err_detail(err, "open %s", path);
	}
	if (fd < 0)
		return err_sys(err, "open %s", path);
	return file_read_fd(fd, path, out, err);
}

bool file_write_all(int fd, struct span content, struct err *err)
{
	while (content.len) {
		ssize_t put = write(fd, content.ptr, content.len);

		if (put > 0)
			content = span_from(content, (size_t)put);
		else if (put == 0 || errno != EINTR)
			return err_sys(err, "write");
	}
	return true;
}

/* Opens and fsyncs the folder that path lies in. */
static bool sync_parent(int dirfd, const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 0;
	auto_free char *parent = NULL;
	auto_fd int fd = -1;

	if (!slash)
		parent = x_strdup(".");
	else
		parent = len ? x_span_dup(span_make(path, len)) : x_strdup("/");
	fd = openat(dirfd, parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd) < 0)
		return err_sys(err, "fsync %s", parent);
	return true;
}

static bool write_temporary(int dirfd, const char *path, struct span content,
			    mode_t mode, struct err *err)
{
	auto_fd int fd = openat(dirfd, path,
				O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

	if (fd < 0)
		return err_sys(err, "create %s", path);
	if (!file_write_all(fd, content, err))
		return err_detail(err, "%s", path);
	if (fdatasync(fd) < 0)
		return err_sys(err, "fdatasync %s", path);
	return true;
}

bool file_write_atomic(int dirfd, const char *path, struct span content,
		       mode_t mode, struct err *err)
{
	static unsigned count;
	auto_free char *temporary =
		x_printf("%s.tmp%" PRId64 "-%d-%u", path, clock_now_us(),
			 (int)getpid(), count++);

	if (!write_temporary(dirfd, temporary, content, mode, err)) {
		unlinkat(dirfd, temporary, 0);
		return false;
	}
	if (renameat(dirfd, temporary, dirfd, path) < 0) {
		err_sys(err, "rename to %s", path);
		unlinkat(dirfd, temporary, 0);
		return false;
	}
	return sync_parent(dirfd, path, err);
}

static bool is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool make_dir(const char *path, mode_t mode, struct err *err)
{
	if (mkdir(path, mode) == 0)
		return sync_parent(AT_FDCWD, path, err);
	/* Also EACCES, EROFS: a parent that is there needs no making. */
	if (is_directory(path))
		return true;
	return err_sys(err, "mkdir %s", path);
}

bool file_make_dirs(const char *path, mode_t mode, struct err *err)
{
	auto_free char *prefix = x_strdup(path);
	size_t len = strlen(prefix);

	if (is_directory(path))
		return true;
	while (len > 1 && prefix[len - 1] == '/')
		prefix[--len] = '\0';
	for (size_t at = 1; at < len; at++) {
		if (prefix[at] != '/' || prefix[at - 1] == '/')
			continue;
		prefix[at] = '\0';
		if (!make_dir(prefix, mode, err))
			return false;
		prefix[at] = '/';
	}
	return make_dir(prefix, mode, err);
}
