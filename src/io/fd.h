/* SPDX-License-Identifier: MIT */
/* A descriptor that a struct holds; -1: none. In a scope: auto_fd. */
#pragma once

#include <unistd.h>

/* Closes it, if there is one; there is none then. */
static inline void fd_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}
