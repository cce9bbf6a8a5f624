/* SPDX-License-Identifier: MIT */
/*
 * Rights in a mailbox (RFC 4314 2.1). The owner has all of them in all of
 * theirs, whatever a list says; nobody asks.
 */
#pragma once

enum store_right {
	STORE_RIGHT_LOOKUP = 1 << 0,  /* l: LIST, LSUB, SUBSCRIBE show it */
	STORE_RIGHT_READ = 1 << 1,    /* r: SELECT, STATUS, COPY from it */
	STORE_RIGHT_SEEN = 1 << 2,    /* s: \Seen is kept */
	STORE_RIGHT_WRITE = 1 << 3,   /* w: flags but \Seen and \Deleted */
	STORE_RIGHT_INSERT = 1 << 4,  /* i: APPEND, COPY into it */
	STORE_RIGHT_POST = 1 << 5,    /* p: deliveries with it as the detail */
	STORE_RIGHT_CREATE = 1 << 6,  /* k: mailboxes below it */
	STORE_RIGHT_DELETE = 1 << 7,  /* x: DELETE, RENAME of itself */
	STORE_RIGHT_DELETED = 1 << 8, /* t: \Deleted */
	STORE_RIGHT_EXPUNGE = 1 << 9, /* e */
	STORE_RIGHT_ADMIN = 1 << 10,  /* a: SETACL, GETACL … */
	STORE_RIGHTS_ALL = (1 << 11) - 1,
};
