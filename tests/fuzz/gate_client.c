/* SPDX-License-Identifier: MIT */
#include "gate_client.h"

#include "base/check.h"

static struct gate_talk talk;
static struct buf out;

static void init(const struct gate_protocol *protocol, unsigned mode)
{
	static const struct gate_policy policies[] = {
		{ .mechanisms = UINT32_MAX,
		  .bad_commands_max = 1000,
		  .hostname = "mail.example.org",
		  .sieve = "\"SIEVE\" \"fileinto\"\r\n" },
		{ .mechanisms = UINT32_MAX,
		  .plaintext_login = true,
		  .bad_commands_max = 1000,
		  .hostname = "mail.example.org",
		  .sieve = "\"SIEVE\" \"fileinto\"\r\n" },
	};

	gate_talk_init(&talk, protocol, &policies[mode >> 1 & 1],
		       mode & 1 ? GATE_SECURED | GATE_BINDABLE : GATE_CLEAR);
	talk.nonce = "0123456789abcdef";
}

/* Auth answers these at once, others with a challenge. */
static bool is_login(const struct gate_talk *t)
{
	struct span mech = span_of(t->sasl.mech);

	return span_eq(mech, SPAN("PLAIN")) || span_eq(mech, SPAN("APOP"));
}

/* false: the client has been shown out. */
static bool feed(struct span piece)
{
	size_t before;
	enum gate_step step;

	do {
		before = piece.len;
		step = talk.protocol->feed(&talk, &piece, &out);
		ASSERT(talk.command.len <= GATE_COMMAND_MAX);
		ASSERT(!out.full);
		buf_reset(&out);
		ASSERT(step != GATE_STEP_NEXT || piece.len < before);
		if (step == GATE_STEP_STARTTLS) {
			gate_talk_release(&talk);
			init(talk.protocol, 3);
			return true;
		}
		if (step == GATE_STEP_CANCEL)
			step = GATE_STEP_NEXT;
		if (step == GATE_STEP_LOGIN && !is_login(&talk)) {
			gate_sasl_release(&talk.sasl);
			gate_talk_challenge(&talk, SPAN("eA=="), &out);
			buf_reset(&out);
			step = GATE_STEP_NEXT;
		}
		if (step == GATE_STEP_LOGIN || step == GATE_STEP_ANSWER) {
			ASSERT(step == GATE_STEP_ANSWER ||
			       gate_sasl_user(&talk.sasl).len > 0);
			gate_sasl_release(&talk.sasl);
			step = talk.protocol->refuse(&talk, GATE_REFUSAL_FAILED,
						     &out);
		}
	} while (step != GATE_STEP_MORE && step != GATE_STEP_END);
	ASSERT(step == GATE_STEP_END || piece.len == 0);
	return step == GATE_STEP_MORE;
}

/* The first byte chooses TLS, the setting and the size of the pieces. */
static void run(const struct gate_protocol *protocol, struct span input)
{
	unsigned mode = (unsigned char)input.ptr[0];
	size_t piece = mode & 4 ? 1 : 4096;

	buf_init(&out, GATE_REPLY_MAX);
	init(protocol, mode & 3);
	input = span_from(input, 1);
	while (input.len && feed(span_first(input, piece)))
		input = span_from(input, piece);
	gate_talk_release(&talk);
	buf_release(&out);
}

int gate_client_says(const struct gate_protocol *protocol, const uint8_t *data,
		     size_t size)
{
	if (size)
		run(protocol, span_make((const char *)data, size));
	return 0;
}
