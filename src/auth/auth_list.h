/* SPDX-License-Identifier: MIT */
/* The names of all users, one page after another. */
#pragma once

#include "auth/auth_chain.h"

struct auth_list_page {
	char (*name)[256]; /* in bytewise order, each once */
	size_t count;
	bool more;             /* ask again, behind the last name */
	const struct err *err; /* NULL: none; else the page is empty */
};

/* The page of names behind `after` ("" begins), from all sources that can list.
 * Told exactly once, maybe before it returns. */
void auth_list_page(struct auth_chain *chain, const char *after,
		    void (*told)(void *arg, const struct auth_list_page *page),
		    void *arg);
