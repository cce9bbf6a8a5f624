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
	SCRAM_SHA_256 = 1 << 6,
	SCRAM_SHA_256_PLUS = 1 << 7,
	EXTERNAL = 1 << 8,
};

static const struct gate_policy strict = { .mechanisms = PLAIN_AND_LOGIN,
					   .bad_commands_max = 3 };
static const struct gate_policy lenient = { .plaintext_login = true,
					    .mechanisms = PLAIN_AND_LOGIN,
					    .bad_commands_max = 3 };
static const struct gate_policy rich = {
	.mechanisms =
		PLAIN_AND_LOGIN | SCRAM_SHA_256 | SCRAM_SHA_256_PLUS | EXTERNAL,
	.bad_commands_max = 3,
};

struct outcome {
	struct gate_talk talk;
	struct buf out;
	enum gate_step step;
	struct span rest;
};

static enum gate_step feed_all(struct outcome *o, struct span input)
{
	do
		o->step = gate_imap.feed(&o->talk, &input, &o->out);
	while (o->step == GATE_STEP_NEXT || o->step == GATE_STEP_CANCEL);
	o->rest = input;
	return o->step;
}

static void feed_bytes(struct outcome *o, struct span input)
{
	for (size_t i = 0; i < input.len; i++) {
		feed_all(o, span_make(input.ptr + i, 1));
		o->rest = span_from(input, i + 1);
		if (o->step != GATE_STEP_MORE)
			return;
	}
}

static void release(struct outcome *o)
{
	gate_talk_release(&o->talk);
	buf_release(&o->out);
}

struct expected {
	enum gate_step step;
	const char *out;
	struct span message;
	const char *rest;
};

static void run(const struct gate_policy *policy, unsigned security,
		struct span input, const struct expected *expected)
{
	for (int bytes = 0; bytes < 2; bytes++) {
		struct outcome o = { .step = GATE_STEP_MORE };

		buf_init(&o.out, GATE_REPLY_MAX);
		gate_talk_init(&o.talk, &gate_imap, policy, security);
		if (bytes)
			feed_bytes(&o, input);
		else
			feed_all(&o, input);
		assert_int_equal(o.step, expected->step);
		assert_string_equal(buf_str(&o.out), expected->out);
		assert_int_equal(o.talk.sasl.message.len,
				 expected->message.len);
		if (expected->message.len)
			assert_memory_equal(o.talk.sasl.message.ptr,
					    expected->message.ptr,
					    expected->message.len);
		if (expected->rest)
			assert_int_equal(o.rest.len,
					 span_of(expected->rest).len);
		release(&o);
	}
}

#define RUN(policy, security, input, ...)                                      \
	run(policy, security, SPAN(input),                                     \
	    &(struct expected){ .step = __VA_ARGS__ })

static const struct span message = { "\0al ice\0s\"cret", 14 };

static void test_gate_imap__login_takes_atoms_quoted_and_literals(void **state)
{
	(void)state;
	RUN(&strict, GATE_SECURED,
	    "a LOGIN \"al ice\" \"s\\\"cret\"\r\nb NOOP\r\n", GATE_STEP_LOGIN,
	    .out = "", .message = message, .rest = "b NOOP\r\n");
	RUN(&strict, GATE_SECURED, "a login {6}\r\nal ice {6}\r\ns\"cret\r\n",
	    GATE_STEP_LOGIN, .out = "+ OK\r\n+ OK\r\n", .message = message);
	RUN(&strict, GATE_SECURED, "a LOGIN {6+}\r\nal ice {6+}\r\ns\"cret\r\n",
	    GATE_STEP_LOGIN, .out = "", .message = message);
	RUN(&lenient, GATE_CLEAR, "a LOGIN al ice\r\n", GATE_STEP_LOGIN,
	    .out = "", .message = { "\0al\0ice", 7 });
}

static void test_gate_imap__password_needs_tls(void **state)
{
	static const char no[] =
		"a NO [PRIVACYREQUIRED] Passwords are taken under TLS only; "
		"begin it with STARTTLS.\r\n";

	(void)state;
	RUN(&strict, GATE_CLEAR, "a LOGIN al ice\r\n", GATE_STEP_MORE,
	    .out = no);
	/* refused before the literal comes */
	RUN(&strict, GATE_CLEAR, "a LOGIN {2}\r\n", GATE_STEP_MORE, .out = no);
	RUN(&strict, GATE_CLEAR, "a LOGIN {2+}\r\nal x\r\n", GATE_STEP_MORE,
	    .out = no);
	RUN(&strict, GATE_CLEAR, "a AUTHENTICATE PLAIN\r\n", GATE_STEP_MORE,
	    .out = no);
}

static void test_gate_imap__authenticate_plain_and_login(void **state)
{
	(void)state;
	RUN(&strict, GATE_SECURED, "a AUTHENTICATE PLAIN AGFsAGljZQ==\r\nx",
	    GATE_STEP_LOGIN, .out = "", .message = { "\0al\0ice", 7 },
	    .rest = "x");
	RUN(&strict, GATE_SECURED, "a authenticate plain\r\nAGFsAGljZQ==\r\n",
	    GATE_STEP_LOGIN, .out = "+ \r\n", .message = { "\0al\0ice", 7 });
	RUN(&strict, GATE_SECURED, "a AUTHENTICATE LOGIN\r\nYWw=\r\naWNl\r\n",
	    GATE_STEP_LOGIN, .out = "+ VXNlcm5hbWU6\r\n+ UGFzc3dvcmQ6\r\n",
	    .message = { "\0al\0ice", 7 });
	RUN(&strict, GATE_SECURED, "a AUTHENTICATE LOGIN YWw=\r\naWNl\r\n",
	    GATE_STEP_LOGIN, .out = "+ UGFzc3dvcmQ6\r\n",
	    .message = { "\0al\0ice", 7 });
}

static void test_gate_imap__authenticate_is_cancelled_or_malformed(void **state)
{
	(void)state;
	RUN(&strict, GATE_SECURED, "a AUTHENTICATE PLAIN\r\n*\r\nb NOOP\r\n",
	    GATE_STEP_MORE,
	    .out = "+ \r\na BAD AUTHENTICATE was cancelled.\r\n"
		   "b OK Nothing done.\r\n");
	RUN(&strict, GATE_SECURED, "a AUTHENTICATE PLAIN =\r\n", GATE_STEP_MORE,
	    .out = "a BAD Malformed authentication response.\r\n");
	RUN(&strict, GATE_SECURED, "a AUTHENTICATE PLAIN !!!\r\n",
	    GATE_STEP_MORE,
	    .out = "a BAD Malformed authentication response.\r\n");
	RUN(&strict, GATE_SECURED, "a AUTHENTICATE KERBEROS\r\n",
	    GATE_STEP_MORE, .out = "a NO There is no such mechanism.\r\n");
}

/* RFC 3501 6.2.1, and the injection of CVE-2011-0411: the caller gets what
 * was pipelined back, untouched, to throw it away. */
static void test_gate_imap__starttls_runs_nothing_behind_it(void **state)
{
	(void)state;
	RUN(&strict, GATE_CLEAR, "a STARTTLS\r\nb NOOP\r\n", GATE_STEP_STARTTLS,
	    .out = "a OK Begin the TLS handshake now.\r\n",
	    .rest = "b NOOP\r\n");
	RUN(&strict, GATE_SECURED, "a STARTTLS\r\n", GATE_STEP_MORE,
	    .out = "a BAD TLS is in use already.\r\n");
}

static void test_gate_imap__capabilities_follow_tls_and_policy(void **state)
{
	(void)state;
	RUN(&strict, GATE_CLEAR, "a CAPABILITY\r\n", GATE_STEP_MORE,
	    .out = "* CAPABILITY IMAP4rev1 IMAP4rev2 LITERAL+ SASL-IR ID "
		   "ENABLE IDLE "
		   "NAMESPACE "
		   "STARTTLS LOGINDISABLED\r\na OK Capabilities listed.\r\n");
	RUN(&lenient, GATE_CLEAR, "a CAPABILITY\n", GATE_STEP_MORE,
	    .out = "* CAPABILITY IMAP4rev1 IMAP4rev2 LITERAL+ SASL-IR ID "
		   "ENABLE IDLE "
		   "NAMESPACE "
		   "STARTTLS AUTH=PLAIN AUTH=LOGIN\r\na OK Capabilities "
		   "listed.\r\n");
	RUN(&strict, GATE_SECURED, "a CAPABILITY\r\n", GATE_STEP_MORE,
	    .out = "* CAPABILITY IMAP4rev1 IMAP4rev2 LITERAL+ SASL-IR ID "
		   "ENABLE IDLE "
		   "NAMESPACE "
		   "AUTH=PLAIN AUTH=LOGIN\r\na OK Capabilities listed.\r\n");
}

static void expect_mechs(const struct gate_policy *policy, unsigned security,
			 const char *expected)
{
	struct outcome o = { .step = GATE_STEP_MORE };

	buf_init(&o.out, GATE_REPLY_MAX);
	gate_talk_init(&o.talk, &gate_imap, policy, security);
	feed_all(&o, SPAN("a CAPABILITY\r\n"));
	assert_non_null(strstr(buf_str(&o.out), expected));
	release(&o);
}

static void test_gate_imap__only_what_can_work_is_offered(void **state)
{
	(void)state;
	expect_mechs(&rich, GATE_CLEAR,
		     "STARTTLS AUTH=SCRAM-SHA-256 LOGINDISABLED\r\n");
	expect_mechs(&rich, GATE_INSIDE,
		     "STARTTLS AUTH=PLAIN AUTH=LOGIN AUTH=SCRAM-SHA-256\r\n");
	expect_mechs(&rich, GATE_SECURED | GATE_BINDABLE,
		     "NAMESPACE AUTH=PLAIN AUTH=LOGIN AUTH=SCRAM-SHA-256 "
		     "AUTH=SCRAM-SHA-256-PLUS\r\n");
	expect_mechs(&rich, GATE_SECURED | GATE_CERTIFIED,
		     "NAMESPACE AUTH=PLAIN AUTH=LOGIN AUTH=SCRAM-SHA-256 "
		     "AUTH=EXTERNAL\r\n");
	RUN(&rich, GATE_CLEAR, "a AUTHENTICATE SCRAM-SHA-256-PLUS\r\n",
	    GATE_STEP_MORE, .out = "a NO There is no such mechanism.\r\n");
	RUN(&rich, GATE_SECURED, "a AUTHENTICATE EXTERNAL =\r\n",
	    GATE_STEP_MORE, .out = "a NO There is no such mechanism.\r\n");
}

static void test_gate_imap__other_mechanisms_are_relayed(void **state)
{
	struct outcome o = { .step = GATE_STEP_MORE };

	(void)state;
	RUN(&rich, GATE_CLEAR, "a AUTHENTICATE scram-sha-256 eHk=\r\nz",
	    GATE_STEP_LOGIN, .out = "", .message = { "xy", 2 }, .rest = "z");
	buf_init(&o.out, GATE_REPLY_MAX);
	gate_talk_init(&o.talk, &gate_imap, &rich, GATE_CLEAR);
	feed_all(&o, SPAN("a AUTHENTICATE SCRAM-SHA-256\r\n"));
	assert_int_equal(o.step, GATE_STEP_LOGIN);
	assert_string_equal(o.talk.sasl.mech, "SCRAM-SHA-256");
	assert_false(o.talk.sasl.has_message);
	gate_sasl_release(&o.talk.sasl);
	gate_talk_challenge(&o.talk, SPAN("cj14"), &o.out);
	feed_all(&o, SPAN("eHk=\r\n"));
	assert_int_equal(o.step, GATE_STEP_ANSWER);
	assert_string_equal(buf_str(&o.talk.sasl.message), "xy");
	gate_sasl_release(&o.talk.sasl);
	gate_talk_challenge(&o.talk, SPAN(""), &o.out);
	feed_all(&o, SPAN("*\r\na NOOP\r\n"));
	assert_int_equal(o.step, GATE_STEP_MORE);
	assert_string_equal(buf_str(&o.out),
			    "+ cj14\r\n+ \r\n"
			    "a BAD AUTHENTICATE was cancelled.\r\n"
			    "a OK Nothing done.\r\n");
	release(&o);
}

/* RFC 2971 3.1 */
static void test_gate_imap__id_takes_nil_and_lists(void **state)
{
	static const char ok[] = "* ID (\"name\" \"Fumikura\")\r\n"
				 "a OK Pleased to meet you.\r\n";

	(void)state;
	RUN(&strict, GATE_CLEAR, "a ID NIL\r\n", GATE_STEP_MORE, .out = ok);
	RUN(&strict, GATE_CLEAR, "a ID (\"name\" \"x\" \"os\" NIL)\r\n",
	    GATE_STEP_MORE, .out = ok);
	RUN(&strict, GATE_CLEAR, "a ID ({4+}\r\nname \"x\")\r\n",
	    GATE_STEP_MORE, .out = ok);
	RUN(&strict, GATE_CLEAR, "a ID (\"name\")\r\n", GATE_STEP_MORE,
	    .out = "a BAD ID wants NIL or a list.\r\n");
}

static void test_gate_imap__bad_commands_end_the_talk(void **state)
{
	(void)state;
	RUN(&strict, GATE_CLEAR, "a SELECT INBOX\r\n\r\nGET (x)\r\nb NOOP\r\n",
	    GATE_STEP_END,
	    .out = "a BAD Unknown command, or one for which you must log in "
		   "first."
		   "\r\n* BAD Malformed command.\r\n"
		   "GET BAD Malformed command.\r\n"
		   "* BYE Too many bad commands.\r\n");
}

static void test_gate_imap__logout_says_bye(void **state)
{
	(void)state;
	RUN(&strict, GATE_CLEAR, "a LOGOUT\r\nb NOOP\r\n", GATE_STEP_END,
	    .out = "* BYE Logging out.\r\na OK Logged out.\r\n");
}

static void test_gate_imap__literals_are_bounded(void **state)
{
	(void)state;
	RUN(&strict, GATE_SECURED, "a LOGIN {1025}\r\n", GATE_STEP_MORE,
	    .out = "a NO [TOOBIG] Literal too long.\r\n");
	RUN(&strict, GATE_SECURED, "a LOGIN {1025+}\r\n", GATE_STEP_END,
	    .out = "* BYE Command line too long.\r\n");
	RUN(&strict, GATE_SECURED, "a LOGIN {99999999999}\r\n", GATE_STEP_MORE,
	    .out = "a NO [TOOBIG] Literal too long.\r\n");
	RUN(&strict, GATE_SECURED, "a LOGIN {9x}\r\n", GATE_STEP_MORE,
	    .out = "a BAD Malformed literal.\r\n");
	RUN(&strict, GATE_CLEAR, "a NOOP {3}\r\n", GATE_STEP_MORE,
	    .out = "a BAD No literal belongs here.\r\n");
}

static void test_gate_imap__lines_are_bounded(void **state)
{
	static char line[GATE_LINE_MAX + 1];
	static const struct expected too_long = {
		.step = GATE_STEP_END, .out = "* BYE Command line too long.\r\n"
	};
	static const struct expected bad = {
		.step = GATE_STEP_MORE,
		.out = "a BAD NOOP has no arguments.\r\n"
	};

	(void)state;
	memset(line, 'x', sizeof(line));
	memcpy(line, "a NOOP ", 7);
	run(&strict, GATE_CLEAR, span_make(line, sizeof(line)), &too_long);
	line[GATE_LINE_MAX - 1] = '\n';
	run(&strict, GATE_CLEAR, span_make(line, GATE_LINE_MAX), &bad);
}

static void test_gate_imap__nul_never_reaches_the_message(void **state)
{
	(void)state;
	RUN(&strict, GATE_SECURED, "a LOGIN {3+}\r\na\0b c\r\n", GATE_STEP_MORE,
	    .out = "a BAD LOGIN wants a name and a password.\r\n");
	/* "a\0b\0c\0d" */
	RUN(&strict, GATE_SECURED, "a AUTHENTICATE PLAIN YQBiAGMAZA==\r\n",
	    GATE_STEP_MORE,
	    .out = "a BAD Malformed authentication response.\r\n");
}

static void test_gate_imap__refused_logins_end_the_talk(void **state)
{
	struct outcome o = { .step = GATE_STEP_MORE };
	enum gate_step step = GATE_STEP_NEXT;

	(void)state;
	buf_init(&o.out, GATE_REPLY_MAX);
	gate_talk_init(&o.talk, &gate_imap, &strict, GATE_SECURED);
	for (int i = 0; i < GATE_REFUSALS_MAX; i++) {
		assert_int_equal(step, GATE_STEP_NEXT);
		feed_all(&o, SPAN("a LOGIN b c\r\n"));
		assert_int_equal(o.step, GATE_STEP_LOGIN);
		gate_sasl_release(&o.talk.sasl);
		step = gate_imap.refuse(&o.talk, GATE_REFUSAL_TEMP, &o.out);
	}
	assert_int_equal(step, GATE_STEP_END);
	release(&o);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_gate_imap__login_takes_atoms_quoted_and_literals),
		cmocka_unit_test(test_gate_imap__password_needs_tls),
		cmocka_unit_test(test_gate_imap__authenticate_plain_and_login),
		cmocka_unit_test(
			test_gate_imap__authenticate_is_cancelled_or_malformed),
		cmocka_unit_test(
			test_gate_imap__starttls_runs_nothing_behind_it),
		cmocka_unit_test(
			test_gate_imap__capabilities_follow_tls_and_policy),
		cmocka_unit_test(test_gate_imap__only_what_can_work_is_offered),
		cmocka_unit_test(test_gate_imap__other_mechanisms_are_relayed),
		cmocka_unit_test(test_gate_imap__id_takes_nil_and_lists),
		cmocka_unit_test(test_gate_imap__bad_commands_end_the_talk),
		cmocka_unit_test(test_gate_imap__logout_says_bye),
		cmocka_unit_test(test_gate_imap__literals_are_bounded),
		cmocka_unit_test(test_gate_imap__lines_are_bounded),
		cmocka_unit_test(test_gate_imap__nul_never_reaches_the_message),
		cmocka_unit_test(test_gate_imap__refused_logins_end_the_talk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
