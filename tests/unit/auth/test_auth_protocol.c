/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/auth_protocol.h"

static struct auth_protocol p;
static struct auth_rules rules = { .hostname = "mail.example",
				   .plaintext_networks = "192.0.2.0/24" };

static void begin(enum auth_peer peer)
{
	assert_true(config_mech_list(SPAN("PLAIN LOGIN"), &rules.mechanisms));
	auth_protocol_init(&p, peer, &rules, 7, 42);
	buf_reset(&p.out);
}

static enum auth_step send_line(const char *line, struct auth_request **out)
{
	struct err err;

	buf_reset(&p.out);
	*out = NULL;
	return auth_protocol_line(&p, span_of(line), out, &err);
}

static void expect_bad(const char *line)
{
	struct auth_request *r;

	if (send_line(line, &r) != AUTH_STEP_BAD)
		fail_msg("taken: %s", line);
}

static void expect_said(const char *line, const char *answer)
{
	struct auth_request *r;

	assert_int_equal(send_line(line, &r), AUTH_STEP_DONE);
	assert_string_equal(buf_str(&p.out), answer);
}

static struct auth_request *expect_login(const char *line)
{
	struct auth_request *r;

	assert_int_equal(send_line(line, &r), AUTH_STEP_ASK);
	assert_non_null(r);
	assert_int_equal(r->want, AUTH_MECH_CHECK);
	return r;
}

static void greet(enum auth_peer peer)
{
	begin(peer);
	expect_said("VERSION\t1\t2", "");
	expect_said("CPID\t99", "");
}

/* Only gate vouches for the timestamp: over SMTP a digest could be replayed. */
static void test_auth_protocol__apop_is_for_gates_alone(void **state)
{
	static const char login[] = "AUTH\t1\tAPOP\tservice=smtp\tsecured\t"
				    "resp=PHg+AGEAMDEyMzQ1Njc4OWFiY2RlZg==";
	struct auth_request *r;

	(void)state;
	begin(AUTH_PEER_MTA);
	for (int gate = 0; gate < 2; gate++) {
		auth_protocol_release(&p);
		assert_true(config_mech_list(SPAN("PLAIN APOP"),
					     &rules.mechanisms));
		auth_protocol_init(&p, gate ? AUTH_PEER_GATE : AUTH_PEER_MTA,
				   &rules, 7, 42);
		assert_true(strstr(buf_str(&p.out), "MECH\tPLAIN"));
		assert_int_equal(!!strstr(buf_str(&p.out), "APOP"), gate);
		expect_said("VERSION\t1\t2", "");
		if (gate) {
			assert_int_equal(send_line(login, &r), AUTH_STEP_ASK);
			assert_string_equal(r->exchange.challenge, "<x>");
		} else {
			expect_said(login,
				    "FAIL\t1\treason=Unsupported mechanism\n");
		}
	}
	auth_protocol_release(&p);
}

/* AGEAYg== is \0a\0b. */

static void test_auth_protocol__the_greeting_has_mech_before_spid(void **state)
{
	char expected[256];

	(void)state;
	begin(AUTH_PEER_MTA);
	auth_protocol_release(&p);
	auth_protocol_init(&p, AUTH_PEER_MTA, &rules, 7, 42);
	snprintf(
		expected, sizeof(expected),
		"VERSION\t1\t2\nMECH\tPLAIN\tplaintext\n"
		"MECH\tLOGIN\tplaintext\nSPID\t42\nCUID\t7\nCOOKIE\t%s\nDONE\n",
		p.cookie);
	assert_int_equal(strlen(p.cookie), 32);
	assert_string_equal(buf_str(&p.out), expected);
	auth_protocol_release(&p);
}

static void test_auth_protocol__plain_with_its_response_is_checked(void **state)
{
	struct auth_request *r;

	(void)state;
	greet(AUTH_PEER_MTA);
	r = expect_login("AUTH\t1\tPLAIN\tservice=smtp\tnologin\tlip=127.0.0.1"
			 "\trip=192.0.2.1\tsecured\tresp=AEFAWC5vcmcAYg==");
	assert_string_equal(r->exchange.user, "A@X.org");
	assert_string_equal(r->user, "a@x.org");
	assert_string_equal(r->exchange.password, "b");
	assert_null(r->exchange.authorize);
	assert_string_equal(r->service, "smtp");
	assert_string_equal(r->remote_ip, "192.0.2.1");
	assert_true(r->nologin);
	auth_protocol_ok(&p, r);
	assert_string_equal(buf_str(&p.out), "OK\t1\tuser=a@x.org\n");
	assert_int_equal(p.request_count, 0);
	auth_protocol_release(&p);
}

static void test_auth_protocol__plain_without_it_is_asked(void **state)
{
	struct auth_request *r;

	(void)state;
	greet(AUTH_PEER_MTA);
	expect_said("AUTH\t5\tplain\tservice=smtp", "CONT\t5\t\n");
	r = expect_login("CONT\t5\teABhAGI=");
	assert_string_equal(r->exchange.authorize, "x");
	assert_true(auth_protocol_fail(&p, r, AUTH_FAILURE_AUTHORIZE));
	assert_string_equal(buf_str(&p.out),
			    "FAIL\t5\tuser=a\tcode=authz_fail\n");
	auth_protocol_release(&p);
}

static void test_auth_protocol__login_asks_for_name_and_password(void **state)
{
	struct auth_request *r;

	(void)state;
	greet(AUTH_PEER_MTA);
	expect_said("AUTH\t1\tLOGIN\tservice=smtp", "CONT\t1\tVXNlcm5hbWU6\n");
	expect_said("CONT\t1\tYQ==", "CONT\t1\tUGFzc3dvcmQ6\n");
	r = expect_login("CONT\t1\tYg==");
	assert_string_equal(r->exchange.user, "a");
	assert_string_equal(r->exchange.password, "b");
	expect_said("AUTH\t2\tLOGIN\tservice=smtp\tresp=YQ==",
		    "CONT\t2\tUGFzc3dvcmQ6\n");
	expect_login("CONT\t2\tYg==");
	expect_said("AUTH\t3\tLOGIN\tservice=smtp\tresp=",
		    "CONT\t3\tVXNlcm5hbWU6\n");
	auth_protocol_release(&p);
}

/* Exim writes resp= whether its client sent one or not. */
static void test_auth_protocol__resp_without_a_value_is_none(void **state)
{
	struct auth_request *r;

	(void)state;
	greet(AUTH_PEER_MTA);
	expect_said("AUTH\t1\tPLAIN\tservice=smtp\tresp=", "CONT\t1\t\n");
	r = expect_login("CONT\t1\tAGEAYg==");
	assert_string_equal(r->exchange.user, "a");
	auth_protocol_release(&p);
}

static void test_auth_protocol__malformed_responses_fail(void **state)
{
	static const char bad64[] =
		"FAIL\t1\treason=Invalid base64 data\tcode=invalid_base64\n";
	static const char bad[] = "FAIL\t1\treason=Malformed SASL response\n";

	(void)state;
	greet(AUTH_PEER_MTA);
	expect_said("AUTH\t1\tPLAIN\tresp=!", bad64);
	expect_said("AUTH\t1\tPLAIN\tresp=YQ", bad64);
	expect_said("AUTH\t1\tPLAIN\tresp=YQ==", bad);     /* a */
	expect_said("AUTH\t1\tPLAIN\tresp=AGE=", bad);     /* \0a */
	expect_said("AUTH\t1\tPLAIN\tresp=AGEA", bad);     /* \0a\0 */
	expect_said("AUTH\t1\tPLAIN\tresp=AABi", bad);     /* \0\0b */
	expect_said("AUTH\t1\tPLAIN\tresp=AGEAYgA=", bad); /* \0a\0b\0 */
	expect_said("AUTH\t1\tPLAIN\tresp==", bad);
	expect_said("AUTH\t1\tCRAM-MD5\tservice=smtp",
		    "FAIL\t1\treason=Unsupported mechanism\n");
	assert_int_equal(p.request_count, 0);
	auth_protocol_release(&p);
}

static void test_auth_protocol__what_breaks_the_protocol_is_bad(void **state)
{
	static const char *const lines[] = {
		"",
		"AUTH",
		"AUTH\tx\tPLAIN",
		"AUTH\t-1\tPLAIN",
		"AUTH\t4294967296\tPLAIN",
		"AUTH\t1",
		"VERSION\t2\t0",
		"EXIT\t1",
		"AUTH\t1\tPLAIN\tresp=AGEAYg==\tservice=smtp",
		"CONT\t1\tYQ==\tx",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		greet(AUTH_PEER_GATE);
		expect_bad(lines[i]);
		auth_protocol_release(&p);
	}
	begin(AUTH_PEER_MTA);
	expect_bad("AUTH\t1\tPLAIN");
	auth_protocol_release(&p);
}

static void test_auth_protocol__an_id_in_use_is_bad(void **state)
{
	(void)state;
	greet(AUTH_PEER_MTA);
	expect_login("AUTH\t1\tPLAIN\tresp=AGEAYg==");
	expect_bad("AUTH\t1\tPLAIN\tresp=AGEAYg==");
	expect_bad("CONT\t1\tYQ==");
	expect_said("CONT\t2\tYQ==", "");
	auth_protocol_release(&p);
}

static void test_auth_protocol__cancel_silences_but_still_counts(void **state)
{
	struct auth_request *r, *again;

	(void)state;
	greet(AUTH_PEER_MTA);
	r = expect_login("AUTH\t1\tPLAIN\tresp=AGEAYg==");
	expect_said("CANCEL\t1", "");
	assert_int_equal(p.request_count, 1);
	again = expect_login("AUTH\t1\tPLAIN\tresp=AGEAYg==");
	assert_ptr_equal(auth_protocol_find(&p, r->serial), r);
	assert_true(auth_protocol_fail(&p, r, AUTH_FAILURE_TEMP));
	assert_string_equal(buf_str(&p.out), "");
	auth_protocol_ok(&p, again);
	assert_string_equal(buf_str(&p.out), "OK\t1\tuser=a\n");
	expect_said("AUTH\t2\tPLAIN", "CONT\t2\t\n");
	expect_said("CANCEL\t2", "");
	assert_int_equal(p.request_count, 0);
	auth_protocol_release(&p);
}

static void test_auth_protocol__temporary_trouble_closes_on_an_mta(void **state)
{
	struct auth_request *r;

	(void)state;
	greet(AUTH_PEER_MTA);
	r = expect_login("AUTH\t1\tPLAIN\tresp=AGEAYg==");
	assert_false(auth_protocol_fail(&p, r, AUTH_FAILURE_TEMP));
	assert_string_equal(buf_str(&p.out), "");
	auth_protocol_release(&p);
	greet(AUTH_PEER_GATE);
	r = expect_login("AUTH\t1\tPLAIN\tresp=AGEAYg==");
	assert_true(auth_protocol_fail(&p, r, AUTH_FAILURE_TEMP));
	assert_string_equal(buf_str(&p.out),
			    "FAIL\t1\tuser=a\tcode=temp_fail\n");
	auth_protocol_release(&p);
}

static void test_auth_protocol__requests_are_bounded(void **state)
{
	enum auth_step step = AUTH_STEP_DONE;
	struct auth_request *r;
	char line[64];
	unsigned n;

	(void)state;
	greet(AUTH_PEER_MTA);
	for (n = 1; step != AUTH_STEP_BAD && n < 100000; n++) {
		snprintf(line, sizeof(line), "AUTH\t%u\tPLAIN", n);
		step = send_line(line, &r);
	}
	assert_int_equal(n, 34);
	auth_protocol_release(&p);
	greet(AUTH_PEER_GATE);
	for (n = 1; n <= 4096; n++) {
		snprintf(line, sizeof(line), "AUTH\t%u\tPLAIN", n);
		assert_int_equal(send_line(line, &r), AUTH_STEP_DONE);
	}
	expect_said("AUTH\t9999\tPLAIN", "FAIL\t9999\tcode=temp_fail\n");
	auth_protocol_release(&p);
}

static void test_auth_protocol__a_name_cannot_forge_a_line(void **state)
{
	struct auth_request *r;

	(void)state;
	greet(AUTH_PEER_GATE);
	/* \0 a LF OK TAB b \0 c */
	r = expect_login("AUTH\t1\tPLAIN\tresp=AGEKT0sJYgBj");
	assert_true(auth_protocol_fail(&p, r, AUTH_FAILURE_WRONG));
	assert_string_equal(buf_str(&p.out), "FAIL\t1\tuser=a\001nOK\001tb\n");
	auth_protocol_release(&p);
}

/* One that asks for what is stored, then for an answer. */
static struct auth_request *expect_secret(const char *line)
{
	struct auth_request *r;

	assert_int_equal(send_line(line, &r), AUTH_STEP_ASK);
	assert_int_equal(r->want, AUTH_MECH_SECRET);
	return r;
}

static void offer(enum auth_peer peer, struct span mechanisms)
{
	assert_true(config_mech_list(mechanisms, &rules.mechanisms));
	auth_protocol_init(&p, peer, &rules, 7, 42);
	expect_said("VERSION\t1\t2", "");
}

static void test_auth_protocol__a_judge_may_ask_on(void **state)
{
	struct auth_request *r;

	(void)state;
	offer(AUTH_PEER_MTA, SPAN("SCRAM-SHA-1"));
	/* n,,n=a,r=x */
	r = expect_secret("AUTH\t1\tSCRAM-SHA-1\tresp=biwsbj1hLHI9eA==");
	assert_string_equal(r->user, "a");
	buf_reset(&p.out);
	assert_int_equal(
		auth_protocol_resume(&p, r, AUTH_MECH_CHALLENGE, SPAN("r=xy")),
		AUTH_STEP_DONE);
	assert_string_equal(buf_str(&p.out), "CONT\t1\tcj14eQ==\n");
	/* an answer that is none */
	expect_said("CONT\t1\t", "FAIL\t1\treason=Malformed SASL response\n");
	auth_protocol_release(&p);
}

/* Postfix and Exim have no place for data in OK: the client must answer them
 * first. */
static void test_auth_protocol__final_data_come_before_ok_or_in_it(void **state)
{
	struct auth_request *r;

	(void)state;
	offer(AUTH_PEER_MTA, SPAN("SCRAM-SHA-1"));
	r = expect_secret("AUTH\t1\tSCRAM-SHA-1\tresp=biwsbj1hLHI9eA==");
	assert_int_equal(
		auth_protocol_resume(&p, r, AUTH_MECH_PROVEN, SPAN("v=1")),
		AUTH_STEP_ASK);
	assert_int_equal(r->want, AUTH_MECH_PROVEN);
	buf_reset(&p.out);
	auth_protocol_ok(&p, r);
	assert_string_equal(buf_str(&p.out), "CONT\t1\tdj0x\n");
	expect_said("CONT\t1\t", "OK\t1\tuser=a\n");
	r = expect_secret("AUTH\t2\tSCRAM-SHA-1\tfinal-resp-ok\t"
			  "resp=biwsbj1hLHI9eA==");
	assert_int_equal(
		auth_protocol_resume(&p, r, AUTH_MECH_PROVEN, SPAN("v=1")),
		AUTH_STEP_ASK);
	buf_reset(&p.out);
	auth_protocol_ok(&p, r);
	assert_string_equal(buf_str(&p.out), "OK\t2\tuser=a\tresp=dj0x\n");
	auth_protocol_release(&p);
}

static void test_auth_protocol__plaintext_needs_tls_or_a_network(void **state)
{
	static const char *const allowed[] = {
		"secured", "secured=tls",    "rip=127.0.0.1",
		"rip=::1", "rip=192.0.2.77", "nologin",
	};
	char line[128];

	(void)state;
	greet(AUTH_PEER_MTA);
	expect_said("AUTH\t1\tPLAIN\trip=198.51.100.1\tresp=AGEAYg==",
		    "FAIL\t1\treason=Passwords are taken under TLS only\n");
	for (unsigned i = 0; i < ARRAY_LEN(allowed); i++) {
		snprintf(line, sizeof(line),
			 "AUTH\t%u\tPLAIN\t%s\tresp=AGEAYg==", i + 2,
			 allowed[i]);
		expect_login(line);
	}
	auth_protocol_release(&p);
}

static void test_auth_protocol__only_gates_tell_of_tls(void **state)
{
	static const char line[] = "AUTH\t1\tEXTERNAL\tcert_username=a@b.c\t"
				   "resp==";
	struct auth_request *r;

	(void)state;
	offer(AUTH_PEER_MTA, SPAN("EXTERNAL"));
	expect_said(line, "FAIL\t1\treason=Unsupported mechanism\n");
	auth_protocol_release(&p);
	offer(AUTH_PEER_GATE, SPAN("EXTERNAL"));
	assert_int_equal(send_line(line, &r), AUTH_STEP_ASK);
	assert_int_equal(r->want, AUTH_MECH_PROVEN);
	assert_string_equal(r->user, "a@b.c");
	assert_int_equal(send_line("AUTH\t2\tEXTERNAL\tresp==", &r),
			 AUTH_STEP_WRONG);
	auth_protocol_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_auth_protocol__the_greeting_has_mech_before_spid),
		cmocka_unit_test(test_auth_protocol__apop_is_for_gates_alone),
		cmocka_unit_test(
			test_auth_protocol__plain_with_its_response_is_checked),
		cmocka_unit_test(test_auth_protocol__plain_without_it_is_asked),
		cmocka_unit_test(
			test_auth_protocol__login_asks_for_name_and_password),
		cmocka_unit_test(
			test_auth_protocol__resp_without_a_value_is_none),
		cmocka_unit_test(test_auth_protocol__malformed_responses_fail),
		cmocka_unit_test(
			test_auth_protocol__what_breaks_the_protocol_is_bad),
		cmocka_unit_test(test_auth_protocol__an_id_in_use_is_bad),
		cmocka_unit_test(
			test_auth_protocol__cancel_silences_but_still_counts),
		cmocka_unit_test(
			test_auth_protocol__temporary_trouble_closes_on_an_mta),
		cmocka_unit_test(test_auth_protocol__requests_are_bounded),
		cmocka_unit_test(
			test_auth_protocol__a_name_cannot_forge_a_line),
		cmocka_unit_test(test_auth_protocol__a_judge_may_ask_on),
		cmocka_unit_test(
			test_auth_protocol__final_data_come_before_ok_or_in_it),
		cmocka_unit_test(
			test_auth_protocol__plaintext_needs_tls_or_a_network),
		cmocka_unit_test(test_auth_protocol__only_gates_tell_of_tls),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
