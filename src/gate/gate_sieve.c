/* SPDX-License-Identifier: MIT */
/*
 * ManageSieve before login (RFC 5804). What a client sends is gathered with its
 * literals, commands as well as the strings that answer challenges. A literal
 * comes without leave, so one that does not fit ends the connection.
 */
#include <string.h>

#include "base/auto.h"
#include "base/check.h"
#include "gate/gate_gather.h"
#include "wire/wire_imap.h"
#include "wire/wire_sieve.h"

struct verb {
	struct span name;
	/* args: what follows the verb, with its leading space */
	enum gate_step (*run)(struct gate_talk *talk, struct span args,
			      struct buf *out);
};

/* ---- answers ---- */

static enum gate_step reply(struct buf *out, enum wire_sieve_status status,
			    const char *code, const char *text)
{
	wire_sieve_add_response(out, status, code, span_of(text));
	return status == WIRE_SIEVE_BYE ? GATE_STEP_END : GATE_STEP_NEXT;
}

static enum gate_step reply_bad(struct gate_talk *talk, struct buf *out,
				const char *code, const char *text)
{
	reply(out, WIRE_SIEVE_NO, code, text);
	if (++talk->bad_commands < talk->policy->bad_commands_max)
		return GATE_STEP_NEXT;
	return reply(out, WIRE_SIEVE_BYE, NULL, "Too many bad commands.");
}

static void add_sasl(const struct gate_talk *talk, struct buf *out)
{
	auto_buf struct buf names;

	buf_init(&names, GATE_LINE_MAX);
	for (size_t i = 0; config_mech_at(i); i++)
		if (gate_talk_mech(talk, i) == GATE_TALK_MECH_YES)
			buf_add_format(&names, "%s%s", names.len ? " " : "",
				       config_mech_at(i)->name);
	wire_sieve_add_capability(out, "SASL", span_of(buf_str(&names)));
}

static void list(struct gate_talk *talk, struct buf *out, const char *text)
{
	wire_sieve_add_capabilities(out);
	buf_add_str(out, talk->policy->sieve);
	add_sasl(talk, out);
	if (!(talk->security & GATE_SECURED))
		wire_sieve_add_capability(out, "STARTTLS", span_make(NULL, 0));
	reply(out, WIRE_SIEVE_OK, NULL, text);
}

static void greet(struct gate_talk *talk, struct buf *out)
{
	list(talk, out, "Fumikura ready.");
}

static void farewell(struct gate_talk *talk, enum gate_farewell why,
		     struct buf *out)
{
	static const struct {
		const char *code;
		const char *text;
	} byes[] = {
		[GATE_FAREWELL_TIMEOUT] = { NULL,
					    "The time to log in is over." },
		[GATE_FAREWELL_SHUTDOWN] = { "TRYLATER",
					     "The server is going down." },
		[GATE_FAREWELL_FULL] = { "TRYLATER", "Too many connections." },
		[GATE_FAREWELL_GONE] = { NULL, "The account may not be used "
					       "any more." },
	};

	(void)talk;
	reply(out, WIRE_SIEVE_BYE, byes[why].code, byes[why].text);
}

static enum gate_step refuse(struct gate_talk *talk, enum gate_refusal why,
			     struct buf *out)
{
	static const struct {
		const char *code;
		const char *text;
	} refusals[] = {
		[GATE_REFUSAL_FAILED] = { NULL, "Authentication failed." },
		[GATE_REFUSAL_TEMP] = { "TRYLATER",
					"Logging in is not possible now; try "
					"again later." },
		[GATE_REFUSAL_DENIED] = { NULL,
					  "This account may not log in." },
		[GATE_REFUSAL_EXPIRED] = { NULL, "The password has expired." },
		[GATE_REFUSAL_BUSY] = { "TRYLATER",
					"Too many sessions; close one or try "
					"again later." },
	};

	talk->in_sasl = false;
	talk->asking = false;
	if (++talk->refusals < GATE_REFUSALS_MAX)
		return reply(out, WIRE_SIEVE_NO, refusals[why].code,
			     refusals[why].text);
	return reply(out, WIRE_SIEVE_BYE, NULL,
		     "Too many failed authentication attempts.");
}

/* ---- AUTHENTICATE ---- */

static void add_challenge(struct buf *out, struct span base64)
{
	wire_sieve_add_string(out, base64);
	buf_add(out, SPAN("\r\n"));
}

/* The worker says it with its OK (RFC 5804 1.3, SASL). */
static bool keep_final(struct gate_talk *talk, struct span base64)
{
	if (base64.len >= sizeof(talk->tag))
		return false;
	memcpy(talk->tag, base64.ptr, base64.len);
	talk->tag[base64.len] = '\0';
	return true;
}

static enum gate_step sasl_failed(struct gate_talk *talk,
				  enum gate_sasl_step why, struct buf *out)
{
	return reply_bad(talk, out, NULL,
			 why == GATE_SASL_CANCELLED
				 ? "AUTHENTICATE was cancelled."
				 : "Malformed authentication response.");
}

/* The server speaks first in it. */
static bool has_challenge_first(const struct config_mech *mech)
{
	static const char *const names[] = { "LOGIN", "CRAM-MD5",
					     "DIGEST-MD5" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (span_eq(span_of(mech->name), span_of(names[i])))
			return true;
	return false;
}

/* NULL: it was answered, *out_step says how it goes on. */
static const struct config_mech *choose(struct gate_talk *talk,
					struct span name,
					enum gate_step *out_step,
					struct buf *out)
{
	int mech = config_mech_find(name);
	enum gate_talk_mech may = mech < 0 ? GATE_TALK_MECH_NO
					   : gate_talk_mech(talk, (size_t)mech);

	if (may == GATE_TALK_MECH_YES)
		return config_mech_at((size_t)mech);
	if (may == GATE_TALK_MECH_PRIVACY)
		*out_step = reply_bad(talk, out, "ENCRYPT-NEEDED",
				      "Passwords are taken under TLS only; "
				      "begin it with STARTTLS.");
	else if (mech >= 0 && !(talk->policy->mechanisms >> mech & 1))
		*out_step = reply_bad(talk, out, "AUTH-TOO-WEAK",
				      "That mechanism is not allowed here.");
	else
		*out_step = reply_bad(talk, out, NULL,
				      "There is no such mechanism.");
	return NULL;
}

static enum gate_step run_authenticate(struct gate_talk *talk, struct span args,
				       struct buf *out)
{
	auto_arena struct arena arena = { 0 };
	const struct config_mech *mech;
	struct span initial = { 0 };
	enum gate_step step;
	struct span name;

	if (!wire_sieve_take_argument(&args, &arena, &name) ||
	    (args.len &&
	     (!wire_sieve_take_argument(&args, &arena, &initial) || args.len)))
		return reply_bad(talk, out, NULL,
				 "AUTHENTICATE wants a mechanism and maybe its "
				 "first response, both as strings.");
	mech = choose(talk, name, &step, out);
	if (!mech)
		return step;
	if (initial.ptr && has_challenge_first(mech))
		return reply_bad(talk, out, NULL,
				 "In this mechanism the server speaks first.");
	talk->tag[0] = '\0';
	return gate_talk_sasl(
		talk, gate_sasl_start(&talk->sasl, mech->name, initial), out);
}

/* ---- the others ---- */

static enum gate_step run_capability(struct gate_talk *talk, struct span args,
				     struct buf *out)
{
	if (args.len)
		return reply_bad(talk, out, NULL,
				 "CAPABILITY has no arguments.");
	list(talk, out, "Capabilities listed.");
	return GATE_STEP_NEXT;
}

static enum gate_step run_logout(struct gate_talk *talk, struct span args,
				 struct buf *out)
{
	if (args.len)
		return reply_bad(talk, out, NULL, "LOGOUT has no arguments.");
	reply(out, WIRE_SIEVE_OK, NULL, "Logged out.");
	return GATE_STEP_END;
}

static enum gate_step run_noop(struct gate_talk *talk, struct span args,
			       struct buf *out)
{
	if (!wire_sieve_add_noop(out, args))
		return reply_bad(talk, out, NULL,
				 "NOOP wants a string or nothing.");
	return GATE_STEP_NEXT;
}

static enum gate_step run_starttls(struct gate_talk *talk, struct span args,
				   struct buf *out)
{
	if (args.len)
		return reply_bad(talk, out, NULL, "STARTTLS has no arguments.");
	if (talk->security & GATE_SECURED)
		return reply_bad(talk, out, NULL, "TLS is in use already.");
	reply(out, WIRE_SIEVE_OK, NULL, "Begin the TLS handshake now.");
	return GATE_STEP_STARTTLS;
}

static const struct verb verbs[] = {
	{ { "AUTHENTICATE", 12 }, run_authenticate },
	{ { "CAPABILITY", 10 }, run_capability },
	{ { "LOGOUT", 6 }, run_logout },
	{ { "NOOP", 4 }, run_noop },
	{ { "STARTTLS", 8 }, run_starttls },
};

/* ---- commands and answers to challenges ---- */

static enum gate_step run_command(struct gate_talk *talk, struct span command,
				  struct buf *out)
{
	struct span name;

	if (!wire_imap_take_atom(&command, &name))
		return reply_bad(talk, out, NULL, "Malformed command.");
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (span_eq_nocase(name, verbs[i].name))
			return verbs[i].run(talk, command, out);
	return reply_bad(talk, out, NULL,
			 "Unknown command, or one for which you must log in "
			 "first.");
}

static enum gate_step run_answer(struct gate_talk *talk, struct span answer,
				 struct buf *out)
{
	auto_arena struct arena arena = { 0 };
	enum gate_sasl_step step = GATE_SASL_BAD;
	struct span base64;

	if (wire_imap_take_string(&answer, &arena, &base64) && !answer.len)
		step = gate_sasl_next(&talk->sasl, base64);
	return gate_talk_sasl(talk, step, out);
}

static enum gate_step too_long(struct gate_talk *talk, struct buf *out)
{
	gate_gather_forget(talk);
	return reply(out, WIRE_SIEVE_BYE, NULL, "The command is too long.");
}

/* A whole line is there: the command, or its part up to a literal. */
static enum gate_step take_line(struct gate_talk *talk, struct span command,
				struct buf *out)
{
	enum gate_step step = GATE_STEP_NEXT;
	uint64_t size;

	switch (wire_imap_literal(span_from(command, talk->line_at), &size)) {
	case WIRE_LITERAL_PLUS:
		if (!gate_gather_fits(talk, size, GATE_SASL_LINE_MAX))
			return too_long(talk, out);
		gate_gather_literal(talk, size);
		return GATE_STEP_NEXT;
	case WIRE_LITERAL_NONE:
		step = talk->in_sasl ? run_answer(talk, command, out)
				     : run_command(talk, command, out);
		break;
	case WIRE_LITERAL_SYNC:
	case WIRE_LITERAL_BAD:
		step = talk->in_sasl
			       ? gate_talk_sasl(talk, GATE_SASL_BAD, out)
			       : reply_bad(talk, out, NULL,
					   "A literal must be of the form "
					   "{n+}.");
		break;
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

const struct gate_protocol gate_sieve = {
	.service = "sieve",
	.greets_again = true,
	.greet = greet,
	.feed = feed,
	.refuse = refuse,
	.add_challenge = add_challenge,
	.keep_final = keep_final,
	.sasl_failed = sasl_failed,
	.farewell = farewell,
};
