/* SPDX-License-Identifier: MIT */
#include "submit/submit_answer.h"

#include "base/check.h"
#include "base/num.h"

enum {
	CODE_LEN = 3,
	CODE_MIN = 200,
	CODE_MAX = 599
};

bool submit_answer_parse(struct span line, struct submit_answer *out)
{
	uint32_t code;

	if (line.len < CODE_LEN || !num_parse_u32(span_first(line, CODE_LEN),
						  CODE_MIN, CODE_MAX, &code))
		return false;
	out->code = code;
	line = span_from(line, CODE_LEN);
	out->more = span_starts(line, SPAN("-"));
	out->text = span_from(line, 1);
	return !line.len || out->more || span_starts(line, SPAN(" "));
}

void submit_answer_note(struct span text, struct submit_answer_offer *offer)
{
	struct {
		const char *name;
		bool *is;
	} const rows[] = {
		{ "SIZE", &offer->size },
		{ "8BITMIME", &offer->eightbit },
		{ "SMTPUTF8", &offer->utf8 },
		{ "DSN", &offer->dsn },
		{ "DELIVERBY", &offer->deliverby },
	};
	struct span name = span_first(text, span_find_char(text, ' '));

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (span_eq_nocase(name, span_of(rows[i].name)))
			*rows[i].is = true;
}
