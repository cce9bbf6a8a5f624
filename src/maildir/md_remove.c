/* SPDX-License-Identifier: MIT */
#include "maildir/md_remove.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "maildir/md_dir.h"

enum {
	DEPTH_MAX = 8
};

static bool remove_at(int parent_fd, const char *name, unsigned depth,
		      struct err *err);

static bool remove_entries(DIR *dir, unsigned depth, struct err *err)
{
	struct dirent *entry;

	while (errno = 0, (entry = readdir(dir))) {
		const char *name = entry->d_name;

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
			continue;
		if (!remove_at(dirfd(dir), name, depth, err))
			return false;
	}
	return errno == 0 || err_sys(err, "read directory to remove");
}

static bool empty_dir(int parent_fd, const char *name, unsigned depth,
		      struct err *err)
{
	int fd = openat(parent_fd, name,
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	auto_dir DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;

	if (dir)
		return remove_entries(dir, depth + 1, err);
	err_sys(err, "open %s to remove it", name);
	if (fd >= 0)
		close(fd);
	return false;
}

static bool remove_at(int parent_fd, const char *name, unsigned depth,
		      struct err *err)
{
	if (unlinkat(parent_fd, name, 0) == 0 || errno == ENOENT)
		return true;
	if (errno != EISDIR && errno != EPERM)
		return err_sys(err, "unlink %s", name);
	if (depth >= DEPTH_MAX)
		return err_set(err, ERR_LIMIT, "Directories nest too deeply");
	if (!empty_dir(parent_fd, name, depth, err))
		return false;
	if (unlinkat(parent_fd, name, AT_REMOVEDIR) == 0 || errno == ENOENT)
		return true;
	return err_sys(err, "rmdir %s", name);
}

bool md_remove_tree(int parent_fd, const char *name, struct err *err)
{
	return remove_at(parent_fd, name, 0, err);
}
