/* SPDX-License-Identifier: MIT */
/* Any bytes as the lines of an MTA, of a gate, and on the userdb socket. Each
 * login that comes together is answered, in one way or another. */
#include <stddef.h>
#include <stdint.h>

#include "auth/auth_protocol.h"
#include "auth/auth_question.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct auth_rules rules = { .mechanisms = UINT32_MAX,
					 .hostname = "h",
					 .plaintext_networks = "" };

/* What somebody knows who asks a source. */
static enum auth_step judge(struct auth_protocol *p, struct auth_request *r)
{
	struct auth_evidence evidence = {
		.found = r->serial % 3 > 0,
		.stored = { .text = SPAN("{PLAIN}b"), .user = SPAN("a") },
		.seed = { .secret = SPAN("0123456789abcdef"), .rounds = 1 },
	};
	enum auth_mech_step judged;
	enum auth_step step;
	struct buf out;

	buf_init(&out, 1024);
	judged = r->exchange.mech->judge(&r->exchange, &evidence, &out);
	step = auth_protocol_resume(p, r, judged, buf_span(&out));
	buf_release(&out);
	return step;
}

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

	auth_protocol_init(&p, peer, &rules, 1, 1);
	while (span_cut(&input, '\n', &line)) {
		struct auth_request *r = NULL;
		struct err err;
		enum auth_step step = auth_protocol_line(&p, line, &r, &err);

		if (step == AUTH_STEP_BAD)
			break;
		if (step == AUTH_STEP_ASK &&
		    (r->want == AUTH_MECH_SECRET || r->want == AUTH_MECH_TOKEN))
			step = judge(&p, r);
		if ((step == AUTH_STEP_ASK || step == AUTH_STEP_WRONG) &&
		    !answer(&p, r))
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
