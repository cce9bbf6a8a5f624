/* SPDX-License-Identifier: MIT */
#include "config/config_special.h"

#include <stddef.h>

#include "base/check.h"

static bool is_attribute(struct span word)
{
	static const struct span known[] = {
		SPAN("Archive"), SPAN("Drafts"), SPAN("Junk"),
		SPAN("Sent"),    SPAN("Trash"),
	};

	if (span_starts(word, SPAN("\\")))
		word = span_from(word, 1);
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (span_eq_nocase(word, known[i]))
			return true;
	return false;
}

bool config_special_is_good(struct span text, struct span *out)
{
	if (span_is_empty(span_trim(text)))
		return true;
	while (span_cut(&text, ',', out)) {
		size_t equals;

		*out = span_trim(*out);
		equals = span_find_char(*out, '=');
		if (span_is_empty(span_trim(span_first(*out, equals))) ||
		    !is_attribute(span_trim(span_from(*out, equals + 1))))
			return false;
	}
	return true;
}
