/* SPDX-License-Identifier: MIT */
/* Every transcript runs twice: whole, and one byte at a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gate/gate_protocol.h"

/* Bits of the config_mech table. */
enum {
	PLAIN_AND_LOGIN = 1 << 0 | 1 << 1,
	CRAM_MD5 = 1 << 2,
};

#define PRIVACY                                                                \
	"-ERR [AUTH] Passwords are taken under TLS only; begin it with "       \
	"STLS.\r\n"

static struct gate_policy policy_of(bool plaintext, uint32_t mechanisms)
{
	return (struct gate_policy){
		.plaintext_login = plaintext,
		.mechanisms = mechanisms,
		.bad_commands_max = 3,
		.hostname = "mail.example.org",
	};
}

struct expected {
	enum gate_step step;
	const char *out;
	struct span message;
};

static enum gate_step feed_all(struct gate_talk *talk, struct span input,
			       struct buf *out)
{
	enum gate_step step;

	do
		step = gate_pop3.feed(talk, &input, out);
	while (step == GATE_STEP_NEXT || step == GATE_STEP_CANCEL);
	return step;
}

static void run(const struct gate_policy *policy, unsigned security,
		struct span input, const struct expected *expected)
{
	for (int bytes = 0; bytes < 2; bytes++) {
		enum gate_step step = GATE_STEP_MORE;
		struct gate_talk talk;
		struct buf out;

		buf_init(&out, GATE_REPLY_MAX);
		gate_talk_init(&talk, &gate_pop3, policy, security);
		talk.nonce = "1234";
		for (size_t i = 0; i < input.len && step == GATE_STEP_MORE;
		     i += bytes ? 1 : input.len)
			step = feed_all(&talk,
					bytes ? span_make(input.ptr + i, 1)
					      : input,
					&out);
		assert_int_equal(step, expected->step);
		assert_string_equal(buf_str(&out), expected->out);
		assert_int_equal(talk.sasl.message.len, expected->message.len);
		if (expected->message.len)
			assert_memory_equal(talk.sasl.message.ptr,
					    expected->message.ptr,
					    expected->message.len);
		gate_talk_release(&talk);
		buf_release(&out);
	}
}

#define RUN(policy, security, input, ...)                                      \
	run(policy, security, SPAN(input),                                     \
	    &(struct expected){ .step = __VA_ARGS__ })

static void test_gate_pop3__pass_follows_user(void **state)
{
	struct gate_policy open = policy_of(true, PLAIN_AND_LOGIN);

	(void)state;
	RUN(&open, GATE_CLEAR, "USER ann\r\npass  a b \r\n", GATE_STEP_LOGIN,
	    "+OK And the password?\r\n", SPAN("\0ann\0 a b "));
	RUN(&open, GATE_CLEAR, "PASS x\r\n", GATE_STEP_MORE,
	    "-ERR USER comes first.\r\n");
	RUN(&open, GATE_CLEAR, "USER\nUSER \xff\n", GATE_STEP_MORE,
	    "-ERR USER wants a name.\r\n-ERR USER wants a name.\r\n");
	RUN(&open, GATE_CLEAR, "USER a\nPASS \xff\n", GATE_STEP_MORE,
	    "+OK And the password?\r\n-ERR PASS wants a password.\r\n");
}

static void test_gate_pop3__passwords_need_tls(void **state)
{
	struct gate_policy strict = policy_of(false, PLAIN_AND_LOGIN);

	(void)state;
	RUN(&strict, GATE_CLEAR, "USER ann\r\nAUTH PLAIN AGEAYg==\r\n",
	    GATE_STEP_MORE, PRIVACY PRIVACY);
	RUN(&strict, GATE_SECURED, "AUTH PLAIN AGEAYg==\r\n", GATE_STEP_LOGIN,
	    "", SPAN("\0a\0b"));
	RUN(&strict, GATE_CLEAR, "STLS\r\n", GATE_STEP_STARTTLS,
	    "+OK Begin the TLS handshake now.\r\n");
	RUN(&strict, GATE_SECURED, "STLS\r\n", GATE_STEP_MORE,
	    "-ERR TLS is in use already.\r\n");
}

static void test_gate_pop3__capabilities_are_what_can_be_used(void **state)
{
	struct gate_policy strict =
		policy_of(false, PLAIN_AND_LOGIN | CRAM_MD5);
	struct gate_policy none = policy_of(false, 0);

#define COMMON                                                                 \
	"+OK\r\nCAPA\r\nTOP\r\nUIDL\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\n"       \
	"PIPELINING\r\nEXPIRE "
#define MORE "UTF8 USER\r\nLANG\r\nIMPLEMENTATION Fumikura\r\n"
	(void)state;
	RUN(&strict, GATE_CLEAR, "CAPA\r\n", GATE_STEP_MORE,
	    COMMON "NEVER\r\n" MORE "STLS\r\nSASL CRAM-MD5\r\n.\r\n");
	RUN(&strict, GATE_SECURED, "CAPA\r\n", GATE_STEP_MORE,
	    COMMON "NEVER\r\n" MORE
		   "USER\r\nSASL PLAIN LOGIN CRAM-MD5\r\n.\r\n");
	none.pop3_expire_days = 7;
	none.pop3_login_delay = 60;
	RUN(&none, GATE_SECURED, "CAPA\r\n", GATE_STEP_MORE,
	    COMMON "7\r\nLOGIN-DELAY 60\r\n" MORE ".\r\n");
}

static void test_gate_pop3__apop_takes_the_greetings_timestamp(void **state)
{
	struct gate_policy with = policy_of(false, 0);
	struct gate_policy without = policy_of(true, PLAIN_AND_LOGIN);
	struct gate_talk talk;
	struct buf out;

	(void)state;
	for (uint32_t i = 0; config_mech_at(i); i++)
		if (span_eq(span_of(config_mech_at(i)->name), SPAN("APOP")))
			with.mechanisms |= 1u << i;
	buf_init(&out, GATE_REPLY_MAX);
	gate_talk_init(&talk, &gate_pop3, &with, GATE_CLEAR);
	talk.nonce = "1234";
	gate_pop3.greet(&talk, &out);
	assert_string_equal(buf_str(&out), "+OK Fumikura ready. "
					   "<1234@mail.example.org>\r\n");
	gate_talk_release(&talk);
	buf_release(&out);
	RUN(&with, GATE_CLEAR, "APOP ann 000102030405060708090A0b0c0D0e0f\r\n",
	    GATE_STEP_LOGIN, "",
	    SPAN("<1234@mail.example.org>\0ann\0"
		 "\x00\x01\x02\x03\x04\x05\x06\x07"
		 "\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"));
	RUN(&with, GATE_CLEAR, "APOP ann 00\r\nAPOP ann\r\n", GATE_STEP_MORE,
	    "-ERR APOP wants a name and a digest.\r\n"
	    "-ERR APOP wants a name and a digest.\r\n");
	RUN(&with, GATE_CLEAR, "AUTH APOP\r\n", GATE_STEP_MORE,
	    "-ERR There is no such mechanism.\r\n");
	RUN(&without, GATE_CLEAR,
	    "APOP ann 000102030405060708090A0b0c0D0e0f\r\n", GATE_STEP_MORE,
	    "-ERR APOP is not offered.\r\n");
}

static void test_gate_pop3__auth_in_all_forms(void **state)
{
	struct gate_policy open = policy_of(true, PLAIN_AND_LOGIN | CRAM_MD5);

	(void)state;
	RUN(&open, GATE_CLEAR, "AUTH\r\n", GATE_STEP_MORE,
	    "+OK Mechanisms:\r\nPLAIN\r\nLOGIN\r\nCRAM-MD5\r\n.\r\n");
	RUN(&open, GATE_CLEAR, "auth plain\r\nAGEAYg==\r\n", GATE_STEP_LOGIN,
	    "+ \r\n", SPAN("\0a\0b"));
	RUN(&open, GATE_CLEAR, "AUTH LOGIN\r\nYQ==\r\nYg==\r\n",
	    GATE_STEP_LOGIN, "+ VXNlcm5hbWU6\r\n+ UGFzc3dvcmQ6\r\n",
	    SPAN("\0a\0b"));
	RUN(&open, GATE_CLEAR, "AUTH PLAIN\r\n*\r\n", GATE_STEP_MORE,
	    "+ \r\n-ERR AUTH was cancelled.\r\n");
	RUN(&open, GATE_CLEAR, "AUTH PLAIN =\r\n", GATE_STEP_MORE,
	    "-ERR Malformed authentication response.\r\n");
	RUN(&open, GATE_CLEAR, "AUTH CRAM-MD5\r\n", GATE_STEP_LOGIN, "");
}

static void test_gate_pop3__ends_after_bad_commands_and_long_lines(void **state)
{
	struct gate_policy open = policy_of(true, PLAIN_AND_LOGIN);
	static char line[GATE_LINE_MAX + 2];

#define UNKNOWN                                                                \
	"-ERR Unknown command, or one for which you must log in first.\r\n"
	(void)state;
	RUN(&open, GATE_CLEAR, "STAT\r\n\r\nLIST\r\nCAPA\r\n", GATE_STEP_END,
	    UNKNOWN UNKNOWN UNKNOWN);
	RUN(&open, GATE_CLEAR, "QUIT x\r\nquit\r\n", GATE_STEP_END,
	    "-ERR There are too many arguments.\r\n+OK Bye.\r\n");
	memset(line, 'x', sizeof(line));
	run(&open, GATE_CLEAR, span_make(line, sizeof(line)),
	    &(struct expected){ .step = GATE_STEP_END,
				.out = "-ERR Line too long.\r\n" });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gate_pop3__pass_follows_user),
		cmocka_unit_test(test_gate_pop3__passwords_need_tls),
		cmocka_unit_test(
			test_gate_pop3__capabilities_are_what_can_be_used),
		cmocka_unit_test(
			test_gate_pop3__apop_takes_the_greetings_timestamp),
		cmocka_unit_test(test_gate_pop3__auth_in_all_forms),
		cmocka_unit_test(
			test_gate_pop3__ends_after_bad_commands_and_long_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
