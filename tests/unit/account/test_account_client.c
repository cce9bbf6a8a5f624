/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "account/account_client.h"
#include "base/span.h"
#include "io/listen.h"

static char dir[64];
static char path[96];
static int listener;
static pid_t server;
static struct account_client client;

static int begin(void **state)
{
	struct err err;

	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/fumikura-test-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof(path), "%s/s", dir);
	if (!listen_unix(path, 0600, &listener, &err))
		return -1;
	account_client_init(&client, path, 30000);
	return 0;
}

static int end(void **state)
{
	(void)state;
	account_client_release(&client);
	if (server > 0) {
		kill(server, SIGKILL);
		waitpid(server, NULL, 0);
	}
	server = 0;
	close(listener);
	unlink(path);
	return rmdir(dir);
}

/* "#" stands for the id, which has one digit here. */
static void answer(int fd, const char *text, char id)
{
	int at = (int)strcspn(text, "#");

	dprintf(fd, "VERSION\t1\t1\nSPID\t1\n%.*s%c%s", at, text, id,
		text + at + 1);
}

/* The id of the next question; the greeting may come in a piece of its own. */
static char read_id(int fd)
{
	char text[4096];
	size_t len = 0;

	for (;;) {
		ssize_t n = recv(fd, text + len, sizeof(text) - len, 0);
		struct span rest;

		if (n <= 0)
			_exit(1);
		len += (size_t)n;
		rest = span_make(text, len);
		rest = span_from(rest, span_find(rest, SPAN("USER\t")));
		if (rest.len && rest.ptr[rest.len - 1] == '\n')
			return rest.ptr[5];
	}
}

/* A process that gives the answers in turn, one connection for each group up
 * to a NULL. */
static void serve(const char *const *answers, size_t count)
{
	server = fork();
	if (server != 0)
		return;
	for (size_t i = 0; i < count; i++) {
		int fd = accept(listener, NULL, NULL);

		for (; i < count && answers[i]; i++)
			answer(fd, answers[i], read_id(fd));
		close(fd);
	}
	_exit(0);
}

static void test_account_client__asks_on_one_connection(void **state)
{
	static const char *const answers[] = {
		"USER\t#\ta\thome=/h\tmail=/m\n", "NOTFOUND\t#\n",
		"FAIL\t#\tcode=temp_fail\n",      "USER\t#\tb\thome=/h\n",
		"USER\t#\tc\thome=/h\tmail=/m\n",
	};
	struct account account;
	struct err err;

	(void)state;
	serve(answers, ARRAY_LEN(answers));
	assert_true(account_client_lookup(&client, "a", "x", &account, &err));
	assert_string_equal(account.user, "a");
	assert_false(account_client_lookup(&client, "n", "x", &account, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_false(account_client_lookup(&client, "f", "x", &account, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	assert_false(account_client_lookup(&client, "b", "x", &account, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	assert_true(account_client_lookup(&client, "c", "x", &account, &err));
	assert_string_equal(account.user, "c");
}

static void test_account_client__a_restart_is_not_seen(void **state)
{
	static const char *const answers[] = {
		"USER\t#\ta\thome=/h\tmail=/m\n",
		NULL,
		"USER\t#\tb\thome=/h\tmail=/m\n",
		NULL,
	};
	struct account account;
	struct err err;
	char none;

	(void)state;
	serve(answers, ARRAY_LEN(answers));
	assert_true(account_client_lookup(&client, "a", "x", &account, &err));
	/* Until the first connection is closed. */
	assert_int_equal(recv(client.fd, &none, 1, MSG_PEEK), 0);
	assert_true(account_client_lookup(&client, "b", "x", &account, &err));
	assert_string_equal(account.user, "b");
}

static void test_account_client__no_word_is_temporary(void **state)
{
	struct account account;
	struct err err;

	(void)state;
	client.timeout_ms = 50;
	assert_false(account_client_lookup(&client, "a", "x", &account, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	assert_int_equal(client.fd, -1);
	unlink(path);
	assert_false(account_client_lookup(&client, "a", "x", &account, &err));
	assert_int_equal(err.kind, ERR_TEMP);
}

/* auth is there, but its queue of connections is full. */
static void test_account_client__a_full_queue_is_temporary(void **state)
{
	struct account account;
	struct err err;
	int first, fd;

	(void)state;
	assert_int_equal(listen(listener, 0), 0);
	assert_true(listen_connect_unix(path, &first, &err));
	assert_false(listen_try_unix(path, &fd, &err));
	client.timeout_ms = 50;
	assert_false(account_client_lookup(&client, "a", "x", &account, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	assert_int_equal(client.fd, -1);
	close(first);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_account_client__asks_on_one_connection),
		TEST(test_account_client__a_restart_is_not_seen),
		TEST(test_account_client__no_word_is_temporary),
		TEST(test_account_client__a_full_queue_is_temporary),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
