/* SPDX-License-Identifier: MIT */
#include "gate/gate_protocol.h"
#include "gate/gate_secret.h"

void gate_talk_init(struct gate_talk *talk,
		    const struct gate_protocol *protocol,
		    const struct gate_policy *policy, unsigned security)
{
	*talk = (struct gate_talk){
		.protocol = protocol,
		.policy = policy,
		.security = security,
	};
	buf_init(&talk->command, GATE_COMMAND_MAX);
	buf_init(&talk->name, GATE_NAME_MAX);
	gate_sasl_init(&talk->sasl);
}

void gate_talk_release(struct gate_talk *talk)
{
	gate_secret_wipe(&talk->command);
	buf_release(&talk->name);
	gate_sasl_release(&talk->sasl);
}

static bool is_private(const struct gate_talk *talk)
{
	return talk->policy->plaintext_login ||
	       (talk->security & (GATE_SECURED | GATE_INSIDE));
}

enum gate_talk_mech gate_talk_mech(const struct gate_talk *talk, size_t index)
{
	unsigned flags = config_mech_at(index)->flags;

	if (!(talk->policy->mechanisms & UINT32_C(1) << index) ||
	    (flags & CONFIG_MECH_POP3) ||
	    ((flags & CONFIG_MECH_BINDING) &&
	     !(talk->security & GATE_BINDABLE)) ||
	    ((flags & CONFIG_MECH_CERTIFICATE) &&
	     !(talk->security & GATE_CERTIFIED)))
		return GATE_TALK_MECH_NO;
	return (flags & CONFIG_MECH_PLAINTEXT) && !is_private(talk)
		       ? GATE_TALK_MECH_PRIVACY
		       : GATE_TALK_MECH_YES;
}

bool gate_talk_takes_passwords(const struct gate_talk *talk)
{
	/* What LOGIN sends goes to auth as PLAIN. */
	int plain = config_mech_find(SPAN("PLAIN"));

	return gate_talk_mech(talk, (size_t)plain) == GATE_TALK_MECH_YES;
}

bool gate_talk_takes_apop(const struct gate_talk *talk)
{
	int apop = config_mech_find(SPAN("APOP"));

	return talk->nonce && (talk->policy->mechanisms >> apop & 1);
}

void gate_talk_add_challenge(struct buf *out, struct span base64)
{
	buf_add(out, SPAN("+ "));
	buf_add(out, base64);
	buf_add(out, SPAN("\r\n"));
}

static enum gate_step sasl_failed(struct gate_talk *talk,
				  enum gate_sasl_step why, struct buf *out)
{
	bool asking = talk->asking;
	enum gate_step step;

	gate_sasl_release(&talk->sasl);
	talk->asking = false;
	step = talk->protocol->sasl_failed(talk, why, out);
	return asking && step == GATE_STEP_NEXT ? GATE_STEP_CANCEL : step;
}

enum gate_step gate_talk_sasl(struct gate_talk *talk, enum gate_sasl_step step,
			      struct buf *out)
{
	talk->in_sasl = step == GATE_SASL_NEXT;
	switch (step) {
	case GATE_SASL_NEXT:
		talk->protocol->add_challenge(out,
					      span_of(talk->sasl.challenge));
		return GATE_STEP_NEXT;
	case GATE_SASL_DONE:
		return talk->asking ? GATE_STEP_ANSWER : GATE_STEP_LOGIN;
	case GATE_SASL_BAD:
	case GATE_SASL_CANCELLED:
		break;
	}
	return sasl_failed(talk, step, out);
}

void gate_talk_challenge(struct gate_talk *talk, struct span base64,
			 struct buf *out)
{
	gate_sasl_relay(&talk->sasl);
	talk->in_sasl = true;
	talk->asking = true;
	talk->protocol->add_challenge(out, base64);
}
