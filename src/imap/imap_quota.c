/* SPDX-License-Identifier: MIT */
#include "imap/imap_quota.h"

#include <inttypes.h>

#include "base/auto.h"
#include "imap/imap_args.h"

enum {
	ROOT_MAX = 8192,
	KIB = 1024,
};

#define OWN_ROOT   SPAN("User quota")
#define AT_MAILBOX SPAN(": ")
#define OF_OWNER   SPAN(" of ")

void imap_quota_init(struct imap_quota *quota)
{
	*quota = (struct imap_quota){ .limit = { .bytes = 0 } };
	buf_init(&quota->root, ROOT_MAX);
}

void imap_quota_release(struct imap_quota *quota)
{
	buf_release(&quota->root);
}

/* Both up: what is used up is told so, and a limit is never 0. */
static uint64_t in_kib(uint64_t bytes)
{
	return bytes / KIB + (bytes % KIB != 0);
}

static bool is_same(const struct store_limit *a, const struct store_limit *b)
{
	return a->bytes == b->bytes && a->messages == b->messages;
}

bool imap_quota_of(struct imap_session *session,
		   const struct imap_mailbox *mailbox, struct imap_quota *out,
		   struct err *err)
{
	const struct store_limit own = store_limits_own(mailbox->user);

	buf_reset(&out->root);
	if (!store_limits_in(mailbox->user, mailbox->name, &out->limit, err) ||
	    !store_limits_usage(mailbox->user, &out->usage, err))
		return false;
	if (out->limit.ignored || !(out->limit.bytes || out->limit.messages))
		return true;
	buf_add(&out->root, OWN_ROOT);
	if (mailbox->user != session->user) {
		buf_add(&out->root, OF_OWNER);
		buf_add_str(&out->root,
			    store_user_account(mailbox->user)->user);
	}
	if (!is_same(&out->limit, &own)) {
		buf_add(&out->root, AT_MAILBOX);
		buf_add(&out->root, mailbox->name);
	}
	return true;
}

bool imap_quota_is_own(struct span root)
{
	return span_eq(root, OWN_ROOT);
}

static bool find_own(struct imap_session *session, struct imap_quota *out,
		     struct err *err)
{
	out->limit = store_limits_own(session->user);
	buf_reset(&out->root);
	buf_add(&out->root, OWN_ROOT);
	return store_limits_usage(session->user, &out->usage, err);
}

bool imap_quota_find(struct imap_session *session, struct span root,
		     struct imap_quota *out, struct err *err)
{
	struct imap_mailbox mailbox = { .user = session->user };
	struct span rest = span_from(root, OWN_ROOT.len);

	if (imap_quota_is_own(root))
		return find_own(session, out, err);
	if (span_starts(root, OWN_ROOT) && span_starts(rest, AT_MAILBOX)) {
		mailbox.name = span_from(rest, AT_MAILBOX.len);
		if (!imap_quota_of(session, &mailbox, out, err))
			return false;
	}
	return (root.len && span_eq(buf_span(&out->root), root)) ||
	       err_set(err, ERR_NOTFOUND, "No such quota root");
}

void imap_quota_send(struct imap_session *session,
		     const struct imap_quota *quota)
{
	const struct store_limit *limit = &quota->limit;
	auto_buf struct buf out;

	buf_init(&out, 2 * ROOT_MAX);
	buf_add(&out, SPAN("* QUOTA "));
	imap_args_add_mailbox(session, &out, buf_span(&quota->root));
	buf_add(&out, SPAN(" ("));
	if (limit->bytes)
		buf_add_format(&out, "STORAGE %" PRIu64 " %" PRIu64,
			       in_kib(quota->usage.bytes),
			       in_kib(limit->bytes));
	if (limit->messages)
		buf_add_format(&out, "%sMESSAGE %" PRIu64 " %" PRIu64,
			       limit->bytes ? " " : "", quota->usage.messages,
			       limit->messages);
	buf_add(&out, SPAN(")\r\n"));
	stream_write(&session->stream, buf_span(&out));
}
