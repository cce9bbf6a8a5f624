/* SPDX-License-Identifier: MIT */
/*
 * Opened for each question, because it is replaced as a whole when something
 * changes, and read, not mapped: a file that is cut short under a mapping kills
 * its reader.
 */
#include "account/account_cdb.h"

#include <cdb.h>
#include <errno.h>
#include <fcntl.h>

#include "base/auto.h"

bool account_cdb_find(const char *path, struct span key, struct buf *out,
		      struct err *err)
{
	auto_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	unsigned size;
	char *space;
	int found;

	buf_reset(out);
	if (fd < 0 && errno == ENOENT)
		return err_set(err, ERR_GONE, "there is no %s", path);
	if (fd < 0)
		return err_sys(err, "%s", path);
	found = cdb_seek(fd, key.ptr, (unsigned)key.len, &size);
	if (found == 0)
		return err_set(err, ERR_NOTFOUND, "no such key");
	if (found < 0)
		return err_sys(err, "%s", path);
	space = buf_reserve(out, size);
	if (!space)
		return err_sys(err, "%s: value too large", path);
	if (cdb_bread(fd, space, (int)size) != 0)
		return err_sys(err, "%s", path);
	buf_grew(out, size);
	return true;
}
