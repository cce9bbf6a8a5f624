/* SPDX-License-Identifier: MIT */
#include "gate/gate_imap_cmd.h"

#include <string.h>

#include "base/auto.h"
#include "base/check.h"
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

void gate_imap_cmd_reply(const struct gate_talk *talk, struct buf *out,
			 const char *text)
{
	buf_add_str(out, talk->tag);
	buf_add_char(out, ' ');
	buf_add_str(out, text);
	buf_add(out, SPAN("\r\n"));
}

enum gate_step gate_imap_cmd_reply_bad(struct gate_talk *talk, struct buf *out,
				       const char *text)
{
	gate_imap_cmd_reply(talk, out, text);
	if (++talk->bad_commands < talk->policy->bad_commands_max)
		return GATE_STEP_NEXT;
	buf_add(out, SPAN("* BYE Too many bad commands.\r\n"));
	return GATE_STEP_END;
}

static enum gate_step reply_privacy(struct gate_talk *talk, struct buf *out)
{
	return gate_imap_cmd_reply_bad(
		talk, out,
		"NO [PRIVACYREQUIRED] Passwords are taken under TLS "
		"only; begin it with STARTTLS.");
}

void gate_imap_cmd_capabilities(const struct gate_talk *talk, struct buf *out)
{
	buf_add(out, SPAN("CAPABILITY IMAP4rev1 IMAP4rev2 LITERAL+ SASL-IR ID "
			  "ENABLE "
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

/* ---- commands ---- */

static enum gate_step run_capability(struct gate_talk *talk, struct span args,
				     struct buf *out)
{
	if (args.len)
		return gate_imap_cmd_reply_bad(
			talk, out, "BAD CAPABILITY has no arguments.");
	buf_add(out, SPAN("* "));
	gate_imap_cmd_capabilities(talk, out);
	buf_add(out, SPAN("\r\n"));
	gate_imap_cmd_reply(talk, out, "OK Capabilities listed.");
	return GATE_STEP_NEXT;
}

static enum gate_step run_noop(struct gate_talk *talk, struct span args,
			       struct buf *out)
{
	if (args.len)
		return gate_imap_cmd_reply_bad(talk, out,
					       "BAD NOOP has no arguments.");
	gate_imap_cmd_reply(talk, out, "OK Nothing done.");
	return GATE_STEP_NEXT;
}

static enum gate_step run_logout(struct gate_talk *talk, struct span args,
				 struct buf *out)
{
	if (args.len)
		return gate_imap_cmd_reply_bad(talk, out,
					       "BAD LOGOUT has no arguments.");
	buf_add(out, SPAN("* BYE Logging out.\r\n"));
	gate_imap_cmd_reply(talk, out, "OK Logged out.");
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
		return gate_imap_cmd_reply_bad(talk, out,
					       "BAD ID wants NIL or a list.");
	buf_add(out, SPAN("* ID (\"name\" \"Fumikura\")\r\n"));
	gate_imap_cmd_reply(talk, out, "OK Pleased to meet you.");
	return GATE_STEP_NEXT;
}

static enum gate_step run_starttls(struct gate_talk *talk, struct span args,
				   struct buf *out)
{
	if (args.len)
		return gate_imap_cmd_reply_bad(
			talk, out, "BAD STARTTLS has no arguments.");
	if (talk->security & GATE_SECURED)
		return gate_imap_cmd_reply_bad(talk, out,
					       "BAD TLS is in use already.");
	gate_imap_cmd_reply(talk, out, "OK Begin the TLS handshake now.");
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
	return gate_imap_cmd_reply_bad(
		talk, out, "BAD LOGIN wants a name and a password.");
}

enum gate_step gate_imap_cmd_sasl_failed(struct gate_talk *talk,
					 enum gate_sasl_step why,
					 struct buf *out)
{
	return gate_imap_cmd_reply_bad(
		talk, out,
		why == GATE_SASL_CANCELLED ? "BAD AUTHENTICATE was cancelled."
					   : "BAD Malformed authentication "
					     "response.");
}

static enum gate_step run_authenticate(struct gate_talk *talk, struct span args,
				       struct buf *out)
{
	struct span initial = { 0 };
	struct span name;
	enum gate_talk_mech may;
	int mech;

	if (!wire_imap_take_space(&args) || !wire_imap_take_atom(&args, &name))
		return gate_imap_cmd_reply_bad(
			talk, out, "BAD AUTHENTICATE wants a mechanism.");
	if (wire_imap_take_space(&args))
		initial = args;
	else if (args.len)
		return gate_imap_cmd_reply_bad(talk, out,
					       "BAD Malformed AUTHENTICATE.");
	mech = config_mech_find(name);
	may = mech < 0 ? GATE_TALK_MECH_NO : gate_talk_mech(talk, (size_t)mech);
	if (may == GATE_TALK_MECH_NO)
		return gate_imap_cmd_reply_bad(
			talk, out, "NO There is no such mechanism.");
	if (may == GATE_TALK_MECH_PRIVACY)
		return reply_privacy(talk, out);
	return gate_talk_sasl(
		talk,
		gate_sasl_start(&talk->sasl, config_mech_at((size_t)mech)->name,
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

bool gate_imap_cmd_take_tag(struct gate_talk *talk, struct span *command)
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

	if (!gate_imap_cmd_take_tag(talk, command) ||
	    !wire_imap_take_space(command) ||
	    !wire_imap_take_atom(command, &name)) {
		*out_step = gate_imap_cmd_reply_bad(talk, out,
						    "BAD Malformed command.");
		return NULL;
	}
	verb = find_verb(name);
	if (!verb) {
		*out_step = gate_imap_cmd_reply_bad(
			talk, out,
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

enum gate_step gate_imap_cmd_run(struct gate_talk *talk, struct span command,
				 struct buf *out)
{
	enum gate_step step;
	const struct verb *verb = take_verb(talk, &command, &step, out);

	return verb ? verb->run(talk, command, out) : step;
}

bool gate_imap_cmd_takes_literal(struct gate_talk *talk, struct span command,
				 bool fits, enum gate_step *out_step,
				 struct buf *out)
{
	const struct verb *verb = take_verb(talk, &command, out_step, out);

	if (!verb)
		return false;
	if (fits && (verb->flags & VERB_LITERALS))
		return true;
	*out_step =
		gate_imap_cmd_reply_bad(talk, out,
					fits ? "BAD No literal belongs here."
					     : "NO [TOOBIG] Literal too long.");
	return false;
}
