/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"
#include "proc/isolation.h"
#include "proc/sandbox_files.h"

enum {
	NOBODY = 65534,
	VERSION_TCP = 4,
};

/* Homes of alice, bob and carol below one folder, and a worker of alice's. */
struct site {
	char dir[64];
	struct config config;
	struct account alice, bob, carol;
};

static void run(const char *dir, const char *commands)
{
	auto_free char *command = x_printf("cd %s && %s", dir, commands);

	assert_int_equal(system(command), 0);
}

static void place(struct site *site, struct account *account, const char *user)
{
	*account = (struct account){ .uid = UINT32_MAX, .gid = UINT32_MAX };
	snprintf(account->user, sizeof(account->user), "%s", user);
	snprintf(account->home, sizeof(account->home), "%s/mail/%s", site->dir,
		 user);
	snprintf(account->mail, sizeof(account->mail), "%s/mail/%s/Maildir",
		 site->dir, user);
}

static int set_up(void **state)
{
	struct site *site = x_calloc(1, sizeof(*site));
	struct err err;

	*state = site;
	snprintf(site->dir, sizeof(site->dir), "/tmp/test_isolation.XXXXXX");
	assert_non_null(mkdtemp(site->dir));
	place(site, &site->alice, "alice");
	place(site, &site->bob, "bob");
	place(site, &site->carol, "carol");
	run(site->dir,
	    "mkdir -p lib mail/alice/Maildir/tmp mail/alice/Maildir/new "
	    "mail/bob/Maildir/cur mail/carol/Maildir/cur && "
	    "echo x >lib/accounts.sqlite && "
	    "echo x >mail/bob/Maildir/cur/1 && "
	    "echo x >mail/carol/Maildir/cur/1");
	if (geteuid() == 0)
		run(site->dir, "chown -R 65534:65534 .");
	return config_load(NULL, site->dir, &site->config, &err) ? 0 : -1;
}

static int tear_down(void **state)
{
	struct site *site = *state;

	run(site->dir, "rm -r \"$PWD\"");
	config_release(&site->config);
	free(site);
	return 0;
}

/* ---- what a worker tries ---- */

static int try_open(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0600);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static int try_path(const struct site *site, const char *path, int flags)
{
	auto_free char *whole = x_printf("%s/%s", site->dir, path);

	return try_open(whole, flags);
}

/* 0, or the line of what went otherwise than it must. */
#define MUST(cond)                                                             \
	do {                                                                   \
		if (!(cond))                                                   \
			return __LINE__;                                       \
	} while (0)

static int works_at_home(const struct site *site)
{
	MUST(chdir(site->alice.mail) == 0);
	MUST(try_open("tmp/1", O_WRONLY | O_CREAT | O_EXCL) == 0);
	MUST(rename("tmp/1", "new/1") == 0);
	MUST(link("new/1", "tmp/2") == 0);
	MUST(truncate("new/1", 0) == 0);
	MUST(mkdir(".Sent", 0700) == 0 && rename(".Sent", ".Old") == 0);
	MUST(symlink("new", "link") == 0 && unlink("link") == 0);
	MUST(unlink("tmp/2") == 0 && rmdir(".Old") == 0);
	MUST(try_open("..", O_RDONLY | O_DIRECTORY) == 0);
	return 0;
}

static int is_kept_in(const struct site *site)
{
	auto_free char *out = x_printf("%s/mail/alice2", site->dir);

	MUST(try_path(site, "mail/bob/Maildir/cur/1", O_RDONLY) == EACCES);
	MUST(try_path(site, "mail/bob/Maildir/cur", O_RDONLY) == EACCES);
	MUST(try_path(site, "mail/bob/2", O_WRONLY | O_CREAT) == EACCES);
	MUST(try_path(site, "mail", O_RDONLY) == EACCES);
	MUST(try_path(site, "lib/accounts.sqlite", O_RDONLY) == EACCES);
	MUST(try_open("/etc/passwd", O_RDONLY) == EACCES);
	MUST(try_open("/proc/self/mem", O_RDWR) == EACCES);
	MUST(rename(site->alice.home, out) != 0 && errno == EACCES);
	MUST(symlink("../../bob/Maildir/cur", "cur") == 0);
	MUST(try_open("cur/1", O_RDONLY) == EACCES);
	MUST(mkfifo("fifo", 0600) != 0 && errno == EACCES);
	return 0;
}

static int starts_no_program(void)
{
	char *const argv[] = { NULL };

	MUST(execv("/bin/true", argv) < 0 && errno == EACCES);
	return 0;
}

static int meets_nobody(void)
{
	const struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	auto_fd int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (sandbox_files_version() >= VERSION_TCP)
		MUST(connect(fd, (const struct sockaddr *)&address,
			     sizeof(address)) < 0 &&
		     errno == EACCES);
	return 0;
}

/* A process of the same system user, which ends when its pipe does. */
static struct {
	pid_t pid;
	int pipe[2];
} neighbour;

static void settle_neighbour(void)
{
	char byte;

	if (pipe(neighbour.pipe) != 0)
		_exit(1);
	neighbour.pid = fork();
	if (neighbour.pid != 0)
		return;
	close(neighbour.pipe[1]);
	_exit(read(neighbour.pipe[0], &byte, 1) != 0);
}

static bool is_well(void)
{
	int status;

	close(neighbour.pipe[1]);
	return waitpid(neighbour.pid, &status, 0) == neighbour.pid &&
	       status == 0;
}

/* The kernel signals who owns the file when it can be read: SIGIO ends a
 * process that has not asked for it. */
static int signals_by_file(pid_t pid)
{
	int fds[2];

	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
	MUST(fcntl(fds[0], F_SETOWN, pid) == 0 || errno == EPERM);
	MUST(fcntl(fds[0], F_SETFL, O_ASYNC) == 0);
	MUST(write(fds[1], "x", 1) == 1);
	return 0;
}

static int is_alone(const struct site *site)
{
	(void)site;
	MUST(fork() < 0 && (errno == EAGAIN || errno == EPERM));
	MUST(kill(neighbour.pid, 0) < 0 && errno == EPERM);
	MUST(kill(getpid(), 0) == 0);
	MUST(signals_by_file(neighbour.pid) == 0);
	MUST(is_well());
	return 0;
}

static int reaches_none_of(const struct site *site, const char *path)
{
	MUST(try_path(site, path, O_RDONLY) == EACCES);
	return 0;
}

static int reaches(const struct site *site, const char *path)
{
	MUST(try_path(site, path, O_RDONLY) == 0);
	return 0;
}

static int tries_all(const struct site *site)
{
	int line = works_at_home(site);

	if (!line)
		line = is_kept_in(site);
	if (!line)
		line = starts_no_program();
	if (!line)
		line = meets_nobody();
	return line ? line : is_alone(site);
}

/* ---- a worker ---- */

static const struct site *shared_site;

static void share_carol(struct isolation *walls, const struct config *config,
			const struct account *account)
{
	(void)config;
	(void)account;
	isolation_share(walls, SPAN("carol"), &shared_site->carol);
	isolation_share(walls, SPAN("dave"), NULL);
}

static int tries_shared(const struct site *site)
{
	int line = reaches(site, "mail/carol/Maildir/cur/1");

	MUST(isolation_has_met(SPAN("carol")) &&
	     isolation_has_met(SPAN("dave")) &&
	     !isolation_has_met(SPAN("bob")));
	if (!line)
		line = reaches_none_of(site, "mail/carol");
	return line ? line : tries_all(site);
}

static int tries_link(const struct site *site)
{
	return reaches_none_of(site, "mail/alice/Maildir/cur/1");
}

static int follows_link(const struct site *site)
{
	return reaches(site, "mail/alice/Maildir/cur/1");
}

/* The child's status goes through a pipe: lines are more than an exit code. */
static int in_worker(const struct site *site, int (*tries)(const struct site *),
		     isolation_others *others)
{
	int fds[2], line = -1, status;
	struct err err;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (pid == 0) {
		if (geteuid() == 0 && setresuid(NOBODY, NOBODY, NOBODY) != 0)
			_exit(1);
		settle_neighbour();
		if (isolation_be_alone(&site->config, &err) &&
		    isolation_enter(&site->config, &site->alice, others, &err))
			line = tries(site);
		_exit(write(fds[1], &line, sizeof(line)) != sizeof(line));
	}
	close(fds[1]);
	assert_int_equal(read(fds[0], &line, sizeof(line)), sizeof(line));
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	return line;
}

/* ---- tests ---- */

static void need_walls(void)
{
	if (!sandbox_files_version())
		skip();
}

static void test_isolation__own_files_only(void **state)
{
	need_walls();
	assert_int_equal(in_worker(*state, tries_all, NULL), 0);
}

static void test_isolation__those_who_share_as_well(void **state)
{
	need_walls();
	shared_site = *state;
	assert_int_equal(in_worker(*state, tries_shared, share_carol), 0);
}

static int tries_new_home(const struct site *site)
{
	MUST(chdir(site->alice.mail) == 0);
	MUST(mkdir("tmp", 0700) == 0);
	MUST(try_open("tmp/1", O_WRONLY | O_CREAT) == 0);
	MUST(chdir(site->alice.home) == 0);
	MUST(mkdir("sieve", 0700) == 0);
	return reaches_none_of(site, "mail/new");
}

static void test_isolation__homes_that_are_not_there_yet(void **state)
{
	struct site *site = *state;

	need_walls();
	place(site, &site->alice, "new/alice");
	snprintf(site->alice.mail, sizeof(site->alice.mail),
		 "%s/elsewhere/alice", site->dir);
	assert_int_equal(in_worker(site, tries_new_home, NULL), 0);
}

/* As a session that was taken over may leave it behind. */
static void test_isolation__no_link_out_of_the_home(void **state)
{
	struct site *site = *state;

	need_walls();
	run(site->dir, "cd mail/alice && rm -r Maildir && "
		       "ln -s ../bob/Maildir Maildir");
	if (geteuid() == 0)
		run(site->dir, "chown -h 65534 mail/alice/Maildir");
	assert_int_equal(in_worker(site, tries_link, NULL), 0);
}

static void test_isolation__but_by_one_of_the_administrator(void **state)
{
	struct site *site = *state;

	need_walls();
	if (geteuid() != 0)
		skip();
	run(site->dir, "cd mail/alice && rm -r Maildir && "
		       "ln -s ../bob/Maildir Maildir");
	assert_int_equal(in_worker(site, follows_link, NULL), 0);
}

static int tries_another(const struct site *site)
{
	return reaches(site, "mail/bob/Maildir/cur/1");
}

static void test_isolation__by_uid_there_are_no_walls(void **state)
{
	struct site *site = *state;

	free(site->config.isolation);
	site->config.isolation = x_strdup("uid");
	assert_int_equal(in_worker(site, tries_another, NULL), 0);
	assert_int_equal(in_worker(site, is_alone, NULL), 0);
}

/* As an old kernel answers. */
static bool take_landlock_away(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	bool done =
		filter &&
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS),
				 SCMP_SYS(landlock_create_ruleset), 0) == 0 &&
		seccomp_load(filter) == 0;

	seccomp_release(filter);
	return done;
}

static int starts_without_landlock(struct site *site)
{
	struct err err;

	MUST(take_landlock_away());
	MUST(isolation_check(&site->config, &err));
	MUST(isolation_enter(&site->config, &site->alice, NULL, &err));
	MUST(reaches(site, "mail/bob/Maildir/cur/1") == 0);
	MUST(isolation_has_met(SPAN("bob")));
	site->config.isolation_required = true;
	MUST(!isolation_check(&site->config, &err) && err.kind == ERR_STATE);
	MUST(!isolation_enter(&site->config, &site->alice, NULL, &err));
	return 0;
}

static void test_isolation__required_where_there_is_none(void **state)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(starts_without_landlock(*state) != 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(test_isolation__##name, set_up,        \
					tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(own_files_only),
		TEST(those_who_share_as_well),
		TEST(homes_that_are_not_there_yet),
		TEST(no_link_out_of_the_home),
		TEST(but_by_one_of_the_administrator),
		TEST(by_uid_there_are_no_walls),
		TEST(required_where_there_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
