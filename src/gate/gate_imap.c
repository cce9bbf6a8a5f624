/* SPDX-License-Identifier: MIT */
/*
 * IMAP before login: what the server says by itself, and the gathering of
 * commands.
 *
 * What a command may not do is said at the announcement of its first literal,
 * so that a password that may not be sent in the clear isn't.
 */
#include "gate/gate_gather.h"
#include "gate/gate_imap_cmd.h"
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
		[GATE_FAREWELL_GONE] =
			"* BYE The account may not be used any more.\r\n",
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

static enum gate_step too_long(struct gate_talk *talk, struct buf *out)
{
	gate_gather_forget(talk);
	buf_add(out, SPAN("* BYE Command line too long.\r\n"));
	return GATE_STEP_END;
}

/* The line that was gathered announces a literal of that size. */
static enum gate_step begin_literal(struct gate_talk *talk,
				    enum wire_literal kind, uint64_t size,
				    struct buf *out)
{
	enum gate_step step = GATE_STEP_NEXT;
	bool fits = gate_gather_fits(talk, size, GATE_LITERAL_MAX);

	if (kind == WIRE_LITERAL_PLUS && !fits)
		return too_long(talk, out);
	if (kind == WIRE_LITERAL_SYNC) {
		if (!gate_imap_cmd_takes_literal(talk, buf_span(&talk->command),
						 fits, &step, out)) {
			gate_gather_forget(talk);
			return step;
		}
		buf_add(out, SPAN("+ OK\r\n"));
	}
	gate_gather_literal(talk, size);
	return GATE_STEP_NEXT;
}

/* A whole line is there: the command, or its part up to a literal. */
static enum gate_step take_line(struct gate_talk *talk, struct span command,
				struct buf *out)
{
	enum wire_literal kind = WIRE_LITERAL_NONE;
	enum gate_step step;
	uint64_t size = 0;

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
	gate_gather_forget(talk);
	return step;
}

static enum gate_step feed(struct gate_talk *talk, struct span *input,
			   struct buf *out)
{
	struct span command;

	switch (gate_gather_feed(talk, input, &command)) {
	case GATE_GATHERED_MORE:
		return GATE_STEP_MORE;
	case GATE_GATHERED_PART:
		return GATE_STEP_NEXT;
	case GATE_GATHERED_LINE:
		return take_line(talk, command, out);
	case GATE_GATHERED_TOO_LONG:
		break;
	}
	return too_long(talk, out);
}

const struct gate_protocol gate_imap = {
	.service = "imap",
	.greet = greet,
	.feed = feed,
	.refuse = refuse,
	.add_challenge = gate_talk_add_challenge,
	.sasl_failed = gate_imap_cmd_sasl_failed,
	.farewell = farewell,
};
