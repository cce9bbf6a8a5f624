/* SPDX-License-Identifier: MIT */
/* What an SMTP server answers, and a message as DATA carries it. */
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "submit/submit_answer.h"
#include "submit/submit_lines.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_at_answer(struct span input)
{
	struct submit_answer_offer offer = { 0 };
	struct submit_answer answer;
	struct span line;

	while (span_cut(&input, '\n', &line))
		if (submit_answer_parse(line, &answer)) {
			ASSERT(answer.code >= 200 && answer.code <= 599);
			submit_answer_note(answer.text, &offer);
		}
}

/* Nothing in it ends the message before its end, or a line by half. */
static void look_at_lines(struct span input)
{
	struct submit_lines lines = { 0 };
	auto_buf struct buf out;
	struct span text;

	buf_init(&out, 3 * input.len + 8);
	submit_lines_write(&lines, input, &out);
	submit_lines_end(&lines, &out);
	ASSERT(!out.full);
	text = buf_span(&out);
	ASSERT(span_eq(text, SPAN(".\r\n")) ||
	       span_ends(text, SPAN("\r\n.\r\n")));
	ASSERT(span_find(text, SPAN("\r\n.\r\n")) + 5 >= text.len);
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\r')
			ASSERT(i + 1 < text.len && text.ptr[i + 1] == '\n');
		if (text.ptr[i] == '\n')
			ASSERT(i > 0 && text.ptr[i - 1] == '\r');
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = span_make(data, size);

	look_at_answer(input);
	look_at_lines(input);
	return 0;
}
