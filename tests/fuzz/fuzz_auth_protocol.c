/* SPDX-License-Identifier: MIT */
/* Any bytes as the lines of an MTA, of a gate, and on the userdb socket. Each
 * login that comes together is answered, in one way or another. */
#include <stddef.h>
#include <stdint.h>

#include "auth/auth_protocol.h"
#include "auth/auth_question.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool answer(struct auth_protocol *p, struct auth_request *r)
{
	switch (r->serial % 4) {
	case 0:
		auth_protocol_ok(p, r);
		return true;
	case 1:
		return true; /* later */
	default:
		return auth_protocol_fail(p, r,
					  (enum auth_failure)(r->serial % 4));
	}
}

static void talk(enum auth_peer peer, struct span input)
{
	struct auth_protocol p;
	struct span line;

	auth_protocol_init(&p, peer, 1, 1);
	while (span_cut(&input, '\n', &line)) {
		struct auth_request *r = NULL;
		struct err err;
		enum auth_step step = auth_protocol_line(&p, line, &r, &err);

		if (step == AUTH_STEP_BAD)
			break;
		if (step == AUTH_STEP_CHECK && !answer(&p, r))
			break;
	}
	auth_protocol_release(&p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = span_make(data, size);
	struct span line;

	talk(AUTH_PEER_MTA, input);
	talk(AUTH_PEER_GATE, input);
	while (span_cut(&input, '\n', &line)) {
		struct auth_question question;
		struct err err;

		if (!auth_question_parse(line, &question, &err))
			break;
	}
	return 0;
}
