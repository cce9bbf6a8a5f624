/* SPDX-License-Identifier: MIT */
/*
 * A page of names at a time, each looked up for its folders; the next when the
 * peer has taken the one before. A list that ends without its dot is one that
 * failed.
 *
 * Answers may come before the question has returned; `asking` makes a loop of
 * what would be a recursion.
 */
#include "auth/auth_authdaemon_list.h"

#include <stdlib.h>

#include "auth/auth_authdaemon_write.h"
#include "auth/auth_list.h"
#include "base/auto.h"
#include "base/x.h"

enum {
	PAGE_MAX = 1 << 20
};

struct list {
	struct auth_serial *serial;
	struct buf out;
	char (*name)[256]; /* the page */
	size_t count;
	size_t next;
	bool more;
	bool failed;
	bool asking;
	bool answered;
};

static void walk(struct list *list);

/* An answer has come. */
static void resume(struct list *list)
{
	list->answered = true;
	if (!list->asking)
		walk(list);
}

static void take_entry(void *arg, const struct auth_chain_answer *answer)
{
	struct list *list = arg;

	if (answer->verdict == AUTH_VERDICT_OK)
		auth_authdaemon_write_row(&list->serial->server->mail_owner,
					  answer->entry, &list->out);
	else if (answer->verdict != AUTH_VERDICT_UNKNOWN)
		list->failed = true; /* UNKNOWN: deleted meanwhile */
	resume(list);
}

static void take_page(void *arg, const struct auth_list_page *page)
{
	struct list *list = arg;

	free(list->name);
	list->name = NULL;
	list->count = page->count;
	list->next = 0;
	list->more = page->more;
	list->failed = page->err != NULL;
	if (page->count) {
		list->name = x_calloc(page->count, sizeof(*list->name));
		memcpy(list->name, page->name,
		       page->count * sizeof(*list->name));
	}
	resume(list);
}

static void ask_entry(struct list *list)
{
	const struct account_query query = {
		.user = list->name[list->next++],
		.service = "",
		.local_ip = "",
		.remote_ip = "",
	};

	auth_chain_lookup(list->serial->server->chain, &query, take_entry,
			  list);
}

static void ask_page(struct list *list)
{
	const char *after = list->count ? list->name[list->count - 1] : "";

	auth_list_page(list->serial->server->chain, after, take_page, list);
}

static void finish(struct list *list)
{
	struct auth_serial *serial = list->serial;
	struct buf out = list->out;
	bool failed = list->failed || serial->closed;

	free(list->name);
	free(list);
	buf_add_str(&out, ".\n");
	if (failed || out.full)
		auth_serial_give_up(serial);
	else
		auth_serial_answer(serial, &out);
	buf_release(&out);
}

static void page_sent(void *arg)
{
	resume(arg);
}

/* Takes the next step. false: there is none. */
static bool step(struct list *list)
{
	if (list->failed || list->out.full || list->serial->closed)
		return false;
	if (list->next < list->count)
		ask_entry(list);
	else if (list->out.len && list->more)
		auth_serial_part(list->serial, &list->out, page_sent, list);
	else if (list->more)
		ask_page(list);
	else
		return false;
	return true;
}

static void walk(struct list *list)
{
	do {
		list->answered = false;
		list->asking = true;
		if (!step(list)) {
			finish(list);
			return;
		}
		list->asking = false;
	} while (list->answered);
}

void auth_authdaemon_list(struct auth_serial *serial)
{
	struct list *list = x_calloc(1, sizeof(*list));

	list->serial = serial;
	list->more = true;
	buf_init(&list->out, PAGE_MAX);
	walk(list);
}
