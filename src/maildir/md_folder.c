/* SPDX-License-Identifier: MIT */
/*
 * cur/ is made last and asked for first: a folder without it is not there yet,
 * or never was one.
 */
#include "maildir/md_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/utf8.h"
#include "base/x.h"
#include "io/file.h"
#include "maildir/md_name.h"

enum {
	DIR_MAX = 250,
	NAME_CAP = 1024
};

/* ---- names ---- */

/* RFC 9051 5.1: no C0 and C1 controls, DEL, line and paragraph separators. */
static bool is_control(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 ||
	       code == 0x2029;
}

static bool is_name(struct span name)
{
	bool level_empty = true;
	uint32_t code;

	while (name.len) {
		if (!utf8_take(&name, &code) || is_control(code) ||
		    code == '/' || (code == '.' && level_empty))
			return false;
		level_empty = code == '.';
	}
	return !level_empty;
}

/* The folder of our index lies among the mailboxes' folders. */
static bool is_reserved(struct span name)
{
	return span_eq(name, SPAN("fumikura"));
}

bool md_folder_dir(struct span mailbox, struct buf *out, struct err *err)
{
	buf_reset(out);
	if (span_eq_nocase(mailbox, SPAN("INBOX")))
		return true;
	if (mailbox.len > NAME_CAP || !is_name(mailbox))
		return err_set(err, ERR_SYNTAX, "Invalid mailbox name");
	if (is_reserved(mailbox))
		return err_set(err, ERR_SYNTAX, "Reserved mailbox name");
	buf_add_char(out, '.');
	if (!utf8_to_mutf7(out, mailbox) || out->full || out->len > DIR_MAX)
		return err_set(err, ERR_SYNTAX, "Mailbox name too long");
	return true;
}

bool md_folder_has_room(struct span dir)
{
	return dir.len + sizeof(".x") - 1 <= DIR_MAX;
}

bool md_folder_mailbox(struct span dir, struct buf *out)
{
	struct span name = span_from(dir, 1);

	buf_reset(out);
	if (dir.len > MD_NAME_MAX || !span_starts(dir, SPAN(".")))
		return false;
	if (!utf8_from_mutf7(out, name)) {
		buf_reset(out);
		buf_add(out, name);
	}
	name = buf_span(out);
	return !out->full && is_name(name) && !is_reserved(name) &&
	       !span_eq_nocase(name, SPAN("INBOX"));
}

/* ---- one folder ---- */

static char *dir_path(struct span dir)
{
	return dir.len ? x_span_dup(dir) : x_strdup(".");
}

static bool not_found(const char *path, struct err *err)
{
	err_set(err, ERR_NOTFOUND, "No such mailbox");
	return err_detail(err, "no folder %s", path);
}

static int open_dir(int at, const char *path)
{
	return openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

bool md_folder_open(const char *root, struct span dir, int *out_fd,
		    struct err *err)
{
	auto_free char *path = x_printf("%s/%.*s", root, SPAN_ARG(dir));
	int fd = open_dir(AT_FDCWD, path);

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return not_found(path, err);
	if (fd < 0)
		return err_sys(err, "open %s", path);
	*out_fd = fd;
	return true;
}

static bool is_dir(const char *path, const struct stat *root)
{
	struct stat st;

	return stat(path, &st) == 0 && st.st_dev == root->st_dev &&
	       st.st_ino == root->st_ino;
}

/* A link to a directory in the same Maildir, or to the Maildir itself. */
static bool is_alias(const char *root, struct span dir)
{
	auto_free char *path = x_printf("%s/%.*s", root, SPAN_ARG(dir));
	auto_free char *above = x_printf("%s/..", path);
	struct stat st;

	return lstat(path, &st) == 0 && S_ISLNK(st.st_mode) &&
	       stat(root, &st) == 0 &&
	       (is_dir(path, &st) || is_dir(above, &st));
}

/* What can't be looked at now is not therefore gone. */
static bool is_cur(int at, const char *path)
{
	struct stat st;

	if (fstatat(at, path, &st, 0) < 0)
		return errno != ENOENT && errno != ENOTDIR && errno != ELOOP &&
		       errno != ENAMETOOLONG;
	return S_ISDIR(st.st_mode);
}

static bool has_cur(const char *root, struct span dir)
{
	auto_free char *path = x_printf("%s/%.*s/cur", root, SPAN_ARG(dir));

	return is_cur(AT_FDCWD, path) && !(dir.len && is_alias(root, dir));
}

bool md_folder_exists(const char *root, struct span dir)
{
	return has_cur(root, dir);
}

bool md_folder_exists_at(int root, struct span dir)
{
	char path[MD_NAME_MAX + sizeof("/cur")];

	if (dir.len > MD_NAME_MAX)
		return false;
	memcpy(path, dir.ptr, dir.len);
	memcpy(path + dir.len, "/cur", sizeof("/cur"));
	return is_cur(root, path);
}

/* As Courier names it, in UTF-8. One that reads as modified UTF-7 is another
 * mailbox's. */
static bool find_raw(const char *root, struct span mailbox, struct buf *out)
{
	auto_buf struct buf name;

	buf_init(&name, MD_NAME_MAX);
	buf_reset(out);
	buf_add_char(out, '.');
	buf_add(out, mailbox);
	return !out->full && md_folder_mailbox(buf_span(out), &name) &&
	       span_eq(buf_span(&name), mailbox) &&
	       has_cur(root, buf_span(out));
}

bool md_folder_find(const char *root, struct span mailbox, struct buf *out,
		    struct err *err)
{
	auto_buf struct buf raw;

	buf_init(&raw, DIR_MAX);
	if (!md_folder_dir(mailbox, out, err))
		return false;
	if (out->len == 0 || has_cur(root, buf_span(out)))
		return true;
	if (!find_raw(root, mailbox, &raw))
		return not_found(buf_str(out), err);
	buf_reset(out);
	buf_add(out, buf_span(&raw));
	return true;
}

/* Makes one and tells whether it was missing. */
static bool make_dir(int at, const char *name, bool *out_made, struct err *err)
{
	if (mkdirat(at, name, 0700) == 0)
		*out_made = true;
	else if (errno != EEXIST)
		return err_sys(err, "mkdir %s", name);
	return true;
}

static bool make_marker(int folder, bool *out_made, struct err *err)
{
	auto_fd int fd =
		openat(folder, "maildirfolder",
		       O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return err_sys(err, "create maildirfolder");
	*out_made = true;
	return true;
}

/* What is in the root, and in each folder. */
static bool complete(int folder, bool is_root, struct err *err)
{
	bool made = false;

	if (!is_root && faccessat(folder, "maildirfolder", F_OK, 0) < 0 &&
	    !make_marker(folder, &made, err))
		return false;
	if (!make_dir(folder, "tmp", &made, err) ||
	    !make_dir(folder, "new", &made, err) ||
	    !make_dir(folder, "cur", &made, err))
		return false;
	if (made && fsync(folder) < 0)
		return err_sys(err, "fsync of a mail folder");
	return true;
}

bool md_folder_make(const char *root, struct span dir, struct err *err)
{
	auto_free char *path = dir_path(dir);
	auto_fd int root_fd = -1;
	auto_fd int folder = -1;
	bool made = false;

	if (dir.len == 0 && !file_make_dirs(root, 0700, err))
		return false;
	if (!md_folder_open(root, SPAN(""), &root_fd, err) ||
	    (dir.len && !make_dir(root_fd, path, &made, err)))
		return false;
	folder = open_dir(root_fd, path);
	if (folder < 0)
		return err_sys(err, "open %s", path);
	if (!complete(folder, dir.len == 0, err))
		return false;
	if (made && fsync(root_fd) < 0)
		return err_sys(err, "fsync %s", root);
	return true;
}

bool md_folder_complete(const char *root, struct span dir, struct err *err)
{
	auto_fd int folder = -1;

	if (!md_folder_open(root, dir, &folder, err))
		return false;
	if (faccessat(folder, "cur", F_OK, 0) < 0)
		return err_set(err, ERR_NOTFOUND, "No such mailbox");
	return complete(folder, dir.len == 0, err);
}

/* What a CREATE that was killed has left: neither cur/ nor mail is in it. */
static bool clear_unfinished(int root_fd, const char *path)
{
	static const char *const part[] = { "new", "tmp" };
	auto_fd int folder = open_dir(root_fd, path);

	if (folder < 0 || faccessat(folder, "cur", F_OK, 0) == 0)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(part); i++)
		if (unlinkat(folder, part[i], AT_REMOVEDIR) < 0 &&
		    errno != ENOENT)
			return false;
	return (unlinkat(folder, "maildirfolder", 0) == 0 || errno == ENOENT) &&
	       unlinkat(root_fd, path, AT_REMOVEDIR) == 0;
}

static int rename_over(int root_fd, const char *from, const char *to)
{
	if (renameat2(root_fd, from, root_fd, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EEXIST)
		return errno;
	if (!clear_unfinished(root_fd, to))
		return EEXIST;
	return renameat2(root_fd, from, root_fd, to, RENAME_NOREPLACE) == 0
		       ? 0
		       : errno;
}

bool md_folder_rename(const char *root, struct span from, struct span to,
		      struct err *err)
{
	auto_free char *from_path = x_span_dup(from);
	auto_free char *to_path = x_span_dup(to);
	auto_fd int root_fd = -1;

	ASSERT(from.len && to.len);
	if (!md_folder_open(root, SPAN(""), &root_fd, err))
		return false;
	errno = rename_over(root_fd, from_path, to_path);
	if (errno == 0)
		return true;
	if (errno == ENOENT)
		return not_found(from_path, err);
	if (errno == EEXIST)
		return err_set(err, ERR_EXISTS, "Mailbox already exists");
	return err_sys(err, "rename %s to %s", from_path, to_path);
}

bool md_folder_flush(const char *root, struct err *err)
{
	auto_fd int root_fd = -1;

	if (!md_folder_open(root, SPAN(""), &root_fd, err))
		return false;
	return fsync(root_fd) == 0 || err_sys(err, "fsync %s", root);
}
