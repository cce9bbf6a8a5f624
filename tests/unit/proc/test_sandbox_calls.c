/* SPDX-License-Identifier: MIT */
/* What a process can't do any more, tried in one that has entered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "proc/sandbox_calls.h"

enum {
	NOT_ENTERED = 254,
	PAGE = 4096
};

static long internet(void)
{
	return socket(AF_INET, SOCK_STREAM, 0);
}

static long local_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0);
}

static long pair(void)
{
	int fds[2];

	return socketpair(AF_UNIX, SOCK_STREAM, 0, fds);
}

static long write_file(void)
{
	return open("/dev/null", O_WRONLY | O_CLOEXEC);
}

static long create_file(void)
{
	return open("/tmp", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
}

static long execute(void)
{
	char *const argv[] = { (char[]){ "true" }, NULL };
	char *const env[] = { NULL };

	return execve("/nonexistent", argv, env);
}

static long trace(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static long signal_other(void)
{
	return kill(getppid(), 0);
}

static long start_process(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid;
}

static long map_code(void)
{
	return mmap(NULL, PAGE, PROT_READ | PROT_EXEC,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
		       ? -1
		       : 0;
}

static long make_code(void)
{
	void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return mprotect(page, PAGE, PROT_READ | PROT_EXEC);
}

static long map_memory(void)
{
	return mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
		       ? -1
		       : 0;
}

static long own_limits(void)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_NOFILE, &limit);
}

static long io_ring(void)
{
	return syscall(SYS_io_uring_setup, 0, NULL);
}

static long new_namespaces(void)
{
	return syscall(SYS_unshare, 0);
}

static long date_name(void)
{
	return utimensat(AT_FDCWD, "/nonexistent", NULL, 0);
}

static long link_name(void)
{
	return symlink("/", "/nonexistent/link");
}

static long cut_name(void)
{
	return truncate("/nonexistent", 0);
}

static long date_file(void)
{
	int fd = memfd_create("dated", MFD_CLOEXEC);

	return futimens(fd, NULL);
}

static long signal_through_fd(void)
{
	int fds[2];

	return pipe2(fds, O_CLOEXEC) == 0 ? fcntl(fds[0], F_SETOWN, getppid())
					  : 0;
}

static long set_fd(void)
{
	int fds[2];

	return pipe2(fds, O_CLOEXEC) == 0 ? fcntl(fds[0], F_SETFL, O_NONBLOCK)
					  : -1;
}

static long slow_itself(void)
{
	return setpriority(PRIO_PROCESS, 0, 19);
}

static long slow_group(void)
{
	return setpriority(PRIO_PGRP, 0, getpriority(PRIO_PROCESS, 0));
}

/* Which errno it ends with in such a process; 0: it can be done. */
static int tried(enum sandbox_calls calls, long (*attempt)(void))
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		struct err err;

		if (!sandbox_calls_enter(calls, &err))
			_exit(NOT_ENTERED);
		errno = 0;
		_exit(attempt() < 0 ? errno : 0);
	}
	assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void test_sandbox_calls__without_one_all_can_be_tried(void **state)
{
	(void)state;
	assert_int_equal(tried(SANDBOX_CALLS_ALL, internet), 0);
	assert_int_equal(tried(SANDBOX_CALLS_ALL, write_file), 0);
	assert_int_equal(tried(SANDBOX_CALLS_ALL, execute), ENOENT);
	assert_int_equal(tried(SANDBOX_CALLS_ALL, trace), 0);
	assert_int_equal(tried(SANDBOX_CALLS_ALL, signal_other), 0);
	assert_int_equal(tried(SANDBOX_CALLS_ALL, start_process), 0);
	assert_int_equal(tried(SANDBOX_CALLS_ALL, map_code), 0);
	assert_int_equal(tried(SANDBOX_CALLS_ALL, make_code), 0);
	assert_int_equal(tried(SANDBOX_CALLS_ALL, new_namespaces), 0);
	assert_int_equal(tried(SANDBOX_CALLS_ALL, signal_through_fd), 0);
	assert_int_equal(tried(SANDBOX_CALLS_ALL, date_name), ENOENT);
	assert_int_equal(tried(SANDBOX_CALLS_ALL, cut_name), ENOENT);
	assert_int_equal(tried(SANDBOX_CALLS_ALL, slow_group), 0);
}

static void check_closed(enum sandbox_calls calls)
{
	static long (*const refused[])(void) = {
		internet,      local_socket, write_file, create_file,
		execute,       trace,        io_ring,    signal_other,
		start_process, map_code,     make_code,  new_namespaces,
	};

	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		assert_int_equal(tried(calls, refused[i]), EPERM);
	assert_int_equal(tried(calls, map_memory), 0);
	assert_int_equal(tried(calls, pair), 0);
	assert_int_equal(tried(calls, own_limits), 0);
}

static void test_sandbox_calls__gate_has_what_is_open(void **state)
{
	(void)state;
	check_closed(SANDBOX_CALLS_GATE);
}

static void test_sandbox_calls__keys_has_what_is_open(void **state)
{
	(void)state;
	check_closed(SANDBOX_CALLS_KEYS);
}

static long signal_itself(void)
{
	return kill(getpid(), 0);
}

static void test_sandbox_calls__zygote_executes_nothing(void **state)
{
	static long (*const refused[])(void) = {
		internet,  execute,        trace,     io_ring,  map_code,
		make_code, new_namespaces, date_name, cut_name, link_name,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		assert_int_equal(tried(SANDBOX_CALLS_ZYGOTE, refused[i]),
				 EPERM);
	assert_int_equal(tried(SANDBOX_CALLS_ZYGOTE, date_file), 0);
	assert_int_equal(tried(SANDBOX_CALLS_LINKING_ZYGOTE, link_name),
			 ENOENT);
	assert_int_equal(tried(SANDBOX_CALLS_LINKING_ZYGOTE, execute), EPERM);
	assert_int_equal(tried(SANDBOX_CALLS_ZYGOTE, local_socket), 0);
	assert_int_equal(tried(SANDBOX_CALLS_ZYGOTE, write_file), 0);
	assert_int_equal(tried(SANDBOX_CALLS_ZYGOTE, start_process), 0);
	assert_int_equal(tried(SANDBOX_CALLS_ZYGOTE, signal_other), 0);
}

static long worker_starts_process(void)
{
	struct err err;

	return sandbox_calls_enter(SANDBOX_CALLS_WORKER, &err) ? start_process()
							       : 0;
}

static long worker_executes(void)
{
	struct err err;

	return sandbox_calls_enter(SANDBOX_CALLS_WORKER, &err) ? execute() : 0;
}

static void test_sandbox_calls__worker_is_alone(void **state)
{
	(void)state;
	assert_int_equal(tried(SANDBOX_CALLS_WORKER, start_process), EPERM);
	assert_int_equal(tried(SANDBOX_CALLS_WORKER, signal_other), EPERM);
	assert_int_equal(tried(SANDBOX_CALLS_WORKER, signal_itself), 0);
	assert_int_equal(tried(SANDBOX_CALLS_WORKER, signal_through_fd), EPERM);
	assert_int_equal(tried(SANDBOX_CALLS_WORKER, set_fd), 0);
	assert_int_equal(tried(SANDBOX_CALLS_ZYGOTE, slow_group), EPERM);
	assert_int_equal(tried(SANDBOX_CALLS_ZYGOTE, slow_itself), 0);
	assert_int_equal(tried(SANDBOX_CALLS_ZYGOTE, worker_starts_process),
			 EPERM);
	assert_int_equal(tried(SANDBOX_CALLS_ZYGOTE, worker_executes), EPERM);
}

static void test_sandbox_calls__auth_has_what_sources_need(void **state)
{
	(void)state;
	assert_int_equal(tried(SANDBOX_CALLS_AUTH, trace), EPERM);
	assert_int_equal(tried(SANDBOX_CALLS_AUTH, io_ring), EPERM);
	assert_int_equal(tried(SANDBOX_CALLS_AUTH, new_namespaces), EPERM);
	assert_int_equal(tried(SANDBOX_CALLS_AUTH, internet), 0);
	assert_int_equal(tried(SANDBOX_CALLS_AUTH, execute), ENOENT);
	assert_int_equal(tried(SANDBOX_CALLS_AUTH, start_process), 0);
}

static long read_file(void)
{
	return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static long remove_name(void)
{
	return unlink("/nonexistent/name");
}

static long raw_socket(void)
{
	return socket(AF_PACKET, SOCK_DGRAM, 0);
}

static void test_sandbox_calls__sender_writes_and_executes_nothing(void **state)
{
	static long (*const refused[])(void) = {
		execute,   write_file,     create_file, remove_name,
		trace,     io_ring,        map_code,    signal_other,
		make_code, new_namespaces, link_name,   raw_socket,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		assert_int_equal(tried(SANDBOX_CALLS_SENDER, refused[i]),
				 EPERM);
	assert_int_equal(tried(SANDBOX_CALLS_SENDER, internet), 0);
	assert_int_equal(tried(SANDBOX_CALLS_SENDER, local_socket), 0);
	assert_int_equal(tried(SANDBOX_CALLS_SENDER, read_file), 0);
	assert_int_equal(tried(SANDBOX_CALLS_SENDER, start_process), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_sandbox_calls__without_one_all_can_be_tried),
		cmocka_unit_test(test_sandbox_calls__gate_has_what_is_open),
		cmocka_unit_test(test_sandbox_calls__keys_has_what_is_open),
		cmocka_unit_test(test_sandbox_calls__zygote_executes_nothing),
		cmocka_unit_test(test_sandbox_calls__worker_is_alone),
		cmocka_unit_test(
			test_sandbox_calls__auth_has_what_sources_need),
		cmocka_unit_test(
			test_sandbox_calls__sender_writes_and_executes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
