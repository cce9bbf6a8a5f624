/* SPDX-License-Identifier: MIT */
#include "config/config_quota.h"

#include "base/num.h"

enum {
	WARNING_PERCENT_MAX = 1000,
	GRACE_PERCENT_MAX = 100
};

static bool take_word(struct span *text, struct span word)
{
	if (!span_starts(*text, word))
		return false;
	*text = span_from(*text, word.len);
	return true;
}

static bool parse_warning(struct span text, struct config_warning *out)
{
	*out = (struct config_warning){ .falls = take_word(&text, SPAN("-")) };
	out->bytes = take_word(&text, SPAN("storage="));
	out->messages = !out->bytes && take_word(&text, SPAN("messages="));
	if (!out->bytes && !out->messages)
		out->bytes = out->messages = true;
	if (span_ends(text, SPAN("%")))
		text = span_first(text, text.len - 1);
	return num_parse_u32(text, 1, WARNING_PERCENT_MAX, &out->percent);
}

bool config_quota_warnings(struct span text, struct config_warnings *out)
{
	struct span piece;

	out->count = 0;
	while (span_cut(&text, ',', &piece)) {
		piece = span_trim(piece);
		if (!piece.len)
			continue;
		if (out->count == CONFIG_WARNINGS_MAX ||
		    !parse_warning(piece, &out->item[out->count++]))
			return false;
	}
	return true;
}

bool config_quota_grace(struct span text, struct config_grace *out)
{
	*out = (struct config_grace){ 0 };
	if (!text.len)
		return true;
	if (span_ends(text, SPAN("%")))
		return num_parse_u32(span_first(text, text.len - 1), 0,
				     GRACE_PERCENT_MAX, &out->percent);
	return num_parse_size(text, &out->bytes);
}
