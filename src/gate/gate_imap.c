/* SPDX-License-Identifier: MIT */
/*
 * IMAP before login (RFC 3501 6.1, 6.2).
 *
 * A command is gathered with its literals in talk->command, which is allotted
 * when its first byte comes and wiped when it is dealt with, for it may hold a
 * password. What a command may not do is said at the announcement of its first
 * literal, so that a password that may not be sent in the clear isn't.
 */
#include "gate/gate_protocol.h"

#include <string.h>

#include "base/auto.h"
#include "base/check.h"
#include "gate/gate_secret.h"
#include "wire/wire_imap.h"

enum verb_flags {
	VERB_LITERALS = 1 << 0, /* literals make sense */
	VERB_PASSWORD = 1 << 1, /* sends one: needs TLS or a setting */
};

struct verb {
	struct span name;
	unsigned flags;
	/* args: what follows the verb, with its leading space */
	enum gate_step (*run)(struct gate_talk *talk, struct span args,
			      struct buf *out);
};

/* ---- answers ---- */

static void reply(const struct gate_talk *talk, struct buf *out,
		  const char *text)
{
	buf_add_str(out, talk->tag);
	buf_add_char(out, ' ');
	buf_add_str(out, text);
	buf_add(out, SPAN("\r\n"));
}

static enum gate_step reply_bad(struct gate_talk *talk, struct buf *out,
				const char *text)
{
	reply(talk, out, text);
	if (++talk->bad_commands < talk->policy->bad_commands_max)
		return GATE_STEP_NEXT;
	buf_add(out, SPAN("* BYE Too many bad commands.\r\n"));
	return GATE_STEP_END;
}

static enum gate_step reply_privacy(struct gate_talk *talk, struct buf *out)
{
	return reply_bad(talk, out,
			 "NO [PRIVACYREQUIRED] Passwords are taken under TLS "
			 "only; begin it with STARTTLS.");
}

static void add_capabilities(const struct gate_talk *talk, struct buf *out)
{
	buf_add(out, SPAN("CAPABILITY IMAP4rev1 LITERAL+ SASL-IR ID ENABLE "
			  "IDLE NAMESPACE"));
	if (!(talk->security & GATE_SECURED))
		buf_add(out, SPAN(" STARTTLS"));
	for (size_t i = 0; config_mech_at(i); i++)
		if (gate_talk_mech(talk, i) == GATE_TALK_MECH_YES)
			buf_add_format(out, " AUTH=%s",
				       config_mech_at(i)->name);
	if (!gate_talk_takes_passwords(talk))
		buf_add(out, SPAN(" LOGINDISABLED"));
}

static void greet(struct gate_talk *talk, struct buf *out)
{
	buf_add(out, SPAN("* OK ["));
	add_capabilities(talk, out);
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
	reply(talk, out, texts[why]);
	if (++talk->refusals < GATE_REFUSALS_MAX)
		return GATE_STEP_NEXT;
	buf_add(out, SPAN("* BYE Too many failed logins.\r\n"));
	return GATE_STEP_END;
}

/* ---- commands ---- */

static enum gate_step run_capability(struct gate_talk *talk, struct span args,
				     struct buf *out)
{
	if (args.len)
		return reply_bad(talk, out, "BAD CAPABILITY has no arguments.");
	buf_add(out, SPAN("* "));
	add_capabilities(talk, out);
	buf_add(out, SPAN("\r\n"));
	reply(talk, out, "OK Capabilities listed.");
	return GATE_STEP_NEXT;
}

static enum gate_step run_noop(struct gate_talk *talk, struct span args,
			       struct buf *out)
{
	if (args.len)
		return reply_bad(talk, out, "BAD NOOP has no arguments.");
	reply(talk, out, "OK Nothing done.");
	return GATE_STEP_NEXT;
}

static enum gate_step run_logout(struct gate_talk *talk, struct span args,
				 struct buf *out)
{
	if (args.len)
		return reply_bad(talk, out, "BAD LOGOUT has no arguments.");
	buf_add(out, SPAN("* BYE Logging out.\r\n"));
	reply(talk, out, "OK Logged out.");
	return GATE_STEP_END;
}

/* RFC 2971 3.1: NIL, or pairs of string and nstring in parentheses. */
static bool is_id_params(struct span args, struct arena *arena)
{
	struct span word;

	if (wire_imap_take_nstring(&args, arena, &word))
		return !word.ptr && args.len == 0;
	if (!wire_imap_take_char(&args, '('))
		return false;
	while (!wire_imap_take_char(&args, ')')) {
		if (!wire_imap_take_string(&args, arena, &word) ||
		    !wire_imap_take_space(&args) ||
		    !wire_imap_take_nstring(&args, arena, &word))
			return false;
		wire_imap_take_space(&args);
	}
	return args.len == 0;
}

static enum gate_step run_id(struct gate_talk *talk, struct span args,
			     struct buf *out)
{
	auto_arena struct arena arena = { 0 };

	if (!wire_imap_take_space(&args) || !is_id_params(args, &arena))
		return reply_bad(talk, out, "BAD ID wants NIL or a list.");
	buf_add(out, SPAN("* ID (\"name\" \"Fumikura\")\r\n"));
	reply(talk, out, "OK Pleased to meet you.");
	return GATE_STEP_NEXT;
}

static enum gate_step run_starttls(struct gate_talk *talk, struct span args,
				   struct buf *out)
{
	if (args.len)
		return reply_bad(talk, out, "BAD STARTTLS has no arguments.");
	if (talk->security & GATE_SECURED)
		return reply_bad(talk, out, "BAD TLS is in use already.");
	reply(talk, out, "OK Begin the TLS handshake now.");
	return GATE_STEP_STARTTLS;
}

static enum gate_step run_login(struct gate_talk *talk, struct span args,
				struct buf *out)
{
	auto_arena struct arena arena = { 0 };
	enum gate_sasl_step step = GATE_SASL_BAD;
	struct span user = { 0 };
	struct span password = { 0 };

	if (wire_imap_take_space(&args) &&
	    wire_imap_take_astring(&args, &arena, &user) &&
	    wire_imap_take_space(&args) &&
	    wire_imap_take_astring(&args, &arena, &password) && args.len == 0)
		step = gate_sasl_compose(&talk->sasl, user, password);
	if (password.len) /* a copy of it may lie in the arena */
		explicit_bzero((void *)(uintptr_t)password.ptr, password.len);
	if (step == GATE_SASL_DONE)
		return GATE_STEP_LOGIN;
	gate_sasl_release(&talk->sasl);
	return reply_bad(talk, out, "BAD LOGIN wants a name and a password.");
}

static enum gate_step sasl_step(struct gate_talk *talk,
				enum gate_sasl_step step, struct buf *out)
{
	enum gate_step step_after;

	talk->in_sasl = step == GATE_SASL_NEXT;
	switch (step) {
	case GATE_SASL_NEXT:
		buf_add(out, SPAN("+ "));
		buf_add_str(out, talk->sasl.challenge);
		buf_add(out, SPAN("\r\n"));
		return GATE_STEP_NEXT;
	case GATE_SASL_DONE:
		return talk->asking ? GATE_STEP_ANSWER : GATE_STEP_LOGIN;
	case GATE_SASL_BAD:
	case GATE_SASL_CANCELLED:
		break;
	}
	gate_sasl_release(&talk->sasl);
	step_after = reply_bad(talk, out,
			       step == GATE_SASL_CANCELLED
				       ? "BAD AUTHENTICATE was cancelled."
				       : "BAD Malformed authentication "
					 "response.");
	if (talk->asking && step_after == GATE_STEP_NEXT)
		step_after = GATE_STEP_CANCEL;
	talk->asking = false;
	return step_after;
}

static void challenge(struct gate_talk *talk, struct span base64,
		      struct buf *out)
{
	gate_sasl_relay(&talk->sasl);
	talk->in_sasl = true;
	talk->asking = true;
	buf_add(out, SPAN("+ "));
	buf_add(out, base64);
	buf_add(out, SPAN("\r\n"));
}

static enum gate_step run_authenticate(struct gate_talk *talk, struct span args,
				       struct buf *out)
{
	struct span initial = { 0 };
	struct span name;
	enum gate_talk_mech may;
	int mech;

	if (!wire_imap_take_space(&args) || !wire_imap_take_atom(&args, &name))
		return reply_bad(talk, out,
				 "BAD AUTHENTICATE wants a mechanism.");
	if (wire_imap_take_space(&args))
		initial = args;
	else if (args.len)
		return reply_bad(talk, out, "BAD Malformed AUTHENTICATE.");
	mech = config_mech_find(name);
	may = mech < 0 ? GATE_TALK_MECH_NO : gate_talk_mech(talk, (size_t)mech);
	if (may == GATE_TALK_MECH_NO)
		return reply_bad(talk, out, "NO There is no such mechanism.");
	if (may == GATE_TALK_MECH_PRIVACY)
		return reply_privacy(talk, out);
	return sasl_step(talk,
			 gate_sasl_start(&talk->sasl,
					 config_mech_at((size_t)mech)->name,
					 initial),
			 out);
}

static const struct verb verbs[] = {
	{ { "AUTHENTICATE", 12 }, 0, run_authenticate },
	{ { "CAPABILITY", 10 }, 0, run_capability },
	{ { "ID", 2 }, VERB_LITERALS, run_id },
	{ { "LOGIN", 5 }, VERB_LITERALS | VERB_PASSWORD, run_login },
	{ { "LOGOUT", 6 }, 0, run_logout },
	{ { "NOOP", 4 }, 0, run_noop },
	{ { "STARTTLS", 8 }, 0, run_starttls },
};

/* ---- one command ---- */

static const struct verb *find_verb(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (span_eq_nocase(name, verbs[i].name))
			return &verbs[i];
	return NULL;
}

/* Takes the tag (into talk; "*" if there is none that can be repeated). */
static bool take_tag(struct gate_talk *talk, struct span *command)
{
	struct span tag;
	bool ok = wire_imap_take_tag(command, &tag) &&
		  tag.len < sizeof(talk->tag);

	if (!ok)
		tag = SPAN("*");
	memcpy(talk->tag, tag.ptr, tag.len);
	talk->tag[tag.len] = '\0';
	return ok;
}

/* NULL: it was answered, *out_step says how it goes on. */
static const struct verb *take_verb(struct gate_talk *talk,
				    struct span *command,
				    enum gate_step *out_step, struct buf *out)
{
	const struct verb *verb;
	struct span name;

	if (!take_tag(talk, command) || !wire_imap_take_space(command) ||
	    !wire_imap_take_atom(command, &name)) {
		*out_step = reply_bad(talk, out, "BAD Malformed command.");
		return NULL;
	}
	verb = find_verb(name);
	if (!verb) {
		*out_step = reply_bad(talk, out,
				      "BAD Unknown command, or one for which "
				      "you must log in first.");
		return NULL;
	}
	if ((verb->flags & VERB_PASSWORD) && !gate_talk_takes_passwords(talk)) {
		*out_step = reply_privacy(talk, out);
		return NULL;
	}
	return verb;
}

static enum gate_step run_command(struct gate_talk *talk, struct span command,
				  struct buf *out)
{
	enum gate_step step;
	const struct verb *verb = take_verb(talk, &command, &step, out);

	return verb ? verb->run(talk, command, out) : step;
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
	struct span command = buf_span(&talk->command);
	enum gate_step step = GATE_STEP_NEXT;
	const struct verb *verb;
	bool fits = size <= GATE_LITERAL_MAX &&
		    talk->command.len + size < GATE_COMMAND_MAX;

	if (kind == WIRE_LITERAL_PLUS && !fits)
		return too_long(talk, out);
	if (kind == WIRE_LITERAL_SYNC) {
		verb = take_verb(talk, &command, &step, out);
		if (verb && (!fits || !(verb->flags & VERB_LITERALS)))
			step = reply_bad(talk, out,
					 fits ? "BAD No literal belongs here."
					      : "NO [TOOBIG] Literal too "
						"long.");
		if (!verb || !fits || !(verb->flags & VERB_LITERALS)) {
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
		take_tag(talk, &command);
		step = reply_bad(talk, out, "BAD Malformed literal.");
	} else if (talk->in_sasl) {
		step = sasl_step(talk, gate_sasl_next(&talk->sasl, command),
				 out);
	} else {
		step = run_command(talk, command, out);
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
	.challenge = challenge,
	.farewell = farewell,
};
