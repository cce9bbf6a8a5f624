/* SPDX-License-Identifier: MIT */
/* Work that is done in a child: what it may, what comes back of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/check.h"
#include "base/x.h"
#include "proc/confined.h"
#include "proc/isolation.h"

struct site {
	char dir[64];
	struct config config;
	struct account alice;
	int left_open; /* of ours, and none of the work's */
};

struct answer {
	int line; /* of what went wrong, or 0 */
	pid_t pid;
};

static int set_up(void **state)
{
	struct site *site = x_calloc(1, sizeof(*site));
	struct err err;

	*state = site;
	snprintf(site->dir, sizeof(site->dir), "/tmp/test_confined.XXXXXX");
	assert_non_null(mkdtemp(site->dir));
	site->alice = (struct account){ .user = "alice" };
	snprintf(site->alice.home, sizeof(site->alice.home), "%s/alice",
		 site->dir);
	snprintf(site->alice.mail, sizeof(site->alice.mail), "%s/alice/Maildir",
		 site->dir);
	site->left_open = open("/dev/null", O_RDONLY | O_CLOEXEC);
	return config_load(NULL, site->dir, &site->config, &err) ? 0 : -1;
}

static int tear_down(void **state)
{
	struct site *site = *state;
	auto_free char *command = x_printf("rm -r %s", site->dir);

	close(site->left_open);
	assert_int_equal(system(command), 0);
	config_release(&site->config);
	free(site);
	return 0;
}

static bool run(struct site *site, void (*work)(void *, void *, int *), int fd,
		struct answer *answer, int *out_fd, struct err *err)
{
	const struct confined c = {
		.config = &site->config,
		.account = &site->alice,
		.work = work,
		.context = site,
		.fd = fd,
		.answer = answer,
		.answer_bytes = sizeof(*answer),
	};

	*answer = (struct answer){ 0 };
	return confined_run(&c, out_fd, err);
}

#define MUST(cond)                                                             \
	do {                                                                   \
		if (!(cond)) {                                                 \
			a->line = __LINE__;                                    \
			return;                                                \
		}                                                              \
	} while (0)

static void look_around(void *context, void *answer, int *out_fd)
{
	struct site *site = context;
	struct answer *a = answer;
	auto_free char *here = x_printf("%s/file", site->alice.home);
	auto_free char *there = x_printf("%s/other", site->dir);

	a->pid = getpid();
	MUST(fcntl(site->left_open, F_GETFD) < 0 && errno == EBADF);
	MUST(open(there, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) < 0 &&
	     errno == EACCES);
	MUST(kill(getppid(), 0) < 0 && errno == EPERM);
	*out_fd = open(here, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	MUST(*out_fd >= 0 && write(*out_fd, "x", 1) == 1);
}

static void test_confined__work_is_inside_the_walls(void **state)
{
	struct site *site = *state;
	struct answer answer;
	auto_fd int fd = -1;
	struct err err;
	char byte = 0;

	if (!isolation_has_walls(&site->config))
		skip();
	assert_true(run(site, look_around, -1, &answer, &fd, &err));
	assert_int_equal(answer.line, 0);
	assert_int_not_equal(answer.pid, getpid());
	assert_int_equal(pread(fd, &byte, 1, 0), 1);
	assert_int_equal(byte, 'x');
}

static void use_fd(void *context, void *answer, int *out_fd)
{
	struct site *site = context;
	struct answer *a = answer;
	struct stat st;

	(void)out_fd;
	MUST(fstat(site->left_open, &st) == 0 && S_ISCHR(st.st_mode));
}

static void test_confined__has_what_it_needs(void **state)
{
	struct site *site = *state;
	struct answer answer;
	struct err err;
	int fd;

	assert_true(run(site, use_fd, site->left_open, &answer, &fd, &err));
	assert_int_equal(answer.line, 0);
	assert_int_equal(fd, -1);
}

static void fall(void *context, void *answer, int *out_fd)
{
	(void)context;
	(void)answer;
	(void)out_fd;
	signal(SIGTERM, SIG_DFL);
	raise(SIGTERM);
}

static void leave(void *context, void *answer, int *out_fd)
{
	(void)context;
	(void)answer;
	(void)out_fd;
	_exit(3);
}

static void test_confined__who_dies_is_told(void **state)
{
	struct site *site = *state;
	struct answer answer;
	struct err err;
	int fd;

	if (!isolation_has_walls(&site->config))
		skip();
	assert_false(run(site, fall, -1, &answer, &fd, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	assert_non_null(strstr(err.detail, "signal 15"));
	assert_false(run(site, leave, -1, &answer, &fd, &err));
	assert_non_null(strstr(err.detail, "exit code 3"));
	assert_int_equal(fd, -1);
}

static void test_confined__without_walls_we_do_it(void **state)
{
	struct site *site = *state;
	char uid[] = "uid";
	char *preset = site->config.isolation;
	struct answer answer;
	struct err err;
	int fd;

	site->config.isolation = uid;
	assert_true(run(site, use_fd, -1, &answer, &fd, &err));
	site->config.isolation = preset;
	assert_int_equal(answer.line, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_confined__work_is_inside_the_walls),
		cmocka_unit_test(test_confined__has_what_it_needs),
		cmocka_unit_test(test_confined__who_dies_is_told),
		cmocka_unit_test(test_confined__without_walls_we_do_it),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
