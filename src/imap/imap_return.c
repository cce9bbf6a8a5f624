/* SPDX-License-Identifier: MIT */
#include "imap/imap_return.h"

#include "base/check.h"
#include "wire/wire_imap.h"

static const struct {
	struct span name;
	enum imap_return_option option;
} options[] = {
	{ SPAN("ALL"), IMAP_RETURN_ALL },
	{ SPAN("CONTEXT"), IMAP_RETURN_CONTEXT },
	{ SPAN("COUNT"), IMAP_RETURN_COUNT },
	{ SPAN("MAX"), IMAP_RETURN_MAX },
	{ SPAN("MIN"), IMAP_RETURN_MIN },
	{ SPAN("PARTIAL"), IMAP_RETURN_PARTIAL },
	{ SPAN("SAVE"), IMAP_RETURN_SAVE },
	{ SPAN("UPDATE"), IMAP_RETURN_UPDATE },
};

/* RFC 5465 7 has a space before the items, its grammar none. */
static bool take_items(struct span *rest, struct span *out)
{
	struct span at = *rest;

	(void)wire_imap_take_space(&at);
	if (!span_starts(at, SPAN("(")))
		return true;
	*rest = at;
	return wire_imap_take_parenthesised(rest, out);
}

static bool take_option(struct span *rest, struct imap_return *out)
{
	struct span word;

	if (!wire_imap_take_atom(rest, &word))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		if (!span_eq_nocase(word, options[i].name))
			continue;
		/* RFC 9394 3.1: there is one PARTIAL at most. */
		if (options[i].option == IMAP_RETURN_PARTIAL &&
		    ((out->options & IMAP_RETURN_PARTIAL) ||
		     !imap_partial_take(rest, &out->partial)))
			return false;
		if (options[i].option == IMAP_RETURN_UPDATE &&
		    !take_items(rest, &out->items))
			return false;
		out->options |= options[i].option;
		return true;
	}
	return false;
}

static bool take_options(struct span *rest, struct imap_return *out)
{
	if (!wire_imap_take_space(rest) || !wire_imap_take_char(rest, '('))
		return false;
	if (wire_imap_take_char(rest, ')'))
		return true;
	do {
		if (!take_option(rest, out))
			return false;
	} while (wire_imap_take_space(rest));
	return wire_imap_take_char(rest, ')');
}

bool imap_return_is_answered(const struct imap_return *what)
{
	return !(what->options & IMAP_RETURN_SAVE) ||
	       (what->options & IMAP_RETURN_DATA);
}

bool imap_return_take(struct span *rest, struct imap_return *out)
{
	struct span at = *rest;
	struct span word;

	*out = (struct imap_return){ .given = false };
	if (!wire_imap_take_space(&at) || !wire_imap_take_atom(&at, &word) ||
	    !span_eq_nocase(word, SPAN("RETURN")))
		return true;
	if (!take_options(&at, out))
		return false;
	*rest = at;
	out->given = true;
	/* RFC 4731 3.1: none is all; SAVE alone is answered by nothing, and
	 * so are UPDATE and CONTEXT, which ask for no data. */
	if (out->options == 0)
		out->options = IMAP_RETURN_ALL;
	return (out->options & (IMAP_RETURN_ALL | IMAP_RETURN_PARTIAL)) !=
	       (IMAP_RETURN_ALL | IMAP_RETURN_PARTIAL);
}
