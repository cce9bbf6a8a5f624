/* SPDX-License-Identifier: MIT */
/*
 * Cleanup at the end of a scope: auto_fd int fd = -1; auto_free char *s = NULL;
 * auto_buf struct buf b; auto_arena struct arena a; auto_ranges struct ranges
 * r. Ownership leaves with TAKE(x) (pointers) or auto_fd_take(&fd).
 */
#pragma once

#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/ranges.h"

static inline void auto_close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void auto_free_ptr(void *ptr)
{
	free(*(void **)ptr);
}

static inline int auto_fd_take(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

#define auto_fd     __attribute__((cleanup(auto_close_fd)))
#define auto_free   __attribute__((cleanup(auto_free_ptr)))
#define auto_buf    __attribute__((cleanup(buf_release)))
#define auto_arena  __attribute__((cleanup(arena_release)))
#define auto_ranges __attribute__((cleanup(ranges_release)))

#define TAKE(x)                                                                \
	({                                                                     \
		__typeof__(x) taken_ = (x);                                    \
		(x) = NULL;                                                    \
		taken_;                                                        \
	})
