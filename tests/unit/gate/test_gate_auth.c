/* SPDX-License-Identifier: MIT */
/* gate's side against a script of what auth says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <event2/event.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"
#include "gate/gate_auth.h"
#include "gate/gate_question.h"

static const char hello[] = "VERSION\t1\t2\nMECH\tPLAIN\tplaintext\nSPID\t9\n"
			    "CUID\t77\nCOOKIE\t0123456789abcdef\nDONE\n";

struct ask {
	struct gate_auth_request request;
	int calls;
	enum gate_auth_result result;
	uint32_t peer, id;
	char cookie[40];
	char user[40];
	char challenge[40];
};

struct bench {
	struct event_base *base;
	struct gate_auth *auth;
	int far;
	struct ask ask[2];
};

static void on_done(struct gate_auth_request *request,
		    const struct gate_auth_answer *answer)
{
	struct ask *ask = (void *)request; /* its first member */

	ask->calls++;
	ask->result = answer->result;
	ask->peer = answer->peer;
	ask->id = answer->request;
	snprintf(ask->cookie, sizeof(ask->cookie), "%s",
		 answer->cookie ? answer->cookie : "");
	snprintf(ask->challenge, sizeof(ask->challenge), "%.*s",
		 SPAN_ARG(answer->challenge));
	snprintf(ask->user, sizeof(ask->user), "%.*s", SPAN_ARG(answer->user));
}

static void attach(struct bench *bench)
{
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	bench->far = pair[0];
	gate_auth_attach(bench->auth, pair[1]);
}

static int set_up(void **state)
{
	struct bench *bench = x_calloc(1, sizeof(*bench));

	bench->base = event_base_new();
	bench->auth = gate_auth_new(bench->base);
	bench->ask[0].request.done = on_done;
	bench->ask[1].request.done = on_done;
	attach(bench);
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	gate_auth_free(&bench->auth);
	event_base_free(bench->base);
	close(bench->far);
	free(bench);
	return 0;
}

static void say(struct bench *bench, const char *text)
{
	assert_int_equal(send(bench->far, text, strlen(text), 0), strlen(text));
	event_base_loop(bench->base, EVLOOP_NONBLOCK);
}

static bool submit(struct bench *bench, int i)
{
	const struct gate_question question = {
		.service = "imap",
		.session = "0123456789abcdef",
		.local_ip = "127.0.0.1",
		.remote_ip = "::1",
		.secured = true,
		.mech = "PLAIN",
		.response = SPAN("\0al\0ice"),
		.certificate = "",
	};

	return gate_auth_submit(bench->auth, &bench->ask[i].request, &question);
}

static void test_gate_auth__question_is_one_line(void **state)
{
	struct bench *bench = *state;
	char got[512] = "";
	char *auth;

	say(bench, hello);
	assert_true(submit(bench, 0));
	assert_true(recv(bench->far, got, sizeof(got) - 1, 0) > 0);
	assert_memory_equal(got, "VERSION\t1\t1\nCPID\t", 17);
	auth = strstr(got, "AUTH\t");
	assert_string_equal(
		auth, "AUTH\t1\tPLAIN\tservice=imap\tsecured\t"
		      "final-resp-ok\tsession=0123456789abcdef\tlip=127.0.0.1\t"
		      "rip=::1\tresp=AGFsAGljZQ==\n");
}

static void test_gate_auth__an_empty_response_is_not_none(void **state)
{
	auto_buf struct buf line;
	struct gate_question question = {
		.service = "imap",
		.session = "",
		.local_ip = "",
		.remote_ip = "",
		.mech = "EXTERNAL",
		.response = SPAN(""),
		.certificate = "",
	};

	(void)state;
	buf_init(&line, 512);
	gate_question_write(&line, 1, &question);
	assert_non_null(strstr(buf_str(&line), "\tresp==\n"));
	buf_reset(&line);
	question.response.ptr = NULL;
	gate_question_write(&line, 1, &question);
	assert_null(strstr(buf_str(&line), "resp="));
}

static void test_gate_auth__answers_find_their_request(void **state)
{
	struct bench *bench = *state;

	assert_true(submit(bench, 0));
	assert_true(submit(bench, 1));
	say(bench, hello);
	say(bench, "FAIL\t2\tuser=al\nOK\t1\tuser=al@ex.org\n");
	assert_int_equal(bench->ask[1].result, GATE_AUTH_FAILED);
	assert_int_equal(bench->ask[0].result, GATE_AUTH_OK);
	assert_int_equal(bench->ask[0].peer, 77);
	assert_int_equal(bench->ask[0].id, 1);
	assert_string_equal(bench->ask[0].cookie, "0123456789abcdef");
	assert_string_equal(bench->ask[0].user, "al@ex.org");
}

static void test_gate_auth__failures_have_kinds(void **state)
{
	static const struct {
		const char *line;
		enum gate_auth_result result;
	} kinds[] = {
		{ "FAIL\t1\tcode=temp_fail\n", GATE_AUTH_TEMP },
		{ "FAIL\t2\ttemp\n", GATE_AUTH_TEMP },
		{ "FAIL\t3\tcode=user_disabled\n", GATE_AUTH_DISABLED },
		{ "FAIL\t4\tcode=pass_expired\n", GATE_AUTH_EXPIRED },
		{ "FAIL\t5\treason=no\n", GATE_AUTH_FAILED },
		{ "FAIL\t6\n", GATE_AUTH_FAILED },
	};
	struct bench *bench = *state;

	say(bench, hello);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		assert_true(submit(bench, 0));
		say(bench, kinds[i].line);
		assert_int_equal(bench->ask[0].result, kinds[i].result);
	}
	assert_int_equal(bench->ask[0].calls, ARRAY_LEN(kinds));
}

static void hear(struct bench *bench, const char *expected)
{
	char got[512] = "";

	assert_true(recv(bench->far, got, sizeof(got) - 1, 0) > 0);
	assert_string_equal(got, expected);
}

static void forget(struct bench *bench)
{
	char got[512];

	assert_true(recv(bench->far, got, sizeof(got), 0) > 0);
}

static void test_gate_auth__a_request_goes_on_by_challenges(void **state)
{
	struct bench *bench = *state;
	struct gate_auth_request *request = &bench->ask[0].request;

	say(bench, hello);
	assert_true(submit(bench, 0));
	forget(bench);
	say(bench, "CONT\t1\tcj14\n");
	assert_int_equal(bench->ask[0].result, GATE_AUTH_CHALLENGE);
	assert_string_equal(bench->ask[0].challenge, "cj14");
	assert_true(gate_auth_answer(bench->auth, request, SPAN("c=y")));
	hear(bench, "CONT\t1\tYz15\n");
	say(bench, "CONT\t1\t\n");
	assert_int_equal(bench->ask[0].result, GATE_AUTH_CHALLENGE);
	assert_string_equal(bench->ask[0].challenge, "");
	assert_true(gate_auth_answer(bench->auth, request, SPAN("")));
	hear(bench, "CONT\t1\t\n");
	say(bench, "OK\t1\tuser=al@ex.org\tresp=dj0x\n");
	assert_int_equal(bench->ask[0].result, GATE_AUTH_OK);
	assert_string_equal(bench->ask[0].challenge, "dj0x");
	assert_false(gate_auth_answer(bench->auth, request, SPAN("")));
}

static void test_gate_auth__auth_hears_that_a_client_gave_up(void **state)
{
	struct bench *bench = *state;

	say(bench, hello);
	assert_true(submit(bench, 0));
	forget(bench);
	say(bench, "CONT\t1\tcj14\n");
	gate_auth_cancel(bench->auth, &bench->ask[0].request);
	hear(bench, "CANCEL\t1\n");
	gate_auth_cancel(bench->auth, &bench->ask[0].request);
	assert_true(submit(bench, 0));
}

static void test_gate_auth__lost_connection_fails_for_now(void **state)
{
	struct bench *bench = *state;

	say(bench, hello);
	assert_true(submit(bench, 0));
	close(bench->far);
	event_base_loop(bench->base, EVLOOP_NONBLOCK);
	assert_int_equal(bench->ask[0].calls, 1);
	assert_int_equal(bench->ask[0].result, GATE_AUTH_TEMP);
	assert_false(submit(bench, 0));
	attach(bench);
	say(bench, hello);
	assert_true(submit(bench, 0));
	say(bench, "OK\t2\tuser=al\n");
	assert_int_equal(bench->ask[0].result, GATE_AUTH_OK);
}

static void test_gate_auth__cancelled_and_unknown_are_ignored(void **state)
{
	struct bench *bench = *state;

	say(bench, hello);
	assert_true(submit(bench, 0));
	gate_auth_cancel(bench->auth, &bench->ask[0].request);
	say(bench, "OK\t1\tuser=al\nOK\t999\tuser=al\n");
	assert_int_equal(bench->ask[0].calls, 0);
	assert_true(submit(bench, 0));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_gate_auth__question_is_one_line, set_up,
			tear_down),
		cmocka_unit_test(test_gate_auth__an_empty_response_is_not_none),
		cmocka_unit_test_setup_teardown(
			test_gate_auth__answers_find_their_request, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_gate_auth__failures_have_kinds, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_gate_auth__a_request_goes_on_by_challenges, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_gate_auth__auth_hears_that_a_client_gave_up,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_gate_auth__lost_connection_fails_for_now, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_gate_auth__cancelled_and_unknown_are_ignored,
			set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
