/* SPDX-License-Identifier: MIT */
/*
 * IMAP before login: what the server says by itself, and the gathering of
 * commands.
 *
 * A command is gathered with its literals in talk->command, which is allotted
 * when its first byte comes and wiped when it is dealt with, for it may hold a
 * password. What a command may not do is said at the announcement of its first
 * literal, so that a password that may not be sent in the clear isn't.
 */
#include "gate/gate_imap_cmd.h"
#include "gate/gate_secret.h"
#include "wire/wire_imap.h"

static void greet(struct gate_talk *talk, struct buf *out)
{
	buf_add(out, SPAN("* OK ["));
	gate_imap_cmd_capabilities(talk, out);
	buf_add(out, SPAN("] Fumikura ready.\r\n"));
}

static void farewell(struct gate_talk *talk, enum gate_farewell why,
		     struct buf *out)
{
	static const char *const texts[] = {
		[GATE_FAREWELL_TIMEOUT] =
			"* BYE The time to log in is over.\r\n",
		[GATE_FAREWELL_SHUTDOWN] =
			"* BYE [UNAVAILABLE] The server is going down.\r\n",
		[GATE_FAREWELL_FULL] =
			"* BYE [UNAVAILABLE] Too many connections.\r\n",
	};

	(void)talk;
	buf_add_str(out, texts[why]);
}

static enum gate_step refuse(struct gate_talk *talk, enum gate_refusal why,
			     struct buf *out)
{
	/* RFC 5530 3 */
	static const char *const texts[] = {
		[GATE_REFUSAL_FAILED] =
			"NO [AUTHENTICATIONFAILED] Authentication failed.",
		[GATE_REFUSAL_TEMP] = "NO [UNAVAILABLE] Logging in is not "
				      "possible now; try again later.",
		[GATE_REFUSAL_DENIED] = "NO [AUTHORIZATIONFAILED] This account "
					"may not log in.",
		[GATE_REFUSAL_EXPIRED] =
			"NO [EXPIRED] The password has expired.",
		[GATE_REFUSAL_BUSY] = "NO [LIMIT] Too many sessions; close one "
				      "or try again later.",
	};

	talk->in_sasl = false;
	talk->asking = false;
	gate_imap_cmd_reply(talk, out, texts[why]);
	if (++talk->refusals < GATE_REFUSALS_MAX)
		return GATE_STEP_NEXT;
	buf_add(out, SPAN("* BYE Too many failed logins.\r\n"));
	return GATE_STEP_END;
}

/* ---- gathering ---- */

static void forget_command(struct gate_talk *talk)
{
	gate_secret_wipe(&talk->command);
	talk->line_at = 0;
	talk->literal_left = 0;
}

static enum gate_step too_long(struct gate_talk *talk, struct buf *out)
{
	forget_command(talk);
	buf_add(out, SPAN("* BYE Command line too long.\r\n"));
	return GATE_STEP_END;
}

/* The line that was gathered announces a literal of that size. */
static enum gate_step begin_literal(struct gate_talk *talk,
				    enum wire_literal kind, uint64_t size,
				    struct buf *out)
{
	enum gate_step step = GATE_STEP_NEXT;
	bool fits = size <= GATE_LITERAL_MAX &&
		    talk->command.len + size < GATE_COMMAND_MAX;

	if (kind == WIRE_LITERAL_PLUS && !fits)
		return too_long(talk, out);
	if (kind == WIRE_LITERAL_SYNC) {
		if (!gate_imap_cmd_takes_literal(talk, buf_span(&talk->command),
						 fits, &step, out)) {
			forget_command(talk);
			return step;
		}
		buf_add(out, SPAN("+ OK\r\n"));
	}
	talk->literal_left = (size_t)size;
	talk->line_at = talk->command.len + (size_t)size;
	return GATE_STEP_NEXT;
}

/* A whole line is there: the command, or its part up to a literal. */
static enum gate_step take_line(struct gate_talk *talk, struct buf *out)
{
	struct span command = buf_span(&talk->command);
	enum wire_literal kind = WIRE_LITERAL_NONE;
	enum gate_step step;
	uint64_t size = 0;

	command.len--;
	if (span_ends(span_from(command, talk->line_at), SPAN("\r")))
		command.len--;
	if (!talk->in_sasl)
		kind = wire_imap_literal(span_from(command, talk->line_at),
					 &size);
	if (kind == WIRE_LITERAL_SYNC || kind == WIRE_LITERAL_PLUS)
		return begin_literal(talk, kind, size, out);
	if (kind == WIRE_LITERAL_BAD) {
		gate_imap_cmd_take_tag(talk, &command);
		step = gate_imap_cmd_reply_bad(talk, out,
					       "BAD Malformed literal.");
	} else if (talk->in_sasl) {
		step = gate_talk_sasl(
			talk, gate_sasl_next(&talk->sasl, command), out);
	} else {
		step = gate_imap_cmd_run(talk, command, out);
	}
	forget_command(talk);
	return step;
}

static void gather(struct gate_talk *talk, struct span *input, size_t n)
{
	if (!talk->command.ptr)
		gate_secret_init(&talk->command, GATE_COMMAND_MAX);
	buf_add(&talk->command, span_first(*input, n));
	*input = span_from(*input, n);
}

static enum gate_step feed(struct gate_talk *talk, struct span *input,
			   struct buf *out)
{
	size_t n = input->len;
	size_t line;

	if (talk->literal_left) {
		if (n > talk->literal_left)
			n = talk->literal_left;
		talk->literal_left -= n;
		gather(talk, input, n);
		return input->len ? GATE_STEP_NEXT : GATE_STEP_MORE;
	}
	line = span_find_char(*input, '\n');
	if (line < n)
		n = line + 1;
	if (talk->command.len - talk->line_at + n > GATE_LINE_MAX ||
	    talk->command.len + n > GATE_COMMAND_MAX)
		return too_long(talk, out);
	if (n)
		gather(talk, input, n);
	return n && line < n ? take_line(talk, out) : GATE_STEP_MORE;
}

const struct gate_protocol gate_imap = {
	.service = "imap",
	.greet = greet,
	.feed = feed,
	.refuse = refuse,
	.challenge = gate_talk_challenge,
	.sasl_failed = gate_imap_cmd_sasl_failed,
	.farewell = farewell,
};
