/* SPDX-License-Identifier: MIT */
/*
 * A folder to be removed is first renamed to "..fumikura-gone-…", a name that
 * no Maildir++ program takes for a folder: that is quick, and done under the
 * user's lock. Unlinking its files is not.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/x.h"
#include "maildir/md_dir.h"
#include "maildir/md_folder.h"
#include "maildir/md_remove.h"

static const char gone_prefix[] = "..fumikura-gone-";

bool md_folder_remove(const char *root, struct span dir, struct buf *out_gone,
		      struct err *err)
{
	auto_free char *path = x_span_dup(dir);
	auto_fd int root_fd = -1;

	ASSERT(dir.len);
	buf_reset(out_gone);
	buf_add_format(out_gone, "%s%" PRId64 "-%d", gone_prefix,
		       clock_now_us(), (int)getpid());
	if (!md_folder_open(root, SPAN(""), &root_fd, err))
		return false;
	if (renameat(root_fd, path, root_fd, buf_str(out_gone)) < 0) {
		if (errno == ENOENT)
			return err_set(err, ERR_NOTFOUND, "No such mailbox");
		return err_sys(err, "rename %s to %s", path, buf_str(out_gone));
	}
	return fsync(root_fd) == 0 || err_sys(err, "fsync %s", root);
}

bool md_folder_remove_gone(const char *root, const char *gone, struct err *err)
{
	auto_fd int root_fd = -1;

	return md_folder_open(root, SPAN(""), &root_fd, err) &&
	       md_remove_tree(root_fd, gone, err);
}

void md_folder_remove_leftovers(const char *root)
{
	auto_dir DIR *dir = opendir(root);
	struct dirent *entry;
	struct err err;

	while (dir && (entry = readdir(dir)))
		/* Another process may be at it too; who comes last is done. */
		if (span_starts(span_of(entry->d_name), span_of(gone_prefix)) &&
		    !md_remove_tree(dirfd(dir), entry->d_name, &err))
			continue;
}
