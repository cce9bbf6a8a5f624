/* SPDX-License-Identifier: MIT */
#include "imap/imap_notify_parse.h"

#include <string.h>

#include "base/check.h"
#include "wire/wire_imap.h"

struct parser {
	struct span rest;
	struct arena *arena;
	struct imap_notify_request *out;
	bool bad_event;
};

static const struct event {
	struct span name;
	unsigned bit;
} events[] = {
	{ SPAN("MessageNew"), IMAP_NOTIFY_NEW },
	{ SPAN("MessageExpunge"), IMAP_NOTIFY_EXPUNGE },
	{ SPAN("FlagChange"), IMAP_NOTIFY_FLAGS },
	{ SPAN("MailboxName"), IMAP_NOTIFY_NAME },
	{ SPAN("SubscriptionChange"), IMAP_NOTIFY_SUBSCRIPTION },
	{ SPAN("MailboxMetadataChange"), IMAP_NOTIFY_METADATA },
	{ SPAN("ServerMetadataChange"), IMAP_NOTIFY_SERVER_METADATA },
};

static const struct scope {
	struct span name;
	enum imap_notify_scope scope;
} scopes[] = {
	{ SPAN("selected"), IMAP_NOTIFY_SELECTED },
	{ SPAN("selected-delayed"), IMAP_NOTIFY_SELECTED_DELAYED },
	{ SPAN("inboxes"), IMAP_NOTIFY_INBOXES },
	{ SPAN("personal"), IMAP_NOTIFY_PERSONAL },
	{ SPAN("subscribed"), IMAP_NOTIFY_SUBSCRIBED },
	{ SPAN("subtree"), IMAP_NOTIFY_SUBTREE },
	{ SPAN("mailboxes"), IMAP_NOTIFY_MAILBOXES },
};

static bool is_selected(const struct imap_notify_group *group)
{
	return group->scope == IMAP_NOTIFY_SELECTED ||
	       group->scope == IMAP_NOTIFY_SELECTED_DELAYED;
}

/* ---- events ---- */

/* " (uid flags)" behind MessageNew. */
static bool take_items(struct parser *p, const struct imap_notify_group *group)
{
	struct span at = p->rest;

	if (!wire_imap_take_space(&at) || !span_starts(at, SPAN("(")))
		return true;
	p->rest = at;
	return is_selected(group) &&
	       wire_imap_take_parenthesised(&p->rest, &p->out->items);
}

static bool take_event(struct parser *p, struct imap_notify_group *group)
{
	struct span word;

	if (!wire_imap_take_atom(&p->rest, &word))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(events); i++) {
		if (!span_eq_nocase(word, events[i].name))
			continue;
		group->events |= events[i].bit;
		return events[i].bit != IMAP_NOTIFY_NEW || take_items(p, group);
	}
	p->bad_event = true;
	return true;
}

/* RFC 5465 5: what goes together. */
static bool is_sound(const struct imap_notify_group *group)
{
	unsigned both = IMAP_NOTIFY_NEW | IMAP_NOTIFY_EXPUNGE;

	if ((group->events & IMAP_NOTIFY_MESSAGE) &&
	    (group->events & both) != both)
		return false;
	return !is_selected(group) || !(group->events & ~IMAP_NOTIFY_MESSAGE);
}

static bool take_events(struct parser *p, struct imap_notify_group *group)
{
	struct span word;

	if (wire_imap_take_char(&p->rest, '(')) {
		do {
			if (!take_event(p, group))
				return false;
		} while (wire_imap_take_space(&p->rest));
		return wire_imap_take_char(&p->rest, ')') &&
		       (p->bad_event || is_sound(group));
	}
	return wire_imap_take_atom(&p->rest, &word) &&
	       span_eq_nocase(word, SPAN("NONE"));
}

/* ---- mailboxes ---- */

/* The room doubles when it is full. */
static struct span *add_name(struct parser *p, struct imap_notify_group *group)
{
	size_t count = group->name_count;

	if ((count & (count - 1)) == 0) {
		struct span *names = arena_alloc_array(
			p->arena, count ? 2 * count : 1, sizeof(*names));

		if (count)
			memcpy(names, group->names, count * sizeof(*names));
		group->names = names;
	}
	group->name_count++;
	return &group->names[count];
}

static bool take_names(struct parser *p, struct imap_notify_group *group)
{
	bool many;

	if (!wire_imap_take_space(&p->rest))
		return false;
	many = wire_imap_take_char(&p->rest, '(');
	do {
		if (!wire_imap_take_astring(&p->rest, p->arena,
					    add_name(p, group)))
			return false;
	} while (many && wire_imap_take_space(&p->rest));
	p->out->names += group->name_count;
	return !many || wire_imap_take_char(&p->rest, ')');
}

static bool take_scope(struct parser *p, struct imap_notify_group *group)
{
	struct span word;

	if (!wire_imap_take_atom(&p->rest, &word))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(scopes); i++) {
		if (!span_eq_nocase(word, scopes[i].name))
			continue;
		group->scope = scopes[i].scope;
		if (group->scope == IMAP_NOTIFY_SUBTREE ||
		    group->scope == IMAP_NOTIFY_MAILBOXES)
			return take_names(p, group);
		return true;
	}
	return false;
}

/* RFC 5465 6.1: one for the selected mailbox is enough. */
static bool note_selected(struct parser *p, struct imap_notify_group *group,
			  bool *has_selected)
{
	if (!is_selected(group))
		return true;
	if (*has_selected)
		return false;
	*has_selected = true;
	p->out->selected = group->events;
	p->out->delayed = group->scope == IMAP_NOTIFY_SELECTED_DELAYED;
	return true;
}

static bool take_groups(struct parser *p)
{
	struct imap_notify_group **link = &p->out->groups;
	bool has_selected = false;

	do {
		struct imap_notify_group *group =
			arena_alloc(p->arena, sizeof(*group));

		*group = (struct imap_notify_group){ .events = 0 };
		*link = group;
		link = &group->next;
		if (!wire_imap_take_char(&p->rest, '(') ||
		    !take_scope(p, group) || !wire_imap_take_space(&p->rest) ||
		    !take_events(p, group) ||
		    !wire_imap_take_char(&p->rest, ')') ||
		    !note_selected(p, group, &has_selected))
			return false;
	} while (wire_imap_take_space(&p->rest));
	return p->rest.len == 0;
}

static bool take_all(struct parser *p)
{
	struct span word;

	if (!wire_imap_take_space(&p->rest) ||
	    !wire_imap_take_atom(&p->rest, &word))
		return false;
	p->out->none = span_eq_nocase(word, SPAN("NONE"));
	if (p->out->none)
		return p->rest.len == 0;
	if (!span_eq_nocase(word, SPAN("SET")) ||
	    !wire_imap_take_space(&p->rest))
		return false;
	if (wire_imap_take_atom(&p->rest, &word)) {
		p->out->status = true;
		if (!span_eq_nocase(word, SPAN("STATUS")) ||
		    !wire_imap_take_space(&p->rest))
			return false;
	}
	return take_groups(p);
}

enum imap_notify_parsed imap_notify_parse(struct span text, struct arena *arena,
					  struct imap_notify_request *out)
{
	struct parser p = { .rest = text, .arena = arena, .out = out };

	*out = (struct imap_notify_request){ .none = false };
	if (!take_all(&p))
		return IMAP_NOTIFY_MALFORMED;
	return p.bad_event ? IMAP_NOTIFY_BAD_EVENT : IMAP_NOTIFY_PARSED;
}
