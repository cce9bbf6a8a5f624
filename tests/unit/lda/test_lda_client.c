/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "lda/lda_client.h"

static struct lda_message message;
static char sent[4096];

static void open_message(void)
{
	static const char text[] = "A: b\n\nx\n";
	struct err err;
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], text, sizeof(text) - 1), 8);
	close(fds[1]);
	assert_true(lda_message_open(&message, fds[0], &err));
}

/* The server has said all it will before the client begins. */
static struct lda_result deliver(const char *replies,
				 const struct lda_options *options)
{
	struct lda_result result = { .code = LDA_EXIT_TEMP };
	struct stream server;
	ssize_t got;
	int fds[2];

	open_message();
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	assert_int_equal(write(fds[1], replies, span_of(replies).len),
			 (ssize_t)span_of(replies).len);
	shutdown(fds[1], SHUT_WR);
	stream_init(&server, fds[0], fds[0], 8192, 5000);
	lda_client_deliver(&server, options, &message, &result);
	stream_release(&server);
	got = read(fds[1], sent, sizeof(sent) - 1);
	sent[got > 0 ? got : 0] = '\0';
	close(fds[1]);
	close(message.fd);
	return result;
}

#define HELLO "220 x\r\n250-x\r\n250 PIPELINING\r\n"
#define OURS  "220 x\r\n250-x\r\n250 XFUMIKURA\r\n"

static void test_lda_client__replies_become_exit_codes(void **state)
{
	static const struct {
		const char *replies;
		enum lda_exit code;
		const char *text;
	} rows[] = {
		{ HELLO "250 a\r\n250 b\r\n354 c\r\n250 2.1.5 d\r\n",
		  LDA_EXIT_OK, NULL },
		{ HELLO
		  "250 a\r\n550 5.1.1 <u> No such user\r\n503 5.5.1 d\r\n",
		  LDA_EXIT_NOUSER, "5.1.1 <u> No such user" },
		{ HELLO "250 a\r\n550 5.2.1 off\r\n503 5.5.1 d\r\n",
		  LDA_EXIT_NOPERM, "5.2.1 off" },
		{ HELLO "250 a\r\n550 5.7.1 no\r\n503 5.5.1 d\r\n",
		  LDA_EXIT_NOPERM, "5.7.1 no" },
		{ HELLO "250 a\r\n451 4.3.0 later\r\n503 5.5.1 d\r\n",
		  LDA_EXIT_TEMP, "4.3.0 later" },
		{ HELLO "250 a\r\n250 b\r\n354 c\r\n552 5.2.2 full\r\n",
		  LDA_EXIT_NOPERM, "5.2.2 full" },
		{ HELLO "250 a\r\n250 b\r\n354 c\r\n452 4.3.1 disk\r\n",
		  LDA_EXIT_TEMP, "4.3.1 disk" },
		{ HELLO "250 a\r\n250 b\r\n354 c\r\n550 no code\r\n",
		  LDA_EXIT_NOPERM, "5.0.0 no code" },
		{ "421 4.3.2 shutting down\r\n", LDA_EXIT_TEMP,
		  "4.3.2 shutting down" },
		/* the server dies at every point */
		{ "", LDA_EXIT_TEMP, NULL },
		{ "220 x\r\n250-x\r\n", LDA_EXIT_TEMP, NULL },
		{ HELLO "250 a\r\n550 5.1.1 x\r\n", LDA_EXIT_TEMP, NULL },
		{ HELLO "250 a\r\n250 b\r\n354 c\r\n", LDA_EXIT_TEMP, NULL },
		{ HELLO "250 a\r\n250 b\r\n354 c\r\n250 2.1.5", LDA_EXIT_TEMP,
		  NULL },
		{ "rubbish\r\n", LDA_EXIT_TEMP, NULL },
		{ HELLO "250 a\r\n250 b\r\n250 c\r\n250 d\r\n", LDA_EXIT_TEMP,
		  NULL },
	};
	const struct lda_options options = { .user = { "u", 1 },
					     .sender = { "", 0 } };
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct lda_result result = deliver(rows[i].replies, &options);

		assert_int_equal(result.code, rows[i].code);
		if (rows[i].text)
			assert_string_equal(result.text, rows[i].text);
		if (result.code != LDA_EXIT_OK)
			assert_true(result.text[1] == '.');
	}
}

static void test_lda_client__extras_go_only_to_our_server(void **state)
{
	const struct lda_options options = {
		.user = { "u@x", 3 },
		.sender = { "s@x", 3 },
		.mailbox = { "J\xc3\xbc x", 5 },
		.origin = { "o+1@x", 5 },
		.final = { "f@x", 3 },
	};
	(void)state;
	assert_int_equal(
		deliver(OURS "250 a\r\n250 b\r\n354 c\r\n250 d\r\n", &options)
			.code,
		LDA_EXIT_OK);
	assert_string_equal(sent, "LHLO localhost\r\nMAIL FROM:<s@x>\r\n"
				  "RCPT TO:<u@x> XMAILBOX=J+C3+BC+20x "
				  "XFINAL=f@x XORIG=o+2B1@x XREJECT\r\nDATA\r\n"
				  "A: b\r\n\r\nx\r\n.\r\n");
	assert_int_equal(
		deliver(HELLO "250 a\r\n250 b\r\n354 c\r\n250 d\r\n", &options)
			.code,
		LDA_EXIT_OK);
	assert_string_equal(sent, "LHLO localhost\r\nMAIL FROM:<s@x>\r\n"
				  "RCPT TO:<u@x>\r\nDATA\r\n"
				  "A: b\r\n\r\nx\r\n.\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lda_client__replies_become_exit_codes),
		cmocka_unit_test(test_lda_client__extras_go_only_to_our_server),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
