/* SPDX-License-Identifier: MIT */
#include "admin/adm_tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/span.h"

enum {
	DEPTH_MAX = 64,
	CHUNK = 1 << 20,
};

static bool is_dots(const char *name)
{
	return span_eq(span_of(name), SPAN(".")) ||
	       span_eq(span_of(name), SPAN(".."));
}

static int open_folder(int dir, const char *name)
{
	return openat(dir, name,
		      O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* NULL: it is no folder, or can't be read. */
static DIR *list_folder(int dir, const char *name)
{
	int fd = open_folder(dir, name);
	DIR *listing = fd >= 0 ? fdopendir(fd) : NULL;

	if (fd >= 0 && !listing)
		close(fd);
	return listing;
}

/* ---- removing ---- */

static bool remove_below(int dir, const char *name, unsigned depth,
			 struct err *err);

static bool remove_entries(DIR *listing, unsigned depth, struct err *err)
{
	struct dirent *entry;

	while ((entry = readdir(listing)))
		if (!is_dots(entry->d_name) &&
		    !remove_below(dirfd(listing), entry->d_name, depth, err))
			return false;
	return true;
}

static bool remove_below(int dir, const char *name, unsigned depth,
			 struct err *err)
{
	DIR *listing = list_folder(dir, name);
	bool done;

	if (!listing)
		return unlinkat(dir, name, 0) == 0 ||
		       err_sys(err, "remove %s", name);
	done = depth < DEPTH_MAX ? remove_entries(listing, depth + 1, err)
				 : err_set(err, ERR_LIMIT, "too deep");
	closedir(listing);
	return done && (unlinkat(dir, name, AT_REMOVEDIR) == 0 ||
			err_sys(err, "remove %s", name));
}

bool adm_tree_remove(int dir, const char *name, struct err *err)
{
	return remove_below(dir, name, 0, err);
}

/* ---- copying ---- */

/* A pair of folders that are walked together. */
struct pair {
	int from;
	int to;
};

static bool copy_bytes(int from, int to, const char *name, struct err *err)
{
	ssize_t n;

	while ((n = sendfile(to, from, NULL, CHUNK)) > 0)
		;
	return n == 0 || err_sys(err, "copy %s", name);
}

static bool keep_look(int to, const struct stat *st, const char *name,
		      struct err *err)
{
	const struct timespec times[] = { st->st_atim, st->st_mtim };

	return (fchmod(to, st->st_mode & 07777) == 0 &&
		futimens(to, times) == 0) ||
	       err_sys(err, "mode and time of %s", name);
}

static bool copy_file(struct pair dir, const char *name, const struct stat *st,
		      struct err *err)
{
	auto_fd int from = openat(
		dir.from, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	auto_fd int to = openat(dir.to, name,
				O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (from < 0 || to < 0)
		return err_sys(err, "copy %s", name);
	return copy_bytes(from, to, name, err) && keep_look(to, st, name, err);
}

static bool copy_link(struct pair dir, const char *name, struct err *err)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(dir.from, name, target, sizeof(target) - 1);

	if (n < 0)
		return err_sys(err, "copy %s", name);
	target[n] = '\0';
	return symlinkat(target, dir.to, name) == 0 ||
	       err_sys(err, "copy %s", name);
}

static bool copy_folder(struct pair dir, const char *name, const char *as,
			unsigned depth, struct err *err);

static bool copy_entry(struct pair dir, const char *name, unsigned depth,
		       struct err *err)
{
	struct stat st;

	if (fstatat(dir.from, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT || err_sys(err, "%s", name);
	if (S_ISREG(st.st_mode))
		return copy_file(dir, name, &st, err);
	if (S_ISLNK(st.st_mode))
		return copy_link(dir, name, err);
	if (S_ISDIR(st.st_mode))
		return copy_folder(dir, name, name, depth, err);
	return true;
}

static bool copy_entries(DIR *listing, int to, unsigned depth, struct err *err)
{
	const struct pair dir = { dirfd(listing), to };
	struct dirent *entry;

	while ((entry = readdir(listing)))
		if (!is_dots(entry->d_name) &&
		    !copy_entry(dir, entry->d_name, depth, err))
			return false;
	return true;
}

static bool copy_folder(struct pair dir, const char *name, const char *as,
			unsigned depth, struct err *err)
{
	DIR *listing = list_folder(dir.from, name);
	auto_fd int to = -1;
	struct stat st;
	bool done;

	if (!listing)
		return err_sys(err, "copy %s", name);
	if (mkdirat(dir.to, as, 0700) == 0)
		to = open_folder(dir.to, as);
	if (to < 0 || fstat(dirfd(listing), &st) != 0)
		done = err_sys(err, "copy %s", name);
	else if (depth == DEPTH_MAX)
		done = err_set(err, ERR_LIMIT, "too deep");
	else
		done = copy_entries(listing, to, depth + 1, err) &&
		       keep_look(to, &st, name, err);
	closedir(listing);
	return done;
}

bool adm_tree_copy(const char *from, const char *to, struct err *err)
{
	const struct pair here = { AT_FDCWD, AT_FDCWD };
	auto_fd int made = -1;

	if (!copy_folder(here, from, to, 0, err))
		return false;
	made = open_folder(AT_FDCWD, to);
	return (made >= 0 && syncfs(made) == 0) || err_sys(err, "sync %s", to);
}
