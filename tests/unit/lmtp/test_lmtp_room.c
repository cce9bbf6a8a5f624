/* SPDX-License-Identifier: MIT */
/* What a room answers is not believed where it can't be so; the rooms, and what
 * is done in them, are played by the functions below. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "account/account_apop.h"
#include "base/check.h"
#include "lmtp/lmtp_room.h"
#include "lmtp/lmtp_session.h"
#include "proc/confined.h"
#include "proc/isolation.h"

/* ---- the play ---- */

/* Fills the bytes of an answer; NULL: the work is done here. */
static void (*lie)(unsigned char *answer, size_t size);
static const char *outcome;
static bool refuses;
static int brought; /* along with a lie */

bool isolation_has_walls(const struct config *config)
{
	(void)config;
	return false;
}

bool confined_run(const struct confined *c, int *out_fd, struct err *err)
{
	(void)err;
	*out_fd = brought;
	if (lie)
		lie(c->answer, c->answer_bytes);
	else
		c->work(c->context, c->answer, out_fd);
	return true;
}

bool deliver_check(struct deliver *d, const struct account *account,
		   struct span mailbox, uint64_t size, struct err *err)
{
	(void)d;
	(void)account;
	(void)mailbox;
	(void)size;
	return !refuses || err_set(err, ERR_QUOTA, "Mailbox is full");
}

bool deliver_mail_open_file(struct deliver *d, const struct account *account,
			    int *out_fd, struct err *err)
{
	(void)d;
	(void)account;
	(void)out_fd;
	if (refuses)
		return err_set(err, ERR_LIMIT, "Mailbox is too large");
	errno = ENOSPC;
	return err_sys(err, "create spool");
}

bool deliver_mail_store(struct deliver_mail *mail,
			const struct deliver_recipient *to,
			struct deliver_stored *out, struct err *err)
{
	static char name[2000];

	(void)mail;
	(void)to;
	(void)err;
	memset(name, 'n', sizeof(name));
	*out = (struct deliver_stored){
		.uid = 7,
		.mailbox = span_make(name, sizeof(name)),
		.outcome = outcome,
		.report = DELIVER_DSN_RELAYED,
	};
	return true;
}

void deliver_mail_report(struct deliver_mail *mail,
			 const struct deliver_recipient *to,
			 enum deliver_dsn_report report)
{
	(void)mail;
	(void)to;
	(void)report;
}

int deliver_mail_fd(const struct deliver_mail *mail)
{
	(void)mail;
	return -1;
}

void deliver_rest(struct deliver *d)
{
	(void)d;
}

bool account_apop_check(const struct account *account, const char *name,
			struct span challenge, struct span digest,
			struct err *err)
{
	(void)account;
	(void)name;
	(void)challenge;
	(void)digest;
	return err_set(err, ERR_DENIED, "Wrong");
}

/* ---- the tests ---- */

static const struct config config;
static const struct account alice = { .user = "alice" };
static struct lmtp_session session;

static int set_up(void **state)
{
	(void)state;
	session = (struct lmtp_session){ .config = &config };
	arena_init(&session.txn.arena);
	lie = NULL;
	outcome = "stored";
	brought = -1;
	refuses = false;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_release(&session.txn.arena);
	return 0;
}

static bool store(struct deliver_stored *out, struct err *err)
{
	const struct lmtp_recipient r = { .to = { .account = &alice } };

	return lmtp_room_store(&session, &r, out, err);
}

static void all_ones(unsigned char *answer, size_t size)
{
	memset(answer, 0xff, size);
}

/* All the same, but that it is not done. */
static void not_done(unsigned char *answer, size_t size)
{
	memset(answer, 0xff, size);
	memset(answer, 0, sizeof(uint32_t));
}

static void test_lmtp_room__what_is_stored_is_told(void **state)
{
	struct deliver_stored stored;
	struct err err;

	(void)state;
	outcome = "discarded";
	assert_true(store(&stored, &err));
	assert_int_equal(stored.uid, 7);
	assert_string_equal(stored.outcome, "discarded");
	assert_int_equal(stored.report, DELIVER_DSN_RELAYED);
	assert_int_equal(stored.mailbox.len, 1024);
}

static void test_lmtp_room__a_refusal_keeps_its_kind(void **state)
{
	struct err err;

	(void)state;
	assert_true(lmtp_room_check(&session, &alice, SPAN("INBOX"), &err));
	refuses = true;
	assert_false(lmtp_room_check(&session, &alice, SPAN("INBOX"), &err));
	assert_int_equal(err.kind, ERR_QUOTA);
	assert_string_equal(err.text, "Mailbox is full");
	assert_false(lmtp_room_apop(&config, &alice, SPAN(""), SPAN(""), &err));
	assert_int_equal(err.kind, ERR_DENIED);
}

static void test_lmtp_room__nonsense_is_bounded(void **state)
{
	struct deliver_stored stored;
	struct err err;

	(void)state;
	lie = all_ones;
	assert_true(store(&stored, &err));
	assert_string_equal(stored.outcome, "stored");
	assert_int_equal(stored.report, DELIVER_DSN_DELIVERED);
	assert_int_equal(stored.mailbox.len, 1024);
	lie = not_done;
	assert_false(store(&stored, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	assert_true(strlen(err.text) < sizeof(err.text));
	assert_true(strlen(err.detail) < sizeof(err.detail));
}

/* The only recipient, with a room that answers what can't be. */
static void lie_to(struct lmtp_recipient *r)
{
	r->first = r;
	session.txn.recipients = r;
	lie = all_ones;
}

static void test_lmtp_room__a_file_that_is_not_there_is_none(void **state)
{
	struct lmtp_recipient r = { .to = { .account = &alice } };
	struct err err;
	int fd;

	(void)state;
	lie_to(&r);
	assert_false(lmtp_room_open_file(&session, &fd, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	lie = NULL;
	assert_false(lmtp_room_open_file(&session, &fd, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	assert_int_equal(err.os, ENOSPC);
	assert_non_null(strstr(err.detail, "create spool"));
	refuses = true;
	assert_false(lmtp_room_open_file(&session, &fd, &err));
	assert_int_equal(err.kind, ERR_TEMP);
}

static bool is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

static void test_lmtp_room__only_a_file_is_taken(void **state)
{
	struct lmtp_recipient r = { .to = { .account = &alice } };
	int ends[2];
	struct err err;
	int fd;

	(void)state;
	lie_to(&r);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	brought = ends[1];
	assert_false(lmtp_room_open_file(&session, &fd, &err));
	assert_int_equal(fd, -1);
	assert_false(is_open(ends[1]));
	close(ends[0]);

	lie = not_done;
	brought = memfd_create("file", MFD_CLOEXEC);
	assert_false(lmtp_room_open_file(&session, &fd, &err));
	assert_false(is_open(brought));

	lie = all_ones;
	brought = memfd_create("file", MFD_CLOEXEC);
	assert_true(lmtp_room_open_file(&session, &fd, &err));
	assert_int_equal(fd, brought);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(test_lmtp_room__##name, set_up,        \
					tear_down)
		TEST(what_is_stored_is_told),
		TEST(a_refusal_keeps_its_kind),
		TEST(nonsense_is_bounded),
		TEST(a_file_that_is_not_there_is_none),
		TEST(only_a_file_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
