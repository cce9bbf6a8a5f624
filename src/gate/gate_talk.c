/* SPDX-License-Identifier: MIT */
#include "gate/gate_protocol.h"
#include "gate/gate_secret.h"

void gate_talk_init(struct gate_talk *talk,
		    const struct gate_protocol *protocol,
		    const struct gate_policy *policy,
		    enum gate_security security)
{
	*talk = (struct gate_talk){
		.protocol = protocol,
		.policy = policy,
		.secured = security == GATE_SECURED,
	};
	buf_init(&talk->command, GATE_COMMAND_MAX);
	gate_sasl_init(&talk->sasl);
}

void gate_talk_release(struct gate_talk *talk)
{
	gate_secret_wipe(&talk->command);
	gate_sasl_release(&talk->sasl);
}
