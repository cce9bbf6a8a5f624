/* SPDX-License-Identifier: MIT */
#include "imap/imap_notify_parse.h"

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

static bool is_selected(const struct imap_notify_group *group)
{
	return group->filter.scope == IMAP_FILTER_SELECTED ||
	       group->filter.scope == IMAP_FILTER_SELECTED_DELAYED;
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

/* ---- groups ---- */

static bool take_filter(struct parser *p, struct imap_notify_group *group)
{
	if (!imap_filter_take(&p->rest, p->arena, &group->filter))
		return false;
	p->out->names += group->filter.name_count;
	return group->filter.scope != IMAP_FILTER_SUBTREE_ONE;
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
	p->out->delayed = group->filter.scope == IMAP_FILTER_SELECTED_DELAYED;
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
		    !take_filter(p, group) || !wire_imap_take_space(&p->rest) ||
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
