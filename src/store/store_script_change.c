/* SPDX-License-Identifier: MIT */
/*
 * Changes of a user's scripts, one after the other under the folder's flock,
 * which ends with the process. A script becomes visible by a rename of what is
 * on disk already; so does the link to the active one, and what it led to goes
 * only after that. So a crash leaves the old or the new, and at worst a file
 * .put-…, which a later change takes away.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/x.h"
#include "io/file.h"
#include "store/store_script_priv.h"

enum {
	RESCUES_MAX = 100,
	LEFT_OVER_S = 3600, /* nobody writes one for so long */
};

/* ---- under the lock ---- */

static bool make_folder(struct store_scripts *s, struct err *err)
{
	if (!store_script_reopen(s, err))
		return false;
	if (s->dir >= 0)
		return true;
	if (!file_make_dirs(s->account.home, 0700, err) ||
	    !store_script_reopen(s, err))
		return false;
	if (mkdirat(s->home, STORE_SCRIPT_DIR, 0700) != 0 && errno != EEXIST)
		return err_sys(err, "mkdir %s/" STORE_SCRIPT_DIR,
			       s->account.home);
	if (fsync(s->home) != 0)
		return err_sys(err, "fsync %s", s->account.home);
	return store_script_reopen(s, err) &&
	       (s->dir >= 0 ||
		err_sys(err, "open %s/" STORE_SCRIPT_DIR, s->account.home));
}

/* A descriptor of its own, so that two of one process wait for each other too.
 */
static bool lock(struct store_scripts *s, int *out_fd, struct err *err)
{
	if (!make_folder(s, err))
		return false;
	*out_fd = openat(s->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*out_fd < 0)
		return err_sys(err, "open %s/" STORE_SCRIPT_DIR,
			       s->account.home);
	while (flock(*out_fd, LOCK_EX) != 0)
		if (errno != EINTR)
			return err_sys(err, "flock %s/" STORE_SCRIPT_DIR,
				       s->account.home);
	return true;
}

static bool flush(int fd, struct err *err)
{
	return fsync(fd) == 0 || err_sys(err, "fsync of scripts");
}

static void forget_code(struct store_scripts *s, struct span name)
{
	auto_buf struct buf path;

	buf_init(&path, PATH_MAX);
	store_script_add_code_path(&path, name);
	unlinkat(s->home, buf_str(&path), 0);
}

static void temporary_name(char *out)
{
	static unsigned count;

	snprintf(out, NAME_MAX + 1, STORE_SCRIPT_TEMPORARY "%" PRId64 "-%d-%u",
		 clock_now_us(), (int)getpid(), count++);
}

/* What a crash has left. */
static void clean(struct store_scripts *s)
{
	int fd = openat(s->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *listing = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;
	struct stat st;

	if (!listing) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((entry = readdir(listing))) {
		struct span file = span_of(entry->d_name);

		if (span_starts(file, SPAN(STORE_SCRIPT_TEMPORARY)) &&
		    !span_ends(file, SPAN(STORE_SCRIPT_SUFFIX)) &&
		    fstatat(s->dir, file.ptr, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    st.st_mtime < clock_now() - LEFT_OVER_S)
			unlinkat(s->dir, file.ptr, 0);
	}
	closedir(listing);
}

static bool no_name(struct err *err)
{
	return err_set(err, ERR_SYNTAX, "This is no script name.");
}

static bool exists(struct store_scripts *s, struct span name, struct err *err)
{
	char file[NAME_MAX + 1];
	struct stat st;

	if (!store_script_is_name(name))
		return no_name(err);
	store_script_file(name, file);
	if (fstatat(s->dir, file, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return true;
	if (errno == ENOENT)
		return err_set(err, ERR_NOTFOUND, "There is no such script.");
	return err_sys(err, "stat %s/" STORE_SCRIPT_DIR "/%s", s->account.home,
		       file);
}

/* ---- room and putting ---- */

bool store_script_room(struct store_scripts *s, struct span name,
		       uint64_t bytes, enum store_script_room *out,
		       struct err *err)
{
	auto_arena struct arena arena = { 0 };
	struct store_script_entry *entry;
	uint64_t all = bytes;
	size_t others = 0;
	size_t count;

	if (!store_script_is_name(name))
		return no_name(err);
	if (!store_script_list(s, &arena, &entry, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (span_eq(entry[i].name, name))
			continue;
		others++;
		all += entry[i].bytes;
	}
	*out = STORE_SCRIPT_FITS;
	if (bytes > s->limits.script_bytes)
		*out = STORE_SCRIPT_TOO_LARGE;
	else if (others == count && others >= s->limits.scripts)
		*out = STORE_SCRIPT_TOO_MANY;
	else if (all > s->limits.bytes)
		*out = STORE_SCRIPT_FULL;
	return true;
}

static bool write_script(struct store_scripts *s, struct span name,
			 struct span text, struct err *err)
{
	char temporary[NAME_MAX + 1];
	char file[NAME_MAX + 1];

	temporary_name(temporary);
	store_script_file(name, file);
	if (!file_write_atomic(s->dir, temporary, text, 0600, err))
		return false;
	forget_code(s, name);
	if (renameat(s->dir, temporary, s->dir, file) == 0)
		return flush(s->dir, err);
	err_sys(err, "rename to %s/" STORE_SCRIPT_DIR "/%s", s->account.home,
		file);
	unlinkat(s->dir, temporary, 0);
	return false;
}

bool store_script_put(struct store_scripts *s, struct span name,
		      struct span text, enum store_script_room *out_room,
		      struct err *err)
{
	auto_fd int locked = -1;

	if (!store_script_is_name(name))
		return no_name(err);
	if (!lock(s, &locked, err) ||
	    !store_script_room(s, name, text.len, out_room, err))
		return false;
	if (*out_room != STORE_SCRIPT_FITS)
		return true;
	clean(s);
	return write_script(s, name, text, err);
}

/* ---- the active one ---- */

/* Pigeonhole does this too: a script that somebody put there by other means
 * must not be lost. It keeps its place until the link takes it. */
static bool rescue(struct store_scripts *s, struct err *err)
{
	char file[NAME_MAX + 1];
	struct stat st;

	if (fstatat(s->home, STORE_SCRIPT_ACTIVE, &st, AT_SYMLINK_NOFOLLOW) !=
		    0 ||
	    !S_ISREG(st.st_mode))
		return true;
	for (unsigned i = 1; i <= RESCUES_MAX; i++) {
		if (i == 1)
			store_script_file(SPAN("dovecot.orig"), file);
		else
			snprintf(file, sizeof(file),
				 "dovecot.orig-%u" STORE_SCRIPT_SUFFIX, i);
		if (linkat(s->home, STORE_SCRIPT_ACTIVE, s->dir, file, 0) == 0)
			return flush(s->dir, err);
		if (errno != EEXIST)
			break;
	}
	return err_sys(err, "keeping %s/" STORE_SCRIPT_ACTIVE, s->account.home);
}

/* name empty: there is none. */
static bool set_link(struct store_scripts *s, struct span name, struct err *err)
{
	auto_free char *target = x_printf(
		STORE_SCRIPT_DIR "/%.*s" STORE_SCRIPT_SUFFIX, SPAN_ARG(name));
	auto_free char *temporary = NULL;
	char unique[NAME_MAX + 1];

	if (name.len == 0) {
		if (unlinkat(s->home, STORE_SCRIPT_ACTIVE, 0) != 0 &&
		    errno != ENOENT)
			return err_sys(err, "remove %s/" STORE_SCRIPT_ACTIVE,
				       s->account.home);
		return flush(s->home, err);
	}
	temporary_name(unique);
	temporary = x_printf(STORE_SCRIPT_DIR "/%s", unique);
	if (symlinkat(target, s->home, temporary) != 0)
		return err_sys(err, "symlink %s/%s", s->account.home,
			       temporary);
	if (renameat(s->home, temporary, s->home, STORE_SCRIPT_ACTIVE) == 0)
		return flush(s->home, err);
	err_sys(err, "rename to %s/" STORE_SCRIPT_ACTIVE, s->account.home);
	unlinkat(s->home, temporary, 0);
	return false;
}

bool store_script_activate(struct store_scripts *s, struct span name,
			   struct err *err)
{
	auto_fd int locked = -1;

	if (!lock(s, &locked, err) || (name.len && !exists(s, name, err)) ||
	    !rescue(s, err) || !set_link(s, name, err))
		return false;
	forget_code(s, SPAN(""));
	return true;
}

/* ---- delete and rename ---- */

static bool is_active(struct store_scripts *s, struct span name, bool *out,
		      struct err *err)
{
	auto_buf struct buf active;

	buf_init(&active, STORE_SCRIPT_NAME_MAX);
	if (!store_script_active(s, &active, err))
		return false;
	*out = span_eq(buf_span(&active), name);
	return true;
}

static bool remove_script(struct store_scripts *s, struct span name,
			  struct err *err)
{
	char file[NAME_MAX + 1];

	store_script_file(name, file);
	forget_code(s, name);
	if (unlinkat(s->dir, file, 0) != 0)
		return err_sys(err, "remove %s/" STORE_SCRIPT_DIR "/%s",
			       s->account.home, file);
	return flush(s->dir, err);
}

bool store_script_delete(struct store_scripts *s, struct span name,
			 struct err *err)
{
	auto_fd int locked = -1;
	bool active;

	if (!lock(s, &locked, err) || !exists(s, name, err) ||
	    !is_active(s, name, &active, err))
		return false;
	if (active)
		return err_set(err, ERR_STATE, "The script is active.");
	return remove_script(s, name, err);
}

bool store_script_rename(struct store_scripts *s, struct span from,
			 struct span to, struct err *err)
{
	auto_fd int locked = -1;
	char from_file[NAME_MAX + 1];
	char to_file[NAME_MAX + 1];
	bool active;

	if (!store_script_is_name(to))
		return no_name(err);
	if (!lock(s, &locked, err) || !exists(s, from, err) ||
	    !is_active(s, from, &active, err))
		return false;
	store_script_file(from, from_file);
	store_script_file(to, to_file);
	if (linkat(s->dir, from_file, s->dir, to_file, 0) != 0) {
		if (errno == EEXIST)
			return err_set(err, ERR_EXISTS,
				       "There is a script of that name.");
		return err_sys(err, "rename to %s/" STORE_SCRIPT_DIR "/%s",
			       s->account.home, to_file);
	}
	forget_code(s, to);
	if (!flush(s->dir, err) || (active && !set_link(s, to, err)))
		return false;
	return remove_script(s, from, err);
}
