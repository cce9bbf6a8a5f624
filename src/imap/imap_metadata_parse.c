/* SPDX-License-Identifier: MIT */
#include "imap/imap_metadata_parse.h"

/* ---- names ---- */

static bool is_below(struct span name, struct span scope)
{
	return span_starts_nocase(name, scope) && name.len > scope.len;
}

bool imap_metadata_parse_is_private(struct span entry)
{
	return is_below(entry, SPAN("/private/"));
}

/* The scopes themselves are what GETMETADATA with a depth begins at. */
static bool is_scope(struct span name)
{
	return span_eq_nocase(name, SPAN("/private")) ||
	       span_eq_nocase(name, SPAN("/shared"));
}

static bool is_entry_char(char c)
{
	return c > 0x19 && c < 0x7f && c != '*' && c != '%';
}

bool imap_metadata_parse_is_entry(struct span name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!is_entry_char(name.ptr[i]) ||
		    (name.ptr[i] == '/' &&
		     (i + 1 == name.len || name.ptr[i + 1] == '/')))
			return false;
	return imap_metadata_parse_is_private(name) ||
	       is_below(name, SPAN("/shared/"));
}

/* ---- GETMETADATA ---- */

static bool take_depth(struct span *rest, struct imap_metadata_ask *out)
{
	struct span word;

	if (!wire_imap_take_atom(rest, &word))
		return false;
	if (span_eq(word, SPAN("0")))
		out->depth = IMAP_METADATA_ITSELF;
	else if (span_eq(word, SPAN("1")))
		out->depth = IMAP_METADATA_CHILDREN;
	else if (span_eq_nocase(word, SPAN("infinity")))
		out->depth = IMAP_METADATA_ALL;
	else
		return false;
	return true;
}

static bool take_option(struct span *rest, struct imap_metadata_ask *out)
{
	struct span word;

	if (!wire_imap_take_atom(rest, &word) || !wire_imap_take_space(rest))
		return false;
	if (span_eq_nocase(word, SPAN("MAXSIZE")))
		return wire_imap_take_number(rest, UINT32_MAX, &out->max_size);
	return span_eq_nocase(word, SPAN("DEPTH")) && take_depth(rest, out);
}

/* A list of entries begins with a "/", perhaps as a string. */
static bool is_options(struct span at)
{
	return wire_imap_take_space(&at) && wire_imap_take_char(&at, '(') &&
	       at.len &&
	       ((at.ptr[0] | 0x20) == 'm' || (at.ptr[0] | 0x20) == 'd');
}

bool imap_metadata_parse_options(struct span *rest,
				 struct imap_metadata_ask *out)
{
	struct span at = *rest;

	if (!is_options(at))
		return true;
	at = span_from(at, 2);
	do {
		if (!take_option(&at, out))
			return false;
	} while (wire_imap_take_space(&at));
	if (!wire_imap_take_char(&at, ')'))
		return false;
	*rest = at;
	return true;
}

enum imap_metadata_parsed
imap_metadata_parse_entries(struct span rest, size_t max, struct arena *arena,
			    struct imap_metadata_ask *out)
{
	bool too_much = false;
	bool listed;
	struct span one;

	out->entry = arena_alloc_array(arena, max, sizeof(*out->entry));
	out->count = 0;
	if (!wire_imap_take_space(&rest))
		return IMAP_METADATA_MALFORMED;
	listed = wire_imap_take_char(&rest, '(');
	do {
		if (!wire_imap_take_astring(&rest, arena, &one) ||
		    !(imap_metadata_parse_is_entry(one) || is_scope(one)))
			return IMAP_METADATA_MALFORMED;
		if (out->count == max)
			too_much = true;
		else
			out->entry[out->count++] = one;
	} while (wire_imap_take_space(&rest));
	if ((listed && !wire_imap_take_char(&rest, ')')) || rest.len)
		return IMAP_METADATA_MALFORMED;
	return too_much ? IMAP_METADATA_TOO_MUCH : IMAP_METADATA_PARSED;
}

/* ---- SETMETADATA ---- */

/* nstring or literal8 */
static bool take_value(struct span *rest, struct arena *arena, struct span *out)
{
	return wire_imap_take_literal8(rest, out) ||
	       wire_imap_take_nstring(rest, arena, out);
}

enum imap_metadata_parsed
imap_metadata_parse_values(struct span rest, size_t max, struct arena *arena,
			   struct store_metadata **out, size_t *out_count)
{
	struct store_metadata *list =
		arena_alloc_array(arena, max, sizeof(*list));
	struct store_metadata one;
	bool too_much = false;
	size_t count = 0;

	if (!wire_imap_take_space(&rest) || !wire_imap_take_char(&rest, '('))
		return IMAP_METADATA_MALFORMED;
	do {
		if (!wire_imap_take_astring(&rest, arena, &one.entry) ||
		    !imap_metadata_parse_is_entry(one.entry) ||
		    !wire_imap_take_space(&rest) ||
		    !take_value(&rest, arena, &one.value))
			return IMAP_METADATA_MALFORMED;
		if (count == max)
			too_much = true;
		else
			list[count++] = one;
	} while (wire_imap_take_space(&rest));
	if (!wire_imap_take_char(&rest, ')') || rest.len)
		return IMAP_METADATA_MALFORMED;
	*out = list;
	*out_count = count;
	return too_much ? IMAP_METADATA_TOO_MUCH : IMAP_METADATA_PARSED;
}
