/* SPDX-License-Identifier: MIT */
/* The endpoint is a thread that gives one answer to one connection. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "auth/auth_introspect.h"
#include "base/auto.h"

static int listener;
static char url[64];
static struct auth_introspect endpoint;
static pthread_t thread;
static const char *reply;
static char asked[4096];

static int begin(void **state)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);

	(void)state;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(listener, 5) != 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &size) != 0)
		return -1;
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/token",
		 (unsigned)ntohs(address.sin_port));
	endpoint = (struct auth_introspect){ .url = url,
					     .client_id = "",
					     .client_secret = "",
					     .ca = "",
					     .seconds = 60 };
	return 0;
}

static int end(void **state)
{
	(void)state;
	if (listener >= 0)
		close(listener);
	return 0;
}

/* Until the last byte of the form. */
static void take_question(int fd)
{
	static const char last[] = "token_type_hint=access_token";
	size_t len = 0;

	memset(asked, 0, sizeof(asked));
	while (len < sizeof(asked) - 1 && !strstr(asked, last)) {
		ssize_t n = recv(fd, asked + len, sizeof(asked) - 1 - len, 0);

		if (n <= 0)
			return;
		len += (size_t)n;
	}
}

static void *serve(void *arg)
{
	int fd = accept(listener, NULL, NULL);

	take_question(fd);
	if (send(fd, reply, strlen(reply), MSG_NOSIGNAL) < 0)
		asked[0] = '\0';
	close(fd);
	return arg;
}

static bool ask(const char *answer, const char *token, struct buf *out,
		struct err *err)
{
	bool done;

	reply = answer;
	assert_int_equal(pthread_create(&thread, NULL, serve, NULL), 0);
	done = auth_introspect_ask(&endpoint, token, out, err);
	pthread_join(thread, NULL);
	return done;
}

static void test_auth_introspect__asks_as_rfc_7662_says(void **state)
{
	auto_buf struct buf out;
	struct err err;

	(void)state;
	buf_init(&out, 1000);
	endpoint.client_id = "me";
	endpoint.client_secret = "sesame";
	assert_true(ask("HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n"
			"{\"active\": true}",
			"a b&c=d+\xC3\xA4", &out, &err));
	assert_string_equal(buf_str(&out), "{\"active\": true}");
	assert_non_null(strstr(asked, "POST /token HTTP/1.1\r\n"));
	assert_non_null(strstr(asked, "token=a%20b%26c%3Dd%2B%C3%A4&"));
	assert_non_null(strstr(asked, "Content-Type: "
				      "application/x-www-form-urlencoded"));
	assert_non_null(strstr(asked, "Authorization: Basic bWU6c2VzYW1l\r\n"));
}

static void test_auth_introspect__no_answer_is_temporary(void **state)
{
	static const char *const answers[] = {
		"",
		"HTTP/1.1 500 Oops\r\nContent-Length: 16\r\n\r\n"
		"{\"active\": true}",
		"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 302 There\r\nLocation: http://127.0.0.1/\r\n"
		"Content-Length: 0\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n"
		"{\"active\": true}",
		"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n"
		"12345678901234567890",
		"no HTTP at all\r\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		auto_buf struct buf out;
		struct err err;

		buf_init(&out, 18);
		assert_false(ask(answers[i], "t", &out, &err));
		assert_int_equal(err.kind, ERR_TEMP);
	}
}

static void test_auth_introspect__silence_ends(void **state)
{
	auto_buf struct buf out;
	struct err err;

	(void)state;
	buf_init(&out, 1000);
	endpoint.seconds = 1;
	assert_false(auth_introspect_ask(&endpoint, "t", &out, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	close(listener);
	listener = -1;
	assert_false(auth_introspect_ask(&endpoint, "t", &out, &err));
	assert_int_equal(err.kind, ERR_TEMP);
}

static void test_auth_introspect__other_protocols_are_not_spoken(void **state)
{
	static const char *const urls[] = { "file:///etc/passwd", "ftp://x/",
					    "no-url", "" };
	auto_buf struct buf out;
	struct err err;

	(void)state;
	buf_init(&out, 65536);
	for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
		endpoint.url = urls[i];
		assert_false(auth_introspect_ask(&endpoint, "t", &out, &err));
		assert_int_equal(err.kind, ERR_TEMP);
		assert_int_equal(out.len, 0);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_auth_introspect__asks_as_rfc_7662_says),
		TEST(test_auth_introspect__no_answer_is_temporary),
		TEST(test_auth_introspect__silence_ends),
		TEST(test_auth_introspect__other_protocols_are_not_spoken),
	};

	auth_introspect_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
