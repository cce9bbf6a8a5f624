/* SPDX-License-Identifier: MIT */
#include "imap/imap_sources.h"

#include "wire/wire_imap.h"

/* What is said again adds nothing. */
static bool is_known(const struct imap_sources *sources,
		     const struct imap_filter *filter)
{
	if (filter->scope == IMAP_FILTER_SELECTED)
		return true;
	for (const struct imap_source *s = sources->first;
	     s && !filter->name_count; s = s->next)
		if (s->filter.scope == filter->scope)
			return true;
	return false;
}

static bool take_source(struct span *rest, struct arena *arena,
			struct imap_sources *out)
{
	struct imap_source *source;
	struct imap_filter filter;

	if (!imap_filter_take(rest, arena, &filter) ||
	    filter.scope == IMAP_FILTER_SELECTED_DELAYED)
		return false;
	if (filter.scope == IMAP_FILTER_SELECTED)
		out->selected = true;
	else if (filter.scope != IMAP_FILTER_MAILBOXES)
		out->listed = true;
	out->names += filter.name_count;
	if (is_known(out, &filter))
		return true;
	source = arena_alloc(arena, sizeof(*source));
	source->filter = filter;
	source->next = out->first;
	out->first = source;
	return true;
}

/* There are no scope options yet that could stand behind. */
static bool take_sources(struct span *rest, struct arena *arena,
			 struct imap_sources *out)
{
	if (!wire_imap_take_space(rest) || !wire_imap_take_char(rest, '('))
		return false;
	do {
		if (!take_source(rest, arena, out))
			return false;
	} while (wire_imap_take_space(rest));
	return wire_imap_take_char(rest, ')');
}

bool imap_sources_take(struct span *rest, struct arena *arena,
		       struct imap_sources *out)
{
	struct span at = *rest;
	struct span word;

	*out = (struct imap_sources){ .first = NULL };
	if (!wire_imap_take_space(&at) || !wire_imap_take_atom(&at, &word) ||
	    !span_eq_nocase(word, SPAN("IN"))) {
		out->selected = true;
		return true;
	}
	*rest = at;
	return take_sources(rest, arena, out);
}
