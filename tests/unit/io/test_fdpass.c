/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "io/fdpass.h"

static void open_pair(int fds[2])
{
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds), 0);
}

static void test_fdpass__message_and_fd_arrive(void **state)
{
	char got[8] = "";
	struct err err;
	int sock[2];
	int ends[2];
	size_t size;
	int fd;

	(void)state;
	open_pair(sock);
	assert_int_equal(pipe(ends), 0);
	assert_true(fdpass_send(sock[0], "hello", 6, ends[1], &err));
	assert_true(fdpass_send(sock[0], "bye", 4, -1, &err));
	assert_int_equal(fdpass_receive(sock[1], got, 8, &size, &fd, &err),
			 FDPASS_OK);
	assert_int_equal(size, 6);
	assert_string_equal(got, "hello");
	assert_true(fd >= 0 && fd != ends[1]);
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	assert_int_equal(write(fd, "x", 1), 1);
	assert_int_equal(read(ends[0], got, 1), 1);
	assert_int_equal(fdpass_receive(sock[1], got, 8, &size, &fd, &err),
			 FDPASS_OK);
	assert_int_equal(size, 4);
	assert_int_equal(fd, -1);
}

static void test_fdpass__larger_message_is_bad_and_leaks_no_fd(void **state)
{
	struct err err;
	char got[4];
	int sock[2];
	size_t size;
	int before;
	int fd;

	(void)state;
	open_pair(sock);
	before = dup(0);
	close(before);
	assert_true(fdpass_send(sock[0], "hello", 6, 0, &err));
	assert_int_equal(fdpass_receive(sock[1], got, 4, &size, &fd, &err),
			 FDPASS_BAD);
	assert_int_equal(err.kind, ERR_SYNTAX);
	assert_int_equal(fd, -1);
	fd = dup(0);
	assert_int_equal(fd, before);
}

static void test_fdpass__message_arrives_without_room_for_its_fd(void **state)
{
	struct rlimit saved;
	struct err err;
	char got[8];
	int sock[2];
	size_t size;
	int fd;

	(void)state;
	open_pair(sock);
	assert_true(fdpass_send(sock[0], "hello", 6, 0, &err));
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &saved), 0);
	assert_int_equal(
		setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 0, saved.rlim_max }),
		0);
	assert_int_equal(fdpass_receive(sock[1], got, 8, &size, &fd, &err),
			 FDPASS_OK);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &saved), 0);
	assert_string_equal(got, "hello");
	assert_int_equal(fd, -1);
}

static void test_fdpass__end_and_emptiness_are_told_apart(void **state)
{
	struct err err;
	char got[4];
	int sock[2];
	size_t size;
	int fd;

	(void)state;
	open_pair(sock);
	assert_int_equal(fcntl(sock[1], F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(fdpass_receive(sock[1], got, 4, &size, &fd, &err),
			 FDPASS_AGAIN);
	close(sock[0]);
	assert_int_equal(fdpass_receive(sock[1], got, 4, &size, &fd, &err),
			 FDPASS_EOF);
	assert_false(fdpass_send(sock[1], "x", 1, -1, &err));
	assert_int_equal(err.kind, ERR_TEMP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fdpass__message_and_fd_arrive),
		cmocka_unit_test(
			test_fdpass__larger_message_is_bad_and_leaks_no_fd),
		cmocka_unit_test(
			test_fdpass__message_arrives_without_room_for_its_fd),
		cmocka_unit_test(test_fdpass__end_and_emptiness_are_told_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
