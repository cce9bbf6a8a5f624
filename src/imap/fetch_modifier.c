/* SPDX-License-Identifier: MIT */
#include "imap/fetch_modifier.h"

#include "imap/imap_modseq.h"

static bool take_one(struct span *rest, struct fetch_modifiers *out)
{
	struct span word;

	if (!wire_imap_take_atom(rest, &word))
		return false;
	if (span_eq_nocase(word, SPAN("VANISHED"))) {
		out->vanished = true;
		return true;
	}
	if (span_eq_nocase(word, SPAN("PARTIAL")) && !out->part) {
		out->part = true;
		return imap_partial_take(rest, &out->partial);
	}
	if (!span_eq_nocase(word, SPAN("CHANGEDSINCE")) || out->changed)
		return false;
	out->changed = true;
	return wire_imap_take_space(rest) &&
	       imap_modseq_take(rest, &out->changed_since);
}

bool fetch_modifier_take(struct span *rest, struct fetch_modifiers *out)
{
	*out = (struct fetch_modifiers){ .changed = false };
	if (rest->len == 0)
		return true;
	if (!wire_imap_take_space(rest) || !wire_imap_take_char(rest, '('))
		return false;
	do {
		if (!take_one(rest, out))
			return false;
	} while (wire_imap_take_space(rest));
	/* RFC 7162 3.2.6: VANISHED alone is an error. */
	return wire_imap_take_char(rest, ')') &&
	       (out->changed || !out->vanished);
}
