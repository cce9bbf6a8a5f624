/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/x.h"
#include "io/listen.h"

static void check_socket(const char *path)
{
	auto_fd int peer = -1;
	struct stat st;
	struct err err;
	int server = -1;
	int second;

	assert_true(listen_unix(path, 0600, &server, &err));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_true(listen_connect_unix(path, &peer, &err));
	assert_false(listen_unix(path, 0600, &second, &err));
	assert_int_equal(err.kind, ERR_EXISTS);
	/* Nobody listens any more: the file is stale. */
	close(server);
	assert_false(listen_connect_unix(path, &second, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	assert_true(listen_unix(path, 0666, &server, &err));
	close(server);
	unlink(path);
}

static void test_listen__stale_socket_is_replaced_live_one_kept(void **state)
{
	(void)state;
	check_socket("test_listen.sock");
}

static void test_listen__path_may_be_longer_than_sun_path(void **state)
{
	auto_free char *path = NULL;
	char folder[160];

	(void)state;
	memset(folder, 'd', sizeof(folder));
	folder[sizeof(folder) - 1] = '\0';
	assert_int_equal(mkdir(folder, 0700), 0);
	path = x_printf("%s/s", folder);
	check_socket(path);
	rmdir(folder);
}

static void test_listen__other_files_are_not_removed(void **state)
{
	const char *path = "test_listen.file";
	FILE *file = fopen(path, "w");
	struct err err;
	int fd;

	(void)state;
	fclose(file);
	assert_false(listen_unix(path, 0600, &fd, &err));
	assert_int_equal(unlink(path), 0);
}

static void test_listen__tcp_wants_an_address_and_a_port(void **state)
{
	struct err err;
	int fd = -1;

	(void)state;
	assert_false(listen_tcp("127.0.0.1", 0, &fd, &err));
	assert_false(listen_tcp("127.0.0.1", 65536, &fd, &err));
	assert_false(listen_tcp("localhost", 9999, &fd, &err));
	assert_int_equal(err.kind, ERR_SYNTAX);
	for (unsigned port = 40000; fd < 0 && port < 40100; port++)
		if (!listen_tcp("127.0.0.1", port, &fd, &err))
			assert_int_equal(err.kind, ERR_TEMP);
	assert_true(fd >= 0);
	close(fd);
	fd = -1;
	for (unsigned port = 40100; fd < 0 && port < 40200; port++)
		if (!listen_tcp("*", port, &fd, &err))
			assert_int_equal(err.kind, ERR_TEMP);
	assert_true(fd >= 0);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_listen__stale_socket_is_replaced_live_one_kept),
		cmocka_unit_test(test_listen__path_may_be_longer_than_sun_path),
		cmocka_unit_test(test_listen__other_files_are_not_removed),
		cmocka_unit_test(test_listen__tcp_wants_an_address_and_a_port),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
