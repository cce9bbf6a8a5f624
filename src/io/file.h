/* SPDX-License-Identifier: MIT */
/* Whole small files, read and replaced atomically. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"

/* Reads a whole file of at most out->cap bytes. ERR_NOTFOUND if it is not
 * there, ERR_LIMIT if larger, ERR_TEMP otherwise. Relative to dirfd. */
MUST_CHECK bool file_read(int dirfd, const char *path, struct buf *out,
			  struct err *err);
/* The rest of an open file, likewise; path is for the log. */
MUST_CHECK bool file_read_fd(int fd, const char *path, struct buf *out,
			     struct err *err);
/* open without O_CREAT that no symbolic link leads out of the folder dirfd:
 * -1 and EXDEV then, as for an absolute one. */
MUST_CHECK int file_open_inside(int dirfd, const char *path, int flags);
/* open without O_CREAT, with O_NOATIME where that is allowed: the first look
 * after a change need not write the inode. Like open: -1 and errno. */
MUST_CHECK int file_open_quietly(int dirfd, const char *path, int flags);
/* Temporary file beside it, write, fdatasync, rename, fsync of the folder:
 * afterwards it is durable and never half there. */
MUST_CHECK bool file_write_atomic(int dirfd, const char *path,
				  struct span content, mode_t mode,
				  struct err *err);
/* All of it, however many write calls it takes. */
MUST_CHECK bool file_write_all(int fd, struct span content, struct err *err);
/* mkdir -p, mode for the new ones. */
MUST_CHECK bool file_make_dirs(const char *path, mode_t mode, struct err *err);
