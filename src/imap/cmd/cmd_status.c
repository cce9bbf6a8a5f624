/* SPDX-License-Identifier: MIT */
#include "base/auto.h"
#include "imap/imap_args.h"
#include "imap/imap_mailbox.h"
#include "imap/imap_reply.h"
#include "store/store_message.h"

enum {
	ANSWER_MAX = 16384,
	ITEMS_MAX = 32
};

enum item {
	MESSAGES,
	RECENT,
	UIDNEXT,
	UIDVALIDITY,
	UNSEEN,
	MAILBOXID
};

static const char *const item_names[] = {
	[MESSAGES] = "MESSAGES", [RECENT] = "RECENT",
	[UIDNEXT] = "UIDNEXT",   [UIDVALIDITY] = "UIDVALIDITY",
	[UNSEEN] = "UNSEEN",     [MAILBOXID] = "MAILBOXID",
};

struct items {
	enum item item[ITEMS_MAX];
	size_t count;
};

static bool take_item(struct span *rest, struct items *out)
{
	struct span word;

	if (!wire_imap_take_atom(rest, &word) || out->count == ITEMS_MAX)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(item_names); i++) {
		if (!span_eq_nocase(word, span_of(item_names[i])))
			continue;
		out->item[out->count++] = (enum item)i;
		return true;
	}
	return false;
}

static bool take_items(struct span *rest, struct items *out)
{
	out->count = 0;
	if (!wire_imap_take_space(rest) || !wire_imap_take_char(rest, '('))
		return false;
	do {
		if (!take_item(rest, out))
			return false;
	} while (wire_imap_take_space(rest));
	return wire_imap_take_char(rest, ')');
}

static void add_value(struct buf *out, const struct store_status *status,
		      enum item item)
{
	switch (item) {
	case MESSAGES:
		buf_add_u64(out, status->messages);
		break;
	case RECENT:
		buf_add_u64(out, status->recent);
		break;
	case UIDNEXT:
		buf_add_u64(out, status->uidnext);
		break;
	case UIDVALIDITY:
		buf_add_u64(out, status->uidvalidity);
		break;
	case UNSEEN:
		buf_add_u64(out, status->unseen);
		break;
	case MAILBOXID:
		buf_add_char(out, '(');
		store_objectid_mailbox(out, status->mailbox_id);
		buf_add_char(out, ')');
		break;
	}
}

static void send(struct imap_session *session, struct span path,
		 const struct items *items, const struct store_status *status)
{
	auto_buf struct buf out;

	buf_init(&out, ANSWER_MAX);
	buf_add(&out, SPAN("* STATUS "));
	imap_args_add_mailbox(session, &out, path);
	for (size_t i = 0; i < items->count; i++) {
		buf_add_format(&out, "%s%s ", i ? " " : " (",
			       item_names[items->item[i]]);
		add_value(&out, status, items->item[i]);
	}
	buf_add(&out, SPAN(")\r\n"));
	stream_write(&session->stream, buf_span(&out));
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct span rest = request->args;
	struct store_status status;
	struct items items;
	struct imap_mailbox mailbox;
	struct span path;
	struct err err;

	if (!imap_args_mailbox(session, &rest, &path) ||
	    !take_items(&rest, &items) || rest.len)
		return imap_reply_bad(request, "Expected a mailbox and items");
	if (!imap_mailbox_find(session, path, STORE_RIGHT_READ, &mailbox,
			       &err) ||
	    !store_status(mailbox.user, mailbox.name, &status, &err))
		return imap_reply_err(request, &err);
	send(session, path, &items, &status);
	return imap_reply_ok(request, "Status completed");
}

const struct imap_command cmd_status = {
	.name = "STATUS",
	.states = IMAP_STATE_ANY,
	.capability = "OBJECTID",
	.run = run,
	.rfc = "RFC 3501 6.3.10, RFC 8474 4.3",
};
