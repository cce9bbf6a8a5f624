/* SPDX-License-Identifier: MIT */
/*
 * RFC 3501 6.3.9: a subscribed name that the pattern misses because of "%" is
 * shown by those of its parents that the pattern does match, as \Noselect
 * unless they are subscribed themselves.
 */
#include "imap/imap_list.h"
#include "imap/imap_reply.h"

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

static void add_matches(struct finds *finds, const struct imap_pattern *pattern,
			struct span name)
{
	if (imap_pattern_matches(pattern, name)) {
		add(finds, name, true);
		return;
	}
	for (size_t i = 0; i < name.len; i++) {
		struct span parent = span_first(name, i);

		if (name.ptr[i] == IMAP_DELIMITER &&
		    imap_pattern_matches(pattern, parent))
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
	if (finds->count)
		qsort(finds->item, finds->count, sizeof(*finds->item), compare);
	for (size_t i = 0; i < finds->count; i++) {
		const struct found *found = &finds->item[i];

		if (i == 0 || !span_eq(found->name, found[-1].name))
			imap_list_send(session, "LSUB",
				       found->subscribed ? "" : "\\Noselect",
				       found->name);
	}
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct span *subscribed;
	struct imap_pattern pattern;
	struct finds finds = { 0 };
	struct err err;
	size_t count;
	size_t space = 0;
	bool root;

	if (!imap_list_take(session, request, &pattern, &root))
		return imap_reply_bad(request,
				      "Expected a reference and a pattern");
	if (root) {
		imap_list_send(session, "LSUB", "\\Noselect", SPAN(""));
		return imap_reply_ok(request, "Lsub completed");
	}
	if (!store_subscriptions(session->user, &session->arena, &subscribed,
				 &count, &err))
		return imap_reply_err(request, &err);
	for (size_t i = 0; i < count; i++)
		space += count_levels(subscribed[i]);
	finds.item = arena_alloc_array(&session->arena, space + 1,
				       sizeof(*finds.item));
	for (size_t i = 0; i < count; i++) {
		struct span name;

		if (imap_list_wire_name(session, subscribed[i], &name))
			add_matches(&finds, &pattern, name);
	}
	send(session, &finds);
	return imap_reply_ok(request, "Lsub completed");
}

const struct imap_command cmd_lsub = {
	.name = "LSUB",
	.states = IMAP_STATE_ANY,
	.run = run,
	.rfc = "RFC 3501 6.3.9",
};
