/* SPDX-License-Identifier: MIT */
#include "admin/adm_owner.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/span.h"
#include "base/x.h"

enum {
	DEPTH_MAX = 16,
	TOLD_MAX = 50, /* lines; a tree may be wrong as a whole */
};

static void say(struct adm_owner *o, void (*to)(void *arg, const char *what),
		const char *format, ...) __attribute__((format(printf, 3, 4)));

static void say(struct adm_owner *o, void (*to)(void *arg, const char *what),
		const char *format, ...)
{
	char what[1024];
	va_list args;

	if (to == o->wrong && ++o->told > TOLD_MAX) {
		if (o->told == TOLD_MAX + 1)
			to(o->arg, "and more of that kind");
		return;
	}
	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	to(o->arg, what);
}

/* ---- one file ---- */

static void mend_owner(struct adm_owner *o, int fd, const struct stat *st,
		       const char *path)
{
	if (!o->repair || geteuid() != 0)
		return;
	if (!S_ISDIR(st->st_mode) && st->st_nlink > 1)
		return;
	if (fchownat(fd, "", o->uid, o->gid, AT_EMPTY_PATH) == 0)
		say(o, o->mended, "%s belongs to uid %u now", path,
		    (unsigned)o->uid);
}

static void mend_mode(struct adm_owner *o, int fd, mode_t mode,
		      const char *path)
{
	/* fchmod does not take a descriptor that only names. */
	auto_free char *link = x_printf("/proc/self/fd/%d", fd);

	if (o->repair && chmod(link, mode & 07777) == 0)
		say(o, o->mended, "%s has mode %03o now", path, mode & 07777);
}

/* What the server needs, and what nobody else may have. */
static mode_t right_mode(const struct stat *st)
{
	mode_t needs = S_ISDIR(st->st_mode) ? 0700 : 0600;

	return (st->st_mode | needs) & ~(mode_t)S_IWOTH;
}

static void check_file(struct adm_owner *o, int fd, const struct stat *st,
		       const char *path)
{
	if (!S_ISDIR(st->st_mode) && !S_ISREG(st->st_mode))
		return;
	if (st->st_uid != o->uid) {
		say(o, o->wrong, "%s belongs to uid %u, not %u%s", path,
		    (unsigned)st->st_uid, (unsigned)o->uid,
		    !S_ISDIR(st->st_mode) && st->st_nlink > 1
			    ? " (and has other names)"
			    : "");
		mend_owner(o, fd, st, path);
	}
	if (right_mode(st) != st->st_mode) {
		say(o, o->wrong, "%s has mode %03o, should have %03o", path,
		    st->st_mode & 07777, right_mode(st) & 07777);
		mend_mode(o, fd, right_mode(st), path);
	}
}

/* ---- the tree ---- */

static void check_folder(struct adm_owner *o, int dir, const char *path,
			 unsigned depth);

static void check_entry(struct adm_owner *o, int dir, const char *name,
			const char *path, unsigned depth)
{
	auto_fd int fd = openat(dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	/* Gone meanwhile: others work here. */
	if (fd < 0 || fstat(fd, &st) != 0)
		return;
	check_file(o, fd, &st, path);
	if (S_ISDIR(st.st_mode))
		check_folder(o, fd, path, depth + 1);
}

static bool is_dots(const char *name)
{
	return span_eq(span_of(name), SPAN(".")) ||
	       span_eq(span_of(name), SPAN(".."));
}

/* dir: may only name it. */
static void check_folder(struct adm_owner *o, int dir, const char *path,
			 unsigned depth)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct dirent *entry;
	DIR *listing;

	if (depth > DEPTH_MAX)
		return;
	listing = fd >= 0 ? fdopendir(fd) : NULL;
	if (!listing) {
		say(o, o->wrong, "%s cannot be read: %s", path,
		    strerrordesc_np(errno));
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((entry = readdir(listing))) {
		auto_free char *below = x_printf("%s/%s", path, entry->d_name);

		if (!is_dots(entry->d_name))
			check_entry(o, dir, entry->d_name, below, depth);
	}
	closedir(listing);
}

/* Root goes there without a symbolic link below the trusted folder: else who
 * owns a folder on the way could lead it elsewhere. */
static int open_top(struct adm_owner *o, const char *path)
{
	struct span whole = span_of(path), trusted = span_of(o->trusted);
	struct open_how how = { .flags = O_PATH | O_NOFOLLOW | O_CLOEXEC,
				.resolve =
					RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH };
	auto_fd int top = -1;

	if (geteuid() != 0)
		return open(path, O_PATH | O_CLOEXEC);
	if (!span_starts(whole, trusted) || path[trusted.len] != '/') {
		if (o->repair)
			say(o, o->wrong,
			    "%s lies outside of %s, so it is not repaired",
			    path, o->trusted);
		o->repair = false;
		return open(path, O_PATH | O_CLOEXEC);
	}
	top = open(o->trusted, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (top < 0)
		return -1;
	return (int)syscall(SYS_openat2, top, path + trusted.len + 1, &how,
			    sizeof(how));
}

bool adm_owner_check(struct adm_owner *owner, const char *path, struct err *err)
{
	auto_fd int fd = open_top(owner, path);
	struct stat st;

	if (fd < 0 && errno == ENOENT)
		return true;
	if (fd < 0 || fstat(fd, &st) != 0)
		return err_sys(err, "open %s", path);
	check_file(owner, fd, &st, path);
	if (S_ISDIR(st.st_mode))
		check_folder(owner, fd, path, 0);
	else
		say(owner, owner->wrong, "%s is no folder", path);
	return true;
}
