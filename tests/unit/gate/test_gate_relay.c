/* SPDX-License-Identifier: MIT */
/* A relay between two socketpairs, whose far ends the test holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <event2/event.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/x.h"
#include "gate/gate_relay.h"

enum {
	BIG = 3 << 20
};

struct bench {
	struct gate gate;
	struct event_base *base;
	int client;
	int worker;
	char *sent;
	char *got;
};

static void make_pair(int *out_far, int *out_near)
{
	int pair[2];

	assert_int_equal(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
	*out_far = pair[0];
	*out_near = pair[1];
}

static int set_up(void **state)
{
	struct bench *bench = x_calloc(1, sizeof(*bench));
	struct gate_stream stream;
	int client, worker;

	bench->base = event_base_new();
	gate_init(&bench->gate, bench->base, 60);
	make_pair(&bench->client, &client);
	make_pair(&bench->worker, &worker);
	bench->sent = x_calloc(1, BIG);
	bench->got = x_calloc(1, BIG);
	for (size_t i = 0; i < BIG; i++)
		bench->sent[i] = (char)(i * 7 + i / 4096);
	gate_client_came(&bench->gate);
	gate_stream_init(&stream, client);
	gate_relay_begin(&bench->gate, &stream, worker, SPAN("early "));
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	if (bench->client >= 0)
		close(bench->client);
	if (bench->worker >= 0)
		close(bench->worker);
	while (bench->gate.clients)
		event_base_loop(bench->base, EVLOOP_ONCE);
	gate_release(&bench->gate);
	event_base_free(bench->base);
	free(bench->sent);
	free(bench->got);
	free(bench);
	return 0;
}

static void turn(struct bench *bench)
{
	event_base_loop(bench->base, EVLOOP_NONBLOCK);
}

/* Reads what is there, up to size; 0 at the end, -1 if nothing is. */
static ssize_t take(struct bench *bench, int fd, char *to, size_t size)
{
	for (int i = 0; i < 4; i++)
		turn(bench);
	return recv(fd, to, size, 0);
}

static void expect(struct bench *bench, int fd, const char *text)
{
	char got[64];
	ssize_t n = take(bench, fd, got, sizeof(got));

	assert_int_equal(n, strlen(text));
	assert_memory_equal(got, text, strlen(text));
}

static void move_big(struct bench *bench, int from, int to)
{
	size_t sent = 0, got = 0;

	while (got < BIG) {
		ssize_t n = sent < BIG ? send(from, bench->sent + sent,
					      BIG - sent, MSG_NOSIGNAL)
				       : 0;

		if (n > 0)
			sent += (size_t)n;
		n = take(bench, to, bench->got + got, 10000);
		if (n > 0)
			got += (size_t)n;
	}
	assert_memory_equal(bench->sent, bench->got, BIG);
}

static void test_gate_relay__leftover_input_comes_first(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(send(bench->client, "more", 4, 0), 4);
	expect(bench, bench->worker, "early more");
	assert_int_equal(send(bench->worker, "back", 4, 0), 4);
	expect(bench, bench->client, "back");
}

static void test_gate_relay__slow_readers_lose_nothing(void **state)
{
	struct bench *bench = *state;

	expect(bench, bench->worker, "early ");
	move_big(bench, bench->worker, bench->client);
	move_big(bench, bench->client, bench->worker);
}

static void test_gate_relay__half_close_leaves_the_answer(void **state)
{
	struct bench *bench = *state;
	char byte;

	expect(bench, bench->worker, "early ");
	shutdown(bench->client, SHUT_WR);
	assert_int_equal(take(bench, bench->worker, &byte, 1), 0);
	assert_int_equal(send(bench->worker, "answer", 6, 0), 6);
	close(bench->worker);
	bench->worker = -1;
	expect(bench, bench->client, "answer");
	assert_int_equal(take(bench, bench->client, &byte, 1), 0);
}

static void test_gate_relay__worker_gone_ends_the_client(void **state)
{
	struct bench *bench = *state;
	char byte;

	assert_int_equal(send(bench->worker, bench->sent, 100000, 0), 100000);
	close(bench->worker);
	bench->worker = -1;
	for (size_t got = 0; got < 100000;) {
		ssize_t n = take(bench, bench->client, bench->got + got, 3000);

		assert_true(n > 0);
		got += (size_t)n;
	}
	assert_memory_equal(bench->sent, bench->got, 100000);
	assert_int_equal(take(bench, bench->client, &byte, 1), 0);
}

static void test_gate_relay__client_gone_ends_the_worker(void **state)
{
	struct bench *bench = *state;
	char got[16];

	close(bench->client);
	bench->client = -1;
	expect(bench, bench->worker, "early ");
	assert_int_equal(take(bench, bench->worker, got, sizeof(got)), 0);
	assert_int_equal(send(bench->worker, "nobody", 6, MSG_NOSIGNAL), 6);
	turn(bench);
	turn(bench);
	assert_int_equal(bench->gate.clients, 0);
	assert_int_equal(send(bench->worker, "nobody", 6, MSG_NOSIGNAL), -1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_gate_relay__leftover_input_comes_first, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_gate_relay__slow_readers_lose_nothing, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_gate_relay__half_close_leaves_the_answer, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_gate_relay__worker_gone_ends_the_client, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_gate_relay__client_gone_ends_the_worker, set_up,
			tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
