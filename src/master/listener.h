/* SPDX-License-Identifier: MIT */
/*
 * The listening sockets. Master opens them once, keeps them over restarts of
 * its children, and hands them out by name.
 */
#pragma once

#include "config/config.h"

enum {
	LISTENER_MAX = 64
};

struct listener {
	char name[32];    /* "imap", "auth"; several may have the same */
	char program[16]; /* who gets it */
	char place[256];  /* path or address:port, to tell a change */
	int fd;
};

struct listeners {
	struct listener one[LISTENER_MAX];
	unsigned count;
};

/*
 * Opens what the configuration asks for. A socket that `old` (may be NULL)
 * has under the same name and place is taken over from it. All or nothing;
 * on failure `old` is untouched.
 */
MUST_CHECK bool listener_open_all(const struct config *config,
				  struct listeners *old, struct listeners *out,
				  struct err *err);
/* Likewise for a master that starts: the children of one that was killed may
 * need a moment to let go of their sockets, so it tries for two seconds. */
MUST_CHECK bool listener_open_first(const struct config *config,
				    struct listeners *out, struct err *err);
void listener_close_all(struct listeners *all);
