/* SPDX-License-Identifier: MIT */
/*
 * FETCH on a mailbox in a temporary folder: the command is run as the loop
 * would run it, its answers are read back from a file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"
#include "imap/imap_reply.h"
#include "imap/imap_session.h"
#include "store/store_message.h"

extern const struct imap_command cmd_fetch;

enum {
	ANSWER_MAX = 1 << 22
};

struct place {
	char dir[64];
	struct store_user *user;
	struct config config;
	struct imap_session session;
	struct buf answer;
};

static const struct store_settings settings = {
	.host = "host",
	.mime = { .parts = 100, .depth = 10, .header_bytes = 10000 },
	.message_max = 1 << 22,
	.mailbox_max = 10,
	.keywords_max = 64,
};

/* ---- the place ---- */

static void append(struct place *p, struct span text)
{
	const struct store_append options = { .internaldate = 86400 * 20000 };
	struct store_spool *spool = store_spool_new(p->user);
	struct store_appended appended;
	struct err err;

	assert_true(store_spool_write(spool, text, &err));
	assert_true(store_append(p->user, SPAN("INBOX"), spool, &options,
				 &appended, &err));
	store_spool_free(&spool);
}

static void open_box(struct place *p, enum store_access access)
{
	struct err err;

	if (p->session.box)
		store_box_close(&p->session.box);
	assert_true(store_box_open(p->user, SPAN("INBOX"), access,
				   &p->session.box, &err));
	/* Told by SELECT. */
	ranges_clear(&p->session.box->recent);
}

static int setup(void **state)
{
	struct place *p = x_calloc(1, sizeof(*p));
	struct account account = { .uid = UINT32_MAX, .gid = UINT32_MAX };
	struct err err;

	setenv("TZ", "UTC", 1);
	snprintf(p->dir, sizeof(p->dir), "/tmp/fumikura-fetch-XXXXXX");
	if (!mkdtemp(p->dir))
		return -1;
	snprintf(account.user, sizeof(account.user), "alice");
	snprintf(account.home, sizeof(account.home), "%s/home", p->dir);
	snprintf(account.mail, sizeof(account.mail), "%s/home/Maildir", p->dir);
	if (!store_user_open(&account, &settings, &p->user, &err))
		return -1;
	p->config.keywords_max = 64;
	p->session.config = &p->config;
	p->session.user = p->user;
	arena_init(&p->session.arena);
	buf_init(&p->answer, ANSWER_MAX);
	*state = p;
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int flag,
		      struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static int teardown(void **state)
{
	struct place *p = *state;

	if (p->session.box)
		store_box_close(&p->session.box);
	store_user_close(&p->user);
	arena_release(&p->session.arena);
	buf_release(&p->answer);
	nftw(p->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(p);
	return 0;
}

static void read_answer(struct place *p, int fd)
{
	char *to = buf_reserve(&p->answer, ANSWER_MAX / 2);
	ssize_t got = pread(fd, to, ANSWER_MAX / 2, 0);

	assert_true(got >= 0);
	buf_grew(&p->answer, (size_t)got);
}

static enum imap_result run(struct place *p, bool uid, const char *args)
{
	auto_free char *path = x_printf("%s/answer", p->dir);
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct imap_request request;
	enum imap_result result;
	struct err err;

	assert_true(fd >= 0);
	stream_init(&p->session.stream, fd, fd, 1000, 1000);
	imap_reply_init(&request);
	request.command = &cmd_fetch;
	request.uid = uid;
	request.args = span_of(args);
	result = cmd_fetch.run(&p->session, &request);
	imap_reply_send(&p->session, &request, result);
	assert_true(stream_flush(&p->session.stream, &err));
	buf_reset(&p->answer);
	read_answer(p, fd);
	imap_reply_release(&request);
	stream_release(&p->session.stream);
	arena_reset(&p->session.arena);
	return result;
}

static void check(struct place *p, const char *args, const char *want)
{
	run(p, false, args);
	assert_string_equal(buf_str(&p->answer), want);
}

static const char plain[] = "From: a@example.org\n"
			    "Subject: hello\n"
			    "Received: x\n"
			    "\n"
			    "body\n";

#define OK   "* OK Fetch completed\r\n"
#define SEEN "FLAGS (\\Seen)"

/* ---- the tests ---- */

static void test_cmd_fetch__facts_come_from_the_index(void **state)
{
	struct place *p = *state;

	append(p, span_of(plain));
	open_box(p, STORE_READ_WRITE);
	check(p, " 1 FAST",
	      "* 1 FETCH (FLAGS () INTERNALDATE \" 4-Oct-2024 00:00:00 +0000\" "
	      "RFC822.SIZE 58)\r\n" OK);
	check(p, " 1 (UID BODY)",
	      "* 1 FETCH (UID 1 BODY (\"text\" \"plain\" "
	      "(\"charset\" \"us-ascii\") NIL NIL \"7bit\" 6 1))\r\n" OK);
	check(p, " 1 ENVELOPE",
	      "* 1 FETCH (ENVELOPE (NIL \"hello\" "
	      "((NIL NIL \"a\" \"example.org\")) "
	      "((NIL NIL \"a\" \"example.org\")) "
	      "((NIL NIL \"a\" \"example.org\")) NIL NIL NIL NIL NIL))\r\n" OK);
	check(p, " * BODYSTRUCTURE",
	      "* 1 FETCH (BODYSTRUCTURE (\"text\" \"plain\" "
	      "(\"charset\" \"us-ascii\") NIL NIL \"7bit\" 6 1 NIL NIL NIL "
	      "NIL))\r\n" OK);
}

static void test_cmd_fetch__bodies_and_facts_keep_their_order(void **state)
{
	struct place *p = *state;

	append(p, span_of(plain));
	open_box(p, STORE_READ_WRITE);
	check(p,
	      " 1 (BODY.PEEK[TEXT] RFC822.SIZE BODY.PEEK[2] UID "
	      "BODY.PEEK[1]<1.3> FLAGS)",
	      "* 1 FETCH (BODY[TEXT] {6}\r\nbody\r\n RFC822.SIZE 58 "
	      "BODY[2] NIL UID 1 BODY[1]<1> {3}\r\nody FLAGS ())\r\n" OK);
}

static void remove_folder(struct place *p, const char *name)
{
	auto_free char *path = x_printf("%s/home/Maildir/%s", p->dir, name);

	assert_int_equal(nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

static void test_cmd_fetch__kept_fields_need_no_file(void **state)
{
	struct place *p = *state;
	const char *fields = " 1 BODY.PEEK[HEADER.FIELDS (SUBJECT To)]";
	const char *want = "* 1 FETCH (BODY[HEADER.FIELDS (SUBJECT To)] "
			   "{18}\r\nSubject: hello\r\n\r\n)\r\n" OK;

	append(p, span_of(plain));
	open_box(p, STORE_READ_WRITE);
	check(p, fields, want);
	check(p, " 1 BODY.PEEK[HEADER.FIELDS (Subject Received)]",
	      "* 1 FETCH (BODY[HEADER.FIELDS (Subject Received)] {31}\r\n"
	      "Subject: hello\r\nReceived: x\r\n\r\n)\r\n" OK);
	/* The files are gone, the index knows nothing of it yet. */
	remove_folder(p, "new");
	remove_folder(p, "cur");
	check(p, fields, want);
}

static void test_cmd_fetch__a_long_header_is_read_from_the_file(void **state)
{
	struct place *p = *state;
	auto_buf struct buf text;

	buf_init(&text, 100000);
	while (text.len < 20000)
		buf_add_str(&text, "Received: filler\n");
	buf_add_str(&text, "Subject: at the end\n\nx");
	append(p, buf_span(&text));
	open_box(p, STORE_READ_WRITE);
	check(p, " 1 BODY.PEEK[HEADER.FIELDS (Subject)]",
	      "* 1 FETCH (BODY[HEADER.FIELDS (Subject)] {23}\r\n"
	      "Subject: at the end\r\n\r\n)\r\n" OK);
}

static void test_cmd_fetch__bodies_without_peek_become_seen(void **state)
{
	struct place *p = *state;

	append(p, span_of(plain));
	append(p, span_of(plain));
	open_box(p, STORE_READ_WRITE);
	check(p, " 1 BODY.PEEK[TEXT]",
	      "* 1 FETCH (BODY[TEXT] {6}\r\nbody\r\n)\r\n" OK);
	check(p, " 1 BODY[TEXT]",
	      "* 1 FETCH (BODY[TEXT] {6}\r\nbody\r\n " SEEN ")\r\n" OK);
	check(p, " 1 BODY[TEXT]",
	      "* 1 FETCH (BODY[TEXT] {6}\r\nbody\r\n)\r\n" OK);
	check(p, " 1:2 (FLAGS RFC822.TEXT)",
	      "* 1 FETCH (" SEEN " RFC822.TEXT {6}\r\nbody\r\n)\r\n"
	      "* 2 FETCH (" SEEN " RFC822.TEXT {6}\r\nbody\r\n)\r\n" OK);
}

static void test_cmd_fetch__examine_sets_no_flag(void **state)
{
	struct place *p = *state;

	append(p, span_of(plain));
	open_box(p, STORE_READ_ONLY);
	check(p, " 1 (RFC822.TEXT FLAGS)",
	      "* 1 FETCH (RFC822.TEXT {6}\r\nbody\r\n FLAGS ())\r\n" OK);
}

static void test_cmd_fetch__the_uid_form_adds_the_uid(void **state)
{
	struct place *p = *state;

	append(p, span_of(plain));
	open_box(p, STORE_READ_WRITE);
	run(p, true, " 1,5,9:* FLAGS");
	assert_string_equal(buf_str(&p->answer),
			    "* 1 FETCH (UID 1 FLAGS ())\r\n" OK);
	run(p, true, " 5:7 FLAGS");
	assert_string_equal(buf_str(&p->answer), OK);
}

static void expunge_first(struct place *p)
{
	const struct store_flags_change deleted = {
		.how = STORE_FLAGS_ADD,
		.flags = INDEX_DELETED,
		.unchanged_since = UINT64_MAX,
	};
	struct ranges first;
	struct err err;

	ranges_init(&first);
	ranges_add(&first, 1);
	assert_true(store_flags(p->session.box, &first, &deleted, NULL, NULL,
				&err));
	assert_true(store_expunge(p->session.box, &first, &err));
	ranges_release(&first);
}

static void test_cmd_fetch__expunged_messages_are_passed_over(void **state)
{
	struct place *p = *state;

	append(p, span_of(plain));
	append(p, span_of(plain));
	open_box(p, STORE_READ_WRITE);
	expunge_first(p);
	check(p, " 1:2 (UID BODY.PEEK[TEXT])",
	      "* 2 FETCH (UID 2 BODY[TEXT] {6}\r\nbody\r\n)\r\n"
	      "* NO [EXPUNGEISSUED] Some of the messages are no more\r\n");
	check(p, " 2 UID", "* 2 FETCH (UID 2)\r\n" OK);
	run(p, true, " 1:2 (UID)");
	assert_string_equal(buf_str(&p->answer), "* 2 FETCH (UID 2)\r\n" OK);
}

/* What another program does: the file is deleted, or marked as seen. */
static void change_file(struct place *p, unsigned uid, bool deleted)
{
	auto_free char *pattern =
		x_printf("%s/home/Maildir/[nc]*/*,U=%u.*", p->dir, uid);
	auto_free char *seen = NULL;
	glob_t found;
	char *from;

	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	assert_int_equal(found.gl_pathc, 1);
	from = found.gl_pathv[0];
	seen = x_printf("%s/home/Maildir/cur/%.*s:2,S", p->dir,
			(int)strcspn(strrchr(from, '/') + 1, ":"),
			strrchr(from, '/') + 1);
	assert_int_equal(deleted ? unlink(from) : rename(from, seen), 0);
	globfree(&found);
}

static void test_cmd_fetch__files_that_go_leave_the_others(void **state)
{
	struct place *p = *state;
	auto_buf struct buf want;

	buf_init(&want, ANSWER_MAX);
	for (unsigned uid = 1; uid <= 40; uid++) {
		auto_free char *text = x_printf("S: x\n\n%02u", uid);

		append(p, span_of(text));
		if (uid != 2 && uid != 33)
			buf_add_format(&want,
				       "* %u FETCH (BODY[TEXT] {2}\r\n%02u "
				       "BODY[HEADER] {8}\r\nS: x\r\n\r\n)\r\n",
				       uid, uid);
	}
	open_box(p, STORE_READ_WRITE);
	change_file(p, 33, true);
	change_file(p, 20, false);
	change_file(p, 2, true);
	buf_add_str(&want, "* NO [EXPUNGEISSUED] Some of the messages are no "
			   "more\r\n");
	check(p, " 1:40 (BODY.PEEK[TEXT] BODY.PEEK[HEADER])", buf_str(&want));
}

static void test_cmd_fetch__bad_sets_and_items_are_refused(void **state)
{
	static const char *const bad[] = {
		"",          " 1",       " 1 ",       " 2 FLAGS", " 0 FLAGS",
		" 1 (FLAGS", " x FLAGS", " 1  FLAGS", " 1 FLAGS "
	};
	struct place *p = *state;

	append(p, span_of(plain));
	open_box(p, STORE_READ_WRITE);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(run(p, false, bad[i]), IMAP_BAD);
}

static void test_cmd_fetch__sizes_agree_for_every_line_end(void **state)
{
	struct place *p = *state;

	append(p, SPAN("A: \0\r\n\r\nx\ny\r\n\rz\r"));
	open_box(p, STORE_READ_WRITE);
	run(p, false, " 1 (RFC822.SIZE BODY.PEEK[])");
	assert_string_equal(buf_str(&p->answer),
			    "* 1 FETCH (RFC822.SIZE 17 BODY[] {17}\r\n"
			    "A: \x80\r\n\r\nx\r\ny\r\n\rz\r)\r\n" OK);
}

static void test_cmd_fetch__large_bodies_come_whole(void **state)
{
	struct place *p = *state;
	auto_buf struct buf text;
	auto_buf struct buf want;

	buf_init(&text, ANSWER_MAX);
	buf_init(&want, ANSWER_MAX);
	buf_add_str(&text, "A: b\n\n");
	while (text.len < 700000)
		buf_add_str(&text, "a line of text that repeats\n");
	append(p, buf_span(&text));
	open_box(p, STORE_READ_WRITE);
	run(p, false, " 1 BODY.PEEK[]");
	buf_add_str(&want, "A: b\r\n\r\n");
	for (size_t n = (text.len - 6) / 28; n; n--)
		buf_add_str(&want, "a line of text that repeats\r\n");
	buf_drop_front(&p->answer,
		       span_find_char(buf_span(&p->answer), '\n') + 1);
	buf_truncate(&p->answer, want.len);
	assert_string_equal(buf_str(&p->answer), buf_str(&want));
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(test_cmd_fetch__##name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(facts_come_from_the_index),
		TEST(bodies_and_facts_keep_their_order),
		TEST(kept_fields_need_no_file),
		TEST(a_long_header_is_read_from_the_file),
		TEST(bodies_without_peek_become_seen),
		TEST(examine_sets_no_flag),
		TEST(the_uid_form_adds_the_uid),
		TEST(expunged_messages_are_passed_over),
		TEST(files_that_go_leave_the_others),
		TEST(bad_sets_and_items_are_refused),
		TEST(sizes_agree_for_every_line_end),
		TEST(large_bodies_come_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
