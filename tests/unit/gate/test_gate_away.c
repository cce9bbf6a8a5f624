/* SPDX-License-Identifier: MIT */
/* Clients that a worker has: the test is the client and the worker. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <event2/event.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/x.h"
#include "gate/gate_away.h"
#include "gate/gate_secret.h"
#include "io/fdpass.h"
#include "proc/handover.h"

enum {
	BIG = 300 * 1024,
	TURNS = 16
};

struct bench {
	struct gate gate;
	struct event_base *base;
	struct gate_away *away;
	struct gate_stream stream;
	int client;
	int channel; /* the worker's */
	int worker;  /* its stream */
};

static struct gate_past told;
static struct gate_return returned;
static unsigned returns;
static unsigned parks;
static bool parked_changed;

static void on_back(struct gate *gate, const struct gate_past *past,
		    struct gate_return *client)
{
	(void)gate;
	told = *past;
	returned = *client;
	returns++;
}

/* The record is "r", and something has changed: or not. */
static void on_park(struct gate *gate, struct gate_rest *rest)
{
	assert_true(span_eq(rest->record, SPAN("r")));
	assert_int_equal(rest->left_ms, 77);
	parked_changed = rest->changed;
	parks++;
	on_back(gate, &rest->past, &rest->client);
}

static const struct gate_away_ways ways = { .back = on_back, .park = on_park };

static void turn(struct bench *bench)
{
	for (int i = 0; i < TURNS; i++)
		event_base_loop(bench->base, EVLOOP_NONBLOCK);
}

static void shut(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static int set_up(void **state)
{
	struct bench *bench = x_calloc(1, sizeof(*bench));
	int pair[2];

	returns = parks = 0;
	bench->base = event_base_new();
	gate_init(&bench->gate, bench->base, 60);
	gate_client_came(&bench->gate);
	assert_int_equal(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
	bench->client = pair[0];
	gate_stream_init(&bench->stream, pair[1]);
	bench->channel = bench->worker = -1;
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	if (returns) {
		gate_secret_wipe(&returned.in);
		buf_release(&returned.out);
		gate_stream_release(&returned.stream);
		gate_client_left(&bench->gate);
	}
	shut(&bench->client);
	shut(&bench->channel);
	shut(&bench->worker);
	while (bench->gate.clients)
		event_base_loop(bench->base, EVLOOP_ONCE);
	assert_null(bench->gate.aways);
	gate_release(&bench->gate);
	event_base_free(bench->base);
	free(bench);
	return 0;
}

/* The worker is given the client; it should find that input behind the login.
 */
static void hand_over(struct bench *bench, struct span input, struct span found)
{
	static struct handover frame;
	const struct gate_past past = { .session = 7, .refusals = 3 };
	struct handover_message got;
	struct err err;

	assert_true(gate_away_new(&bench->gate, &bench->stream, input, SPAN(""),
				  &bench->away, &err));
	bench->channel = fcntl(gate_away_fd(bench->away), F_DUPFD_CLOEXEC, 0);
	gate_away_begin(bench->away, &bench->stream, input, &past, &ways);
	assert_int_equal(handover_receive(bench->channel, &frame, &got,
					  &bench->worker, &err),
			 FDPASS_OK);
	assert_int_equal(got.kind, HANDOVER_TO_WORKER);
	assert_true(span_eq(got.input, found));
}

static bool send_frame(struct bench *bench, enum handover_kind kind,
		       const char *input, int fd)
{
	const struct handover_message message = { .kind = kind,
						  .input = span_of(input) };
	struct err err;

	return handover_send(bench->channel, &message, fd, &err);
}

static void give_back(struct bench *bench, const char *unused)
{
	assert_true(send_frame(bench, HANDOVER_BACK, unused, bench->worker));
	shut(&bench->worker);
	shut(&bench->channel);
	turn(bench);
}

static void assert_no_way_back(struct bench *bench)
{
	turn(bench);
	assert_int_equal(returns, 0);
	assert_null(bench->gate.aways);
}

static void test_gate_away__the_client_comes_back(void **state)
{
	struct bench *bench = *state;
	char got[16];

	hand_over(bench, SPAN("early"), SPAN("early"));
	assert_int_equal(send(bench->client, "late", 4, 0), 4);
	give_back(bench, "unused");
	assert_int_equal(returns, 1);
	assert_int_equal(told.session, 7);
	assert_int_equal(told.refusals, 3);
	assert_true(span_eq(buf_span(&returned.in), SPAN("unused")));
	assert_int_equal(returned.claimed, 6);
	assert_int_equal(returned.out.len, 0);
	assert_int_equal(recv(returned.stream.fd, got, sizeof(got), 0), 4);
	assert_int_equal(recv(returned.stream.fd, got, sizeof(got), 0), -1);
	assert_int_equal(bench->gate.clients, 1);
}

static void test_gate_away__a_worker_that_ends_takes_the_client(void **state)
{
	struct bench *bench = *state;
	char got;

	hand_over(bench, SPAN(""), SPAN(""));
	shut(&bench->channel);
	assert_no_way_back(bench);
	assert_int_equal(bench->gate.clients, 0);
	assert_int_equal(recv(bench->client, &got, 1, 0), -1);
	shut(&bench->worker);
	assert_int_equal(recv(bench->client, &got, 1, 0), 0);
}

static void test_gate_away__no_other_socket_comes_back(void **state)
{
	struct bench *bench = *state;
	int pair[2];

	hand_over(bench, SPAN(""), SPAN(""));
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_true(send_frame(bench, HANDOVER_BACK, "", pair[0]));
	assert_no_way_back(bench);
	shut(&pair[0]);
	shut(&pair[1]);
}

static void test_gate_away__nor_does_what_is_no_socket(void **state)
{
	struct bench *bench = *state;
	int fd = open("/dev/zero", O_RDWR | O_CLOEXEC);

	hand_over(bench, SPAN(""), SPAN(""));
	assert_true(send_frame(bench, HANDOVER_BACK, "", fd));
	assert_no_way_back(bench);
	shut(&fd);
}

static void test_gate_away__malformed_frames_end_the_way_back(void **state)
{
	static struct handover frame = { .kind = HANDOVER_BACK };
	static const uint32_t strange = 77;
	struct bench *bench = *state;
	struct err err;

	for (int i = 0; i < 4; i++) {
		hand_over(bench, SPAN(""), SPAN(""));
		if (i == 0) /* no stream */
			assert_true(fdpass_send(bench->channel, &frame, 4, -1,
						&err));
		else if (i == 1) /* no head */
			assert_true(fdpass_send(bench->channel, &frame, 3,
						bench->worker, &err));
		else if (i == 2) /* gate's own kind */
			assert_true(send_frame(bench, HANDOVER_TO_WORKER, "x",
					       bench->worker));
		else
			assert_true(fdpass_send(bench->channel, &strange,
						sizeof(strange), bench->worker,
						&err));
		assert_no_way_back(bench);
		shut(&bench->channel);
		gate_stream_init(&bench->stream, bench->worker);
		bench->worker = -1;
		gate_client_came(&bench->gate);
	}
	gate_stream_release(&bench->stream);
	gate_client_left(&bench->gate);
}

static void test_gate_away__a_client_that_was_let_go_stays_away(void **state)
{
	struct bench *bench = *state;

	hand_over(bench, SPAN(""), SPAN(""));
	gate_away_let_go(&bench->gate);
	assert_no_way_back(bench);
	assert_int_equal(bench->gate.clients, 0);
	assert_false(send_frame(bench, HANDOVER_BACK, "", bench->worker));
}

static void send_park(struct bench *bench)
{
	const struct handover_message message = {
		.kind = HANDOVER_PARK,
		.input = SPAN("half"),
		.record = SPAN("r"),
		.left_ms = 77,
	};
	struct err err;

	assert_true(
		handover_send(bench->channel, &message, bench->worker, &err));
	shut(&bench->worker);
	shut(&bench->channel);
}

static void test_gate_away__a_session_is_parked_with_its_record(void **state)
{
	struct bench *bench = *state;

	hand_over(bench, SPAN(""), SPAN(""));
	gate_away_changed(&bench->gate, 6);
	send_park(bench);
	turn(bench);
	assert_int_equal(parks, 1);
	assert_false(parked_changed);
	assert_true(span_eq(buf_span(&returned.in), SPAN("half")));
	assert_int_equal(returned.claimed, 4);
	assert_int_equal(bench->gate.clients, 1);
}

static void test_gate_away__a_change_before_it_is_parked_counts(void **state)
{
	struct bench *bench = *state;

	hand_over(bench, SPAN(""), SPAN(""));
	gate_away_changed(&bench->gate, 7);
	send_park(bench);
	turn(bench);
	assert_int_equal(parks, 1);
	assert_true(parked_changed);
}

static void test_gate_away__who_was_parked_already_is_not_let_go(void **state)
{
	struct bench *bench = *state;

	hand_over(bench, SPAN(""), SPAN(""));
	send_park(bench);
	gate_away_let_go(&bench->gate);
	assert_int_equal(parks, 1);
	assert_int_equal(bench->gate.clients, 1);
}

static void test_gate_away__a_hand_over_can_be_taken_back(void **state)
{
	struct bench *bench = *state;
	struct err err;

	assert_true(gate_away_new(&bench->gate, &bench->stream, SPAN("x"),
				  SPAN(""), &bench->away, &err));
	gate_away_free(&bench->away);
	assert_null(bench->away);
	assert_int_equal(send(bench->client, "a", 1, 0), 1);
	gate_stream_release(&bench->stream);
	gate_client_left(&bench->gate);
}

/* ---- through a relay, as too much came at once ---- */

static char *numbered(void)
{
	char *text = x_calloc(1, BIG + 1);

	for (size_t i = 0; i < BIG; i++)
		text[i] = (char)('0' + (i / 7 + i / 4096) % 75);
	return text;
}

static void test_gate_away__a_relay_loses_and_doubles_nothing(void **state)
{
	struct bench *bench = *state;
	char *text = numbered();
	char *got = x_calloc(1, BIG);
	size_t read = 0;
	ssize_t n;

	hand_over(bench, span_make(text, BIG), SPAN(""));
	turn(bench);
	n = recv(bench->worker, got, 1000, 0);
	assert_int_equal(n, 1000);
	/* It used 900 bytes of these, and the client sends more. */
	assert_int_equal(send(bench->client, "tail", 4, 0), 4);
	got[n] = '\0';
	give_back(bench, got + 900);
	assert_int_equal(returns, 1);
	assert_false(returned.in.full);
	assert_int_equal(returned.claimed, 100);
	assert_int_equal(returned.in.len, BIG - 900);
	assert_memory_equal(returned.in.ptr, text + 900, BIG - 900);
	while ((n = recv(returned.stream.fd, got, 10, 0)) > 0)
		read += (size_t)n;
	assert_int_equal(read, 4);
	free(text);
	free(got);
}

static void test_gate_away__what_the_client_did_not_read_goes_on(void **state)
{
	struct bench *bench = *state;
	char *text = numbered();
	char *got = x_calloc(1, 2 * BIG);
	size_t sent = 0, read = 0;
	ssize_t n;

	hand_over(bench, span_make(text, BIG), SPAN(""));
	/* Until nobody on the way takes more. */
	fcntl(bench->worker, F_SETFL, O_NONBLOCK);
	for (int idle = 0; idle < 3 && sent < BIG; idle++) {
		turn(bench);
		while (sent < BIG && (n = send(bench->worker, text + sent,
					       BIG - sent, 0)) > 0) {
			sent += (size_t)n;
			idle = 0;
		}
	}
	give_back(bench, "");
	assert_int_equal(returns, 1);
	while ((n = recv(bench->client, got + read, BIG, 0)) > 0)
		read += (size_t)n;
	assert_int_equal(read + returned.out.len, sent);
	if (returned.out.len)
		memcpy(got + read, returned.out.ptr, returned.out.len);
	assert_memory_equal(got, text, sent);
	free(text);
	free(got);
}

static void test_gate_away__a_relayed_client_that_goes_is_gone(void **state)
{
	struct bench *bench = *state;
	char *text = numbered();

	hand_over(bench, span_make(text, BIG), SPAN(""));
	shut(&bench->client);
	turn(bench);
	shut(&bench->worker);
	while (bench->gate.clients)
		event_base_loop(bench->base, EVLOOP_ONCE);
	assert_no_way_back(bench);
	free(text);
}

static void test_gate_away__a_relay_goes_on_without_a_channel(void **state)
{
	struct bench *bench = *state;
	char *text = numbered();
	char got[16];

	hand_over(bench, span_make(text, BIG), SPAN(""));
	shut(&bench->channel);
	assert_no_way_back(bench);
	assert_int_equal(bench->gate.clients, 1);
	assert_int_equal(send(bench->worker, "x", 1, 0), 1);
	turn(bench);
	assert_int_equal(recv(bench->client, got, sizeof(got), 0), 1);
	free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_gate_away__the_client_comes_back),
		TEST(test_gate_away__a_worker_that_ends_takes_the_client),
		TEST(test_gate_away__no_other_socket_comes_back),
		TEST(test_gate_away__nor_does_what_is_no_socket),
		TEST(test_gate_away__malformed_frames_end_the_way_back),
		TEST(test_gate_away__a_client_that_was_let_go_stays_away),
		TEST(test_gate_away__a_session_is_parked_with_its_record),
		TEST(test_gate_away__a_change_before_it_is_parked_counts),
		TEST(test_gate_away__who_was_parked_already_is_not_let_go),
		TEST(test_gate_away__a_hand_over_can_be_taken_back),
		TEST(test_gate_away__a_relay_loses_and_doubles_nothing),
		TEST(test_gate_away__what_the_client_did_not_read_goes_on),
		TEST(test_gate_away__a_relayed_client_that_goes_is_gone),
		TEST(test_gate_away__a_relay_goes_on_without_a_channel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
