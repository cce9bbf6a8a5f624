/* SPDX-License-Identifier: MIT */
#include "gate/gate_gather.h"

#include "gate/gate_secret.h"

void gate_gather_forget(struct gate_talk *talk)
{
	gate_secret_wipe(&talk->command);
	talk->line_at = 0;
	talk->literal_left = 0;
}

bool gate_gather_fits(const struct gate_talk *talk, uint64_t size, uint64_t max)
{
	return size <= max && talk->command.len + size < GATE_COMMAND_MAX;
}

void gate_gather_literal(struct gate_talk *talk, uint64_t size)
{
	talk->literal_left = (size_t)size;
	talk->line_at = talk->command.len + (size_t)size;
}

static void gather(struct gate_talk *talk, struct span *input, size_t n)
{
	if (!talk->command.ptr)
		gate_secret_init(&talk->command, GATE_COMMAND_MAX);
	buf_add(&talk->command, span_first(*input, n));
	*input = span_from(*input, n);
}

static enum gate_gathered take_literal(struct gate_talk *talk,
				       struct span *input)
{
	size_t n = input->len;

	if (n > talk->literal_left)
		n = talk->literal_left;
	talk->literal_left -= n;
	gather(talk, input, n);
	return input->len ? GATE_GATHERED_PART : GATE_GATHERED_MORE;
}

enum gate_gathered gate_gather_feed(struct gate_talk *talk, struct span *input,
				    struct span *out_command)
{
	size_t n = input->len;
	size_t line;

	if (talk->literal_left)
		return take_literal(talk, input);
	line = span_find_char(*input, '\n');
	if (line < n)
		n = line + 1;
	if (talk->command.len - talk->line_at + n > GATE_LINE_MAX ||
	    talk->command.len + n > GATE_COMMAND_MAX) {
		gate_gather_forget(talk);
		return GATE_GATHERED_TOO_LONG;
	}
	if (n)
		gather(talk, input, n);
	if (line >= n)
		return GATE_GATHERED_MORE;
	*out_command = buf_span(&talk->command);
	out_command->len--;
	if (span_ends(span_from(*out_command, talk->line_at), SPAN("\r")))
		out_command->len--;
	return GATE_GATHERED_LINE;
}
