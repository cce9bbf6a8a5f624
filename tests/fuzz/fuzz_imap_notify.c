/* SPDX-License-Identifier: MIT */
/* Any bytes as the arguments of NOTIFY. */
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "imap/imap_notify_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_selected(const struct imap_notify_group *group)
{
	return group->filter.scope == IMAP_FILTER_SELECTED ||
	       group->filter.scope == IMAP_FILTER_SELECTED_DELAYED;
}

static void check_group(const struct imap_notify_group *group, size_t size)
{
	bool named = group->filter.scope == IMAP_FILTER_SUBTREE ||
		     group->filter.scope == IMAP_FILTER_MAILBOXES;

	ASSERT(named == (group->filter.name_count > 0));
	for (size_t i = 0; i < group->filter.name_count; i++)
		ASSERT(group->filter.names[i].len <= size);
	ASSERT(!(group->events & (IMAP_NOTIFY_EXPUNGE | IMAP_NOTIFY_FLAGS)) ||
	       (group->events & IMAP_NOTIFY_NEW));
	ASSERT(!is_selected(group) || !(group->events & ~IMAP_NOTIFY_MESSAGE));
}

static void check_request(const struct imap_notify_request *request,
			  size_t size)
{
	unsigned selected = 0;
	size_t names = 0;

	ASSERT(request->none == !request->groups);
	for (const struct imap_notify_group *g = request->groups; g;
	     g = g->next) {
		check_group(g, size);
		names += g->filter.name_count;
		selected += is_selected(g);
	}
	ASSERT(selected <= 1 && names == request->names);
	ASSERT(selected || (!request->selected && !request->items.len));
	ASSERT(!request->items.len ||
	       (span_starts(request->items, SPAN("(")) &&
		request->items.ptr[request->items.len - 1] == ')'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct imap_notify_request request;
	auto_arena struct arena arena;

	arena_init(&arena);
	if (imap_notify_parse(span_make(data, size), &arena, &request) ==
	    IMAP_NOTIFY_PARSED)
		check_request(&request, size);
	return 0;
}
