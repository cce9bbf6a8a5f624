/* SPDX-License-Identifier: MIT */
#include "imap/imap_filter.h"

#include <string.h>

#include "imap/imap_args.h"
#include "imap/imap_pattern.h"

static const struct {
	struct span name;
	enum imap_filter_scope scope;
	bool named;
} scopes[] = {
	{ SPAN("selected"), IMAP_FILTER_SELECTED, false },
	{ SPAN("selected-delayed"), IMAP_FILTER_SELECTED_DELAYED, false },
	{ SPAN("inboxes"), IMAP_FILTER_INBOXES, false },
	{ SPAN("personal"), IMAP_FILTER_PERSONAL, false },
	{ SPAN("subscribed"), IMAP_FILTER_SUBSCRIBED, false },
	{ SPAN("subtree"), IMAP_FILTER_SUBTREE, true },
	{ SPAN("subtree-one"), IMAP_FILTER_SUBTREE_ONE, true },
	{ SPAN("mailboxes"), IMAP_FILTER_MAILBOXES, true },
};

/* The room doubles when it is full. */
static struct span *add_name(struct imap_filter *filter, struct arena *arena)
{
	size_t count = filter->name_count;

	if ((count & (count - 1)) == 0) {
		struct span *names = arena_alloc_array(
			arena, count ? 2 * count : 1, sizeof(*names));

		if (count)
			memcpy(names, filter->names, count * sizeof(*names));
		filter->names = names;
	}
	filter->name_count++;
	return &filter->names[count];
}

static bool take_names(struct span *rest, struct arena *arena,
		       struct imap_filter *out)
{
	bool many;

	if (!wire_imap_take_space(rest))
		return false;
	many = wire_imap_take_char(rest, '(');
	do {
		if (!wire_imap_take_astring(rest, arena, add_name(out, arena)))
			return false;
	} while (many && wire_imap_take_space(rest));
	return !many || wire_imap_take_char(rest, ')');
}

bool imap_filter_take(struct span *rest, struct arena *arena,
		      struct imap_filter *out)
{
	struct span word;

	*out = (struct imap_filter){ .names = NULL };
	if (!wire_imap_take_atom(rest, &word))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(scopes); i++) {
		if (!span_eq_nocase(word, scopes[i].name))
			continue;
		out->scope = scopes[i].scope;
		return !scopes[i].named || take_names(rest, arena, out);
	}
	return false;
}

void imap_filter_decode(struct imap_session *session, struct arena *arena,
			struct imap_filter *filter)
{
	size_t kept = 0;

	for (size_t i = 0; i < filter->name_count; i++) {
		struct span path;

		if (imap_args_name(session, filter->names[i], &path))
			filter->names[kept++] = arena_dup(arena, path);
	}
	filter->name_count = kept;
}

/* ---- covering ---- */

static bool is_below(struct span path, struct span parent)
{
	return span_starts(path, parent) && path.len > parent.len &&
	       path.ptr[parent.len] == IMAP_DELIMITER;
}

static bool is_child(struct span path, struct span parent)
{
	struct span rest;

	if (!is_below(path, parent))
		return false;
	rest = span_from(path, parent.len + 1);
	return span_find_char(rest, IMAP_DELIMITER) == rest.len;
}

static bool is_named(enum imap_filter_scope scope, struct span name,
		     struct span path)
{
	return span_eq(path, name) ||
	       (scope == IMAP_FILTER_SUBTREE && is_below(path, name)) ||
	       (scope == IMAP_FILTER_SUBTREE_ONE && is_child(path, name));
}

bool imap_filter_covers(const struct imap_filter *filter,
			const struct store_mailbox_entry *mailbox,
			bool personal)
{
	switch (filter->scope) {
	case IMAP_FILTER_SELECTED:
	case IMAP_FILTER_SELECTED_DELAYED:
		return false;
	/* RFC 5465 6.3: any may get mail, by a filter or a detail. */
	case IMAP_FILTER_INBOXES:
	case IMAP_FILTER_PERSONAL:
		return personal;
	case IMAP_FILTER_SUBSCRIBED:
		return mailbox->flags & STORE_MAILBOX_SUBSCRIBED;
	case IMAP_FILTER_SUBTREE:
	case IMAP_FILTER_SUBTREE_ONE:
	case IMAP_FILTER_MAILBOXES:
		break;
	}
	for (size_t i = 0; i < filter->name_count; i++)
		if (is_named(filter->scope, filter->names[i], mailbox->name))
			return true;
	return false;
}
