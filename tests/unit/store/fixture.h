/* SPDX-License-Identifier: MIT */
/* A user in a temporary folder for the tests of store. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/x.h"
#include "store/store_message.h"

struct fixture {
	char top[64]; /* everything lies in it */
	struct account account;
	struct store_settings settings;
	struct store_user *user;
};

/* cmocka set-up and tear-down of *state. */
int fixture_make(void **state);
int fixture_remove(void **state);

/* Opens the user again, as another process would. */
void fixture_reopen(struct fixture *f);
/* The whole index folder is gone. */
void fixture_lose_index(struct fixture *f);

/* A message with that subject; CRLF line ends. Returns its UID. */
uint32_t fixture_append(struct fixture *f, const char *mailbox,
			const char *subject, uint32_t flags);
/* The same for any bytes; ERR_NONE or why not. */
enum err_kind fixture_append_bytes(struct store_user *user, const char *mailbox,
				   struct span bytes,
				   const struct store_append *options,
				   struct store_appended *out);
struct store_status fixture_status(struct fixture *f, const char *mailbox);
struct store_box *fixture_open(struct fixture *f, const char *mailbox);
/* Record of one message; false if it is no more. */
bool fixture_message(struct store_box *box, uint32_t uid,
		     struct store_message *out);
/* The set as text, "1:3,5". */
const char *fixture_set(const struct ranges *r);

/* Files of another program. path is relative to the Maildir. */
void fixture_write(struct fixture *f, const char *path, const char *text);
void fixture_rename(struct fixture *f, const char *from, const char *to);
/* Copies or moves all messages of a mailbox. */
void fixture_carry(struct fixture *f, const char *from, const char *to,
		   enum store_copy_how how);
void fixture_unlink(struct fixture *f, const char *path);
bool fixture_exists(struct fixture *f, const char *path);
/* First file in that directory (relative) whose name contains `part`, as a
 * relative path in a static buffer; NULL if there is none. */
const char *fixture_find(struct fixture *f, const char *dir, const char *part);
unsigned fixture_count(struct fixture *f, const char *dir);
/* maildirsize, the index and the files tell the same. */
void fixture_check_usage(struct fixture *f);
