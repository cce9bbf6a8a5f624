/* SPDX-License-Identifier: MIT */
#include "admin/adm_deleted.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin/adm_tree.h"
#include "base/auto.h"
#include "base/clock.h"
#include "base/num.h"
#include "base/x.h"
#include "io/file.h"

enum {
	STAMP_LEN = 17, /* ".20261122T081500Z" */
	STAMPS_MAX = 60,
	DAY = 86400,
};

void adm_deleted_release(struct adm_deleted *deleted)
{
	free(deleted->entry);
	deleted->entry = NULL;
}

/* ---- moving ---- */

static bool sync_folder(const char *path, struct err *err)
{
	auto_fd int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return (fd >= 0 && fsync(fd) == 0) || err_sys(err, "sync %s", path);
}

static char *entry_path(const struct adm_deleted *deleted, time_t when)
{
	char stamp[STAMP_LEN + 1];
	struct tm tm;

	gmtime_r(&when, &tm);
	strftime(stamp, sizeof(stamp), ".%Y%m%dT%H%M%SZ", &tm);
	return x_printf("%s/%s%s", deleted->config->deleted_mail_dir,
			deleted->name, stamp);
}

/* One that nobody else has made, should the same user go twice a second. */
static bool make_entry(struct adm_deleted *deleted, struct err *err)
{
	const char *dir = deleted->config->deleted_mail_dir;
	time_t now = (time_t)clock_now();

	if (deleted->entry)
		return true;
	if (!file_make_dirs(dir, 0700, err))
		return false;
	for (int i = 0; i < STAMPS_MAX; i++) {
		char *path = entry_path(deleted, now + i);

		if (mkdir(path, 0700) == 0) {
			deleted->entry = path;
			return sync_folder(dir, err);
		}
		free(path);
		if (errno != EEXIST)
			break;
	}
	return err_sys(err, "make a folder in %s", dir);
}

static bool is_above(struct span path, struct span other)
{
	return span_starts(other, path) &&
	       (other.len == path.len || other.ptr[path.len] == '/');
}

static bool sync_parent(const char *path, struct err *err)
{
	auto_free char *parent = x_strdup(path);
	char *slash = strrchr(parent, '/');

	if (slash)
		slash[slash == parent] = '\0';
	return sync_folder(parent, err);
}

/* To another file system. The mail goes when all of it is safe there. */
static bool copy_across(const char *path, const char *to, struct err *err)
{
	auto_free char *part = x_printf("%s.part", to);
	struct err ignored;

	if (!adm_tree_copy(path, part, err)) {
		err_detail(err, "copy %s to %s", path, to);
		/* Room for the next try. */
		if (!adm_tree_remove(AT_FDCWD, part, &ignored))
			err_detail(err, "and %s is left", part);
		return false;
	}
	if (rename(part, to) != 0)
		return err_sys(err, "rename %s", part);
	return sync_parent(to, err) && adm_tree_remove(AT_FDCWD, path, err);
}

bool adm_deleted_move(struct adm_deleted *deleted, const char *path,
		      const char *as, struct err *err)
{
	auto_free char *to = NULL;
	struct stat st;

	if (is_above(span_of(path), span_of(deleted->config->deleted_mail_dir)))
		return err_set(err, ERR_STATE,
			       "%s holds the mail of others too", path);
	if (lstat(path, &st) != 0)
		return errno == ENOENT || errno == ENOTDIR ||
		       err_sys(err, "%s", path);
	if (!make_entry(deleted, err))
		return false;
	to = x_printf("%s/%s", deleted->entry, as);
	if (rename(path, to) != 0 &&
	    !(errno == EXDEV ? copy_across(path, to, err)
			     : err_sys(err, "move %s to %s", path, to)))
		return false;
	return sync_folder(deleted->entry, err) && sync_parent(path, err);
}

static bool names_user(struct span path, const char *user)
{
	struct span local, domain, part;

	account_split(user, &local, &domain);
	while (span_cut(&path, '/', &part))
		if (span_eq_nocase(part, local) ||
		    span_eq_nocase(part, span_of(user)))
			return true;
	return false;
}

bool adm_deleted_move_account(struct adm_deleted *deleted,
			      const struct account *account, struct err *err)
{
	struct span home = span_of(account->home);
	bool own_home = names_user(home, account->user);

	if ((!own_home || !is_above(home, span_of(account->mail))) &&
	    !adm_deleted_move(deleted, account->mail, "mail", err))
		return false;
	return !own_home ||
	       adm_deleted_move(deleted, account->home, "home", err);
}

/* ---- purging ---- */

static bool parse_stamp(const char *name, int64_t *out)
{
	static const struct {
		unsigned at, len;
		uint64_t max;
	} parts[] = {
		{ 1, 4, 9999 }, { 5, 2, 12 },  { 7, 2, 31 },
		{ 10, 2, 23 },  { 12, 2, 59 }, { 14, 2, 60 },
	};
	struct span stamp = span_of(name);
	uint64_t n[ARRAY_LEN(parts)];
	struct tm tm;

	if (stamp.len <= STAMP_LEN)
		return false;
	stamp = span_from(stamp, stamp.len - STAMP_LEN);
	if (stamp.ptr[0] != '.' || stamp.ptr[9] != 'T' || stamp.ptr[16] != 'Z')
		return false;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (!num_parse_u64(span_first(span_from(stamp, parts[i].at),
					      parts[i].len),
				   0, parts[i].max, &n[i]))
			return false;
	tm = (struct tm){ .tm_year = (int)n[0] - 1900,
			  .tm_mon = (int)n[1] - 1,
			  .tm_mday = (int)n[2],
			  .tm_hour = (int)n[3],
			  .tm_min = (int)n[4],
			  .tm_sec = (int)n[5] };
	*out = timegm(&tm);
	return true;
}

static bool is_dots(const char *name)
{
	return span_eq(span_of(name), SPAN(".")) ||
	       span_eq(span_of(name), SPAN(".."));
}

static bool purge_one(DIR *listing, const char *name, int64_t before,
		      void (*told)(const char *entry), struct err *err)
{
	int64_t when;

	if (!parse_stamp(name, &when) || when > before)
		return true;
	if (!adm_tree_remove(dirfd(listing), name, err))
		return false;
	told(name);
	return true;
}

bool adm_deleted_purge(const struct config *config, uint64_t days,
		       void (*told)(const char *entry), struct err *err)
{
	int64_t before = clock_now() - (int64_t)days * DAY;
	DIR *listing = opendir(config->deleted_mail_dir);
	struct dirent *entry;
	bool good = true;

	if (!listing)
		return errno == ENOENT ||
		       err_sys(err, "%s", config->deleted_mail_dir);
	while ((entry = readdir(listing)))
		if (!is_dots(entry->d_name) &&
		    !purge_one(listing, entry->d_name, before, told, err))
			good = false;
	closedir(listing);
	return good;
}
