/* SPDX-License-Identifier: MIT */
/*
 * RFC 3501 6.3.9: a subscribed name that the pattern misses because of "%" is
 * shown by those of its parents that the pattern does match, as \Noselect
 * unless they are subscribed themselves.
 */
#include "base/auto.h"
#include "imap/imap_list.h"
#include "imap/imap_reply.h"

enum {
	LINE_MAX_BYTES = 8192
};

/* Matching names, each with whether it is subscribed itself. */
struct found {
	struct span name;
	bool subscribed;
};
struct finds {
	struct found *item;
	size_t count;
};

static void add(struct finds *finds, struct span name, bool subscribed)
{
	finds->item[finds->count++] = (struct found){ name, subscribed };
}

static size_t count_levels(struct span name)
{
	size_t levels = 1;

	for (size_t i = 0; i < name.len; i++)
		levels += name.ptr[i] == IMAP_DELIMITER;
	return levels;
}

static void add_matches(struct finds *finds, struct imap_list_match *match,
			struct span name)
{
	if (imap_list_matches(match, name)) {
		add(finds, name, true);
		return;
	}
	for (size_t i = 0; i < name.len; i++) {
		struct span parent = span_first(name, i);

		if (name.ptr[i] == IMAP_DELIMITER &&
		    imap_list_matches(match, parent))
			add(finds, parent, false);
	}
}

/* By name, the subscribed one of two alike first. */
static int compare(const void *a, const void *b)
{
	const struct found *x = a;
	const struct found *y = b;
	int order = span_cmp(x->name, y->name);

	return order ? order : y->subscribed - x->subscribed;
}

static void send(struct imap_session *session, struct finds *finds)
{
	auto_buf struct buf out;

	buf_init(&out, LINE_MAX_BYTES);
	if (finds->count)
		qsort(finds->item, finds->count, sizeof(*finds->item), compare);
	for (size_t i = 0; i < finds->count; i++) {
		const struct found *found = &finds->item[i];

		if (i && span_eq(found->name, found[-1].name))
			continue;
		buf_reset(&out);
		imap_list_add(&out, session, "LSUB",
			      found->subscribed ? "" : "\\Noselect",
			      found->name);
		buf_add(&out, SPAN("\r\n"));
		stream_write(&session->stream, buf_span(&out));
	}
}

static void find_all(struct imap_session *session,
		     const struct imap_list_request *list,
		     const struct span *subscribed, size_t count,
		     struct finds *finds)
{
	struct imap_list_match match;
	size_t space = 0;

	for (size_t i = 0; i < count; i++)
		space += count_levels(subscribed[i]);
	finds->item = arena_alloc_array(&session->arena, space + 1,
					sizeof(*finds->item));
	imap_list_match_init(&match, session, list);
	for (size_t i = 0; i < count; i++)
		add_matches(finds, &match, subscribed[i]);
	imap_list_match_release(&match);
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct imap_list_request list;
	struct finds finds = { 0 };
	enum imap_result result;
	struct span *subscribed;
	struct err err;
	size_t count;

	if (!imap_list_take(session, request, &list, &result))
		return result;
	if (list.extended)
		return imap_reply_bad(request, "LSUB has no options");
	if (imap_list_is_root(&list)) {
		stream_write_str(&session->stream,
				 "* LSUB (\\Noselect) \".\" \"\"\r\n");
		return imap_reply_ok(request, "Lsub completed");
	}
	if (!store_subscriptions(session->user, &session->arena, &subscribed,
				 &count, &err))
		return imap_reply_err(request, &err);
	find_all(session, &list, subscribed, count, &finds);
	send(session, &finds);
	return imap_reply_ok(request, "Lsub completed");
}

const struct imap_command cmd_lsub = {
	.name = "LSUB",
	.states = IMAP_STATE_ANY,
	.run = run,
	.rfc = "RFC 3501 6.3.9",
};
