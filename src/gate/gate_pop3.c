/* SPDX-License-Identifier: MIT */
/*
 * POP3 before login, the AUTHORIZATION state (RFC 1939 4, 7; RFC 2449, 2595,
 * 5034, 6856). A line is gathered in talk->command, which is wiped when it is
 * dealt with; the name that USER gave waits in talk->name for PASS.
 */
#include "base/auto.h"
#include "base/check.h"
#include "base/hex.h"
#include "base/utf8.h"
#include "gate/gate_protocol.h"
#include "gate/gate_secret.h"
#include "wire/wire_pop3.h"

enum {
	DIGEST = 16 /* bytes of MD5 */
};

struct verb {
	struct span name;
	bool takes_arguments;
	/* args: without the spaces around them; the whole line to tell more */
	enum gate_step (*run)(struct gate_talk *talk, struct span args,
			      struct span line, struct buf *out);
};

/* ---- answers ---- */

static enum gate_step reply(struct buf *out, const char *text)
{
	buf_add_str(out, text);
	buf_add(out, SPAN("\r\n"));
	return GATE_STEP_NEXT;
}

static enum gate_step reply_bad(struct gate_talk *talk, struct buf *out,
				const char *text)
{
	reply(out, text);
	return ++talk->bad_commands < talk->policy->bad_commands_max
		       ? GATE_STEP_NEXT
		       : GATE_STEP_END;
}

/* RFC 3206 6: trouble with the credentials includes that policy forbids this
 * way of giving them. */
static enum gate_step reply_privacy(struct gate_talk *talk, struct buf *out)
{
	return reply_bad(talk, out,
			 "-ERR [AUTH] Passwords are taken under TLS only; "
			 "begin it with STLS.");
}

/* RFC 1939 7: what APOP's digest is made with, new for each connection. */
static void add_timestamp(const struct gate_talk *talk, struct buf *out)
{
	buf_add_format(out, "<%s@%s>", talk->nonce, talk->policy->hostname);
}

static void greet(struct gate_talk *talk, struct buf *out)
{
	buf_add(out, SPAN("+OK Fumikura ready."));
	if (gate_talk_takes_apop(talk)) {
		buf_add_char(out, ' ');
		add_timestamp(talk, out);
	}
	buf_add(out, SPAN("\r\n"));
}

static void farewell(struct gate_talk *talk, enum gate_farewell why,
		     struct buf *out)
{
	static const char *const texts[] = {
		[GATE_FAREWELL_TIMEOUT] = "-ERR The time to log in is over.",
		[GATE_FAREWELL_SHUTDOWN] =
			"-ERR [SYS/TEMP] The server is going down.",
		[GATE_FAREWELL_FULL] = "-ERR [SYS/TEMP] Too many connections.",
		[GATE_FAREWELL_GONE] =
			"-ERR [AUTH] The account may not be used any more.",
	};

	(void)talk;
	reply(out, texts[why]);
}

static enum gate_step refuse(struct gate_talk *talk, enum gate_refusal why,
			     struct buf *out)
{
	static const char *const texts[] = {
		[GATE_REFUSAL_FAILED] = "-ERR [AUTH] Authentication failed.",
		[GATE_REFUSAL_TEMP] = "-ERR [SYS/TEMP] Logging in is not "
				      "possible now; try again later.",
		[GATE_REFUSAL_DENIED] =
			"-ERR [AUTH] This account may not log in.",
		[GATE_REFUSAL_EXPIRED] =
			"-ERR [AUTH] The password has expired.",
		[GATE_REFUSAL_BUSY] = "-ERR [IN-USE] Too many sessions; close "
				      "one or try again later.",
	};

	talk->in_sasl = false;
	talk->asking = false;
	reply(out, texts[why]);
	return ++talk->refusals < GATE_REFUSALS_MAX ? GATE_STEP_NEXT
						    : GATE_STEP_END;
}

/* ---- USER, PASS, APOP ---- */

static enum gate_step run_user(struct gate_talk *talk, struct span args,
			       struct span line, struct buf *out)
{
	(void)line;
	if (!gate_talk_takes_passwords(talk))
		return reply_privacy(talk, out);
	buf_reset(&talk->name);
	buf_add(&talk->name, args);
	/* RFC 6856 2.2 */
	if (args.len == 0 || talk->name.full || !utf8_is_valid(args)) {
		buf_release(&talk->name);
		return reply_bad(talk, out, "-ERR USER wants a name.");
	}
	return reply(out, "+OK And the password?");
}

/* RFC 1939 7: the password may have spaces, also at its ends. */
static enum gate_step run_pass(struct gate_talk *talk, struct span args,
			       struct span line, struct buf *out)
{
	struct span password = span_from(line, sizeof("PASS"));
	enum gate_sasl_step step;

	(void)args;
	if (!gate_talk_takes_passwords(talk))
		return reply_privacy(talk, out);
	if (talk->name.len == 0)
		return reply_bad(talk, out, "-ERR USER comes first.");
	step = utf8_is_valid(password)
		       ? gate_sasl_compose(&talk->sasl, buf_span(&talk->name),
					   password)
		       : GATE_SASL_BAD;
	buf_release(&talk->name);
	if (step == GATE_SASL_DONE)
		return GATE_STEP_LOGIN;
	gate_sasl_release(&talk->sasl);
	return reply_bad(talk, out, "-ERR PASS wants a password.");
}

static enum gate_step run_apop(struct gate_talk *talk, struct span args,
			       struct span line, struct buf *out)
{
	size_t end = span_find_char(args, ' ');
	auto_buf struct buf timestamp = { 0 };
	uint8_t digest[DIGEST];
	struct span name = span_first(args, end);

	(void)line;
	if (!gate_talk_takes_apop(talk))
		return reply_bad(talk, out, "-ERR APOP is not offered.");
	if (name.len == 0 || !utf8_is_valid(name) ||
	    !hex_parse(span_from(args, end + 1), digest, DIGEST))
		return reply_bad(talk, out,
				 "-ERR APOP wants a name and a digest.");
	buf_init(&timestamp, GATE_LINE_MAX);
	add_timestamp(talk, &timestamp);
	if (gate_sasl_apop(&talk->sasl, buf_span(&timestamp), name,
			   span_make(digest, DIGEST)) == GATE_SASL_DONE)
		return GATE_STEP_LOGIN;
	gate_sasl_release(&talk->sasl);
	return reply_bad(talk, out, "-ERR The name is too long.");
}

/* ---- AUTH ---- */

static enum gate_step sasl_failed(struct gate_talk *talk,
				  enum gate_sasl_step why, struct buf *out)
{
	return reply_bad(talk, out,
			 why == GATE_SASL_CANCELLED
				 ? "-ERR AUTH was cancelled."
				 : "-ERR Malformed authentication response.");
}

/* Without a mechanism: the list of them, as clients ask that are older than
 * CAPA. */
static enum gate_step list_mechanisms(struct gate_talk *talk, struct buf *out)
{
	reply(out, "+OK Mechanisms:");
	for (size_t i = 0; config_mech_at(i); i++)
		if (gate_talk_mech(talk, i) == GATE_TALK_MECH_YES)
			reply(out, config_mech_at(i)->name);
	return reply(out, ".");
}

static enum gate_step run_auth(struct gate_talk *talk, struct span args,
			       struct span line, struct buf *out)
{
	struct span initial = { 0 };
	struct span name;
	enum gate_talk_mech may;
	int mech;

	(void)line;
	if (args.len == 0)
		return list_mechanisms(talk, out);
	name = wire_pop3_take_verb(args, &initial);
	if (initial.len == 0)
		initial.ptr = NULL;
	mech = config_mech_find(name);
	may = mech < 0 ? GATE_TALK_MECH_NO : gate_talk_mech(talk, (size_t)mech);
	if (may == GATE_TALK_MECH_NO)
		return reply_bad(talk, out, "-ERR There is no such mechanism.");
	if (may == GATE_TALK_MECH_PRIVACY)
		return reply_privacy(talk, out);
	return gate_talk_sasl(
		talk,
		gate_sasl_start(&talk->sasl, config_mech_at((size_t)mech)->name,
				initial),
		out);
}

/* ---- the others ---- */

static void add_sasl(struct gate_talk *talk, struct buf *out)
{
	size_t from = out->len;

	for (size_t i = 0; config_mech_at(i); i++)
		if (gate_talk_mech(talk, i) == GATE_TALK_MECH_YES)
			buf_add_format(out, "%s %s",
				       out->len == from ? "SASL" : "",
				       config_mech_at(i)->name);
	if (out->len > from)
		buf_add(out, SPAN("\r\n"));
}

static enum gate_step run_capa(struct gate_talk *talk, struct span args,
			       struct span line, struct buf *out)
{
	(void)args;
	(void)line;
	reply(out, "+OK");
	wire_pop3_add_capabilities(out, talk->policy->pop3_expire_days,
				   talk->policy->pop3_login_delay);
	if (!(talk->security & GATE_SECURED))
		reply(out, "STLS");
	if (gate_talk_takes_passwords(talk))
		reply(out, "USER");
	add_sasl(talk, out);
	return reply(out, ".");
}

static enum gate_step run_lang(struct gate_talk *talk, struct span args,
			       struct span line, struct buf *out)
{
	(void)talk;
	(void)line;
	(void)wire_pop3_add_language(out, args);
	return GATE_STEP_NEXT;
}

static enum gate_step run_quit(struct gate_talk *talk, struct span args,
			       struct span line, struct buf *out)
{
	(void)talk;
	(void)args;
	(void)line;
	reply(out, "+OK Bye.");
	return GATE_STEP_END;
}

static enum gate_step run_stls(struct gate_talk *talk, struct span args,
			       struct span line, struct buf *out)
{
	(void)args;
	(void)line;
	if (talk->security & GATE_SECURED)
		return reply_bad(talk, out, "-ERR TLS is in use already.");
	reply(out, "+OK Begin the TLS handshake now.");
	return GATE_STEP_STARTTLS;
}

/* Messages are sent as they are in either mode, see doc/protocol/pop3.md. */
static enum gate_step run_utf8(struct gate_talk *talk, struct span args,
			       struct span line, struct buf *out)
{
	(void)talk;
	(void)args;
	(void)line;
	return reply(out, "+OK UTF-8 it is.");
}

static const struct verb verbs[] = {
	{ { "APOP", 4 }, true, run_apop },  { { "AUTH", 4 }, true, run_auth },
	{ { "CAPA", 4 }, false, run_capa }, { { "LANG", 4 }, true, run_lang },
	{ { "PASS", 4 }, true, run_pass },  { { "QUIT", 4 }, false, run_quit },
	{ { "STLS", 4 }, false, run_stls }, { { "USER", 4 }, true, run_user },
	{ { "UTF8", 4 }, false, run_utf8 },
};

/* ---- lines ---- */

static enum gate_step run_line(struct gate_talk *talk, struct span line,
			       struct buf *out)
{
	struct span args;
	struct span name = wire_pop3_take_verb(line, &args);

	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		if (!span_eq_nocase(name, verbs[i].name))
			continue;
		if (args.len && !verbs[i].takes_arguments)
			return reply_bad(talk, out,
					 "-ERR There are too many arguments.");
		return verbs[i].run(talk, args, line, out);
	}
	return reply_bad(talk, out,
			 "-ERR Unknown command, or one for which you must log "
			 "in first.");
}

static enum gate_step take_line(struct gate_talk *talk, struct buf *out)
{
	struct span line = buf_span(&talk->command);
	enum gate_step step;

	line.len--;
	if (span_ends(line, SPAN("\r")))
		line.len--;
	if (talk->in_sasl)
		step = gate_talk_sasl(talk, gate_sasl_next(&talk->sasl, line),
				      out);
	else
		step = run_line(talk, line, out);
	gate_secret_wipe(&talk->command);
	return step;
}

static enum gate_step feed(struct gate_talk *talk, struct span *input,
			   struct buf *out)
{
	size_t line = span_find_char(*input, '\n');
	size_t n = line < input->len ? line + 1 : line;

	if (talk->command.len + n > GATE_LINE_MAX) {
		gate_secret_wipe(&talk->command);
		reply(out, "-ERR Line too long.");
		return GATE_STEP_END;
	}
	if (!talk->command.ptr && n)
		gate_secret_init(&talk->command, GATE_COMMAND_MAX);
	buf_add(&talk->command, span_first(*input, n));
	*input = span_from(*input, n);
	return n && line < n ? take_line(talk, out) : GATE_STEP_MORE;
}

const struct gate_protocol gate_pop3 = {
	.service = "pop3",
	.greet = greet,
	.feed = feed,
	.refuse = refuse,
	.add_challenge = gate_talk_add_challenge,
	.sasl_failed = sasl_failed,
	.farewell = farewell,
};
