/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "maildir/md_uid.h"

static void test_store_append__shows_in_status_and_fields(void **state)
{
	struct fixture *f = *state;
	struct store_status s;
	struct store_box *box;
	struct store_read read;
	struct store_message m;
	struct mime_order order;
	struct span field;
	struct err err = { 0 };

	assert_int_equal(fixture_append(f, "INBOX", "one", 0), 1);
	assert_int_equal(fixture_append(f, "inbox", "two", INDEX_SEEN), 2);
	s = fixture_status(f, "INBOX");
	assert_int_equal(s.messages, 2);
	assert_int_equal(s.unseen, 1);
	assert_int_equal(s.recent, 2);
	assert_int_equal(s.uidnext, 3);
	assert_int_equal(fixture_count(f, "new"), 1);
	assert_int_equal(fixture_count(f, "cur"), 1);
	assert_non_null(strstr(fixture_find(f, "cur", ":2,"), ":2,S"));

	box = fixture_open(f, "INBOX");
	assert_string_equal(fixture_set(&box->uids), "1:2");
	assert_true(store_read_begin(box, &read, &err));
	assert_true(store_message_get(&read, 1, &m, &err));
	assert_true(m.recent);
	assert_int_equal(m.flags, 0);
	assert_true(m.vsize > m.size);
	assert_true(
		store_message_field(&read, &m, STORE_ENVELOPE, &field, &err));
	assert_true(span_find(field, SPAN("\"one\"")) < field.len);
	assert_true(
		store_message_field(&read, &m, STORE_HEADERS, &field, &err));
	assert_true(span_find(field, SPAN("Subject: one\r\n")) < field.len);
	assert_true(store_message_order(&read, &m, &order, &err));
	assert_int_equal(order.date_zone, 540);
	store_read_end(&read);
	store_box_close(&box);
	fixture_check_usage(f);
}

static void test_store_append__stores_bytes_with_lf(void **state)
{
	struct fixture *f = *state;
	struct store_spool *spool = store_spool_new(f->user);
	struct store_append options = { .internaldate = 86400 * 365 };
	struct store_appended out;
	struct store_box *box;
	struct store_file file;
	struct store_message m;
	struct err err = { 0 };

	assert_true(store_spool_write(spool, SPAN("A: b\r"), &err));
	assert_true(store_spool_write(spool, SPAN("\n\r\n"), &err));
	assert_true(store_spool_write(spool, SPAN("x\ry\0z\r"), &err));
	assert_true(store_spool_write(spool, SPAN("w\nlast\r"), &err));
	assert_true(store_append(f->user, SPAN("INBOX"), spool, &options, &out,
				 &err));
	store_spool_free(&spool);
	box = fixture_open(f, "INBOX");
	assert_true(store_message_open(box, out.uid, &file, &err));
	assert_true(span_eq(file.bytes, SPAN("A: b\n\nx\ry\0z\rw\nlast\r")));
	store_message_close(&file);
	assert_true(fixture_message(box, out.uid, &m));
	assert_int_equal(m.size, 19);
	assert_int_equal(m.vsize, 22);
	assert_int_equal(m.internaldate, 86400 * 365);
	store_box_close(&box);
}

/* Past what is kept in memory, and for two users. */
static void test_store_append__large_one_for_two_users(void **state)
{
	struct fixture *f = *state;
	struct account second = f->account;
	struct store_user *other;
	struct store_spool *spool;
	struct store_append options = { .internaldate = INT64_MIN };
	struct store_appended out;
	struct store_box *box;
	struct store_file file;
	struct err err = { 0 };
	size_t size = 3 << 20;
	auto_free char *bytes = x_calloc(1, size);

	memset(bytes, 'x', size);
	for (size_t i = 71; i < size; i += 72)
		bytes[i] = '\n';
	memcpy(bytes, "Subject: big\n\n", 14);
	snprintf(second.user, sizeof(second.user), "mio@example.org");
	snprintf(second.home, sizeof(second.home), "%s/mio", f->top);
	snprintf(second.mail, sizeof(second.mail), "%s/mio/Maildir", f->top);
	assert_true(store_user_open(&second, &f->settings, &other, &err));

	spool = store_spool_new(f->user);
	assert_true(store_spool_write(spool, span_make(bytes, size), &err));
	assert_true(store_append(f->user, SPAN("INBOX"), spool, &options, &out,
				 &err));
	assert_true(store_append(other, SPAN("INBOX"), spool, &options, &out,
				 &err));
	store_spool_free(&spool);
	assert_int_equal(fixture_count(f, "tmp"), 0);

	assert_true(store_box_open(other, SPAN("INBOX"), STORE_READ_WRITE, &box,
				   &err));
	assert_true(store_message_open(box, out.uid, &file, &err));
	assert_true(span_eq(file.bytes, span_make(bytes, size)));
	store_message_close(&file);
	store_box_close(&box);
	store_user_close(&other);
}

static void test_store_append__keywords_travel_in_names(void **state)
{
	struct fixture *f = *state;
	const struct span names[] = { SPAN("$Label1"), SPAN("work") };
	struct store_append options = {
		.keywords = names,
		.keyword_count = 2,
		.internaldate = INT64_MIN,
	};
	struct store_appended out;
	struct store_keywords list;
	struct store_message m;
	struct store_box *box;
	auto_arena struct arena arena;
	struct err err = { 0 };

	arena_init(&arena);
	assert_int_equal(fixture_append_bytes(f->user, "INBOX",
					      SPAN("A: b\n\nc\n"), &options,
					      &out),
			 ERR_NONE);
	assert_non_null(fixture_find(f, "cur", ":2,ab"));
	assert_true(fixture_exists(f, "dovecot-keywords"));
	fixture_lose_index(f);
	box = fixture_open(f, "INBOX");
	assert_true(fixture_message(box, out.uid, &m));
	assert_int_equal(m.keywords, 3);
	assert_true(store_keywords(box, &arena, &list, &err));
	assert_int_equal(list.count, 2);
	assert_true(span_eq(list.name[1], SPAN("work")));
	store_box_close(&box);
}

static void test_store_append__no_mailbox_no_mail(void **state)
{
	struct fixture *f = *state;
	struct store_append options = { .internaldate = INT64_MIN };
	struct store_appended out;

	assert_int_equal(fixture_append_bytes(f->user, "Nowhere", SPAN("A: b"),
					      &options, &out),
			 ERR_NOTFOUND);
	assert_int_equal(fixture_count(f, "tmp"), 0);
}

static void test_store_append__quota_refuses_and_frees(void **state)
{
	struct fixture *f = *state;
	struct store_append options = { .internaldate = INT64_MIN };
	struct store_appended out;
	struct err err = { 0 };

	f->account.quota_messages = 2;
	fixture_reopen(f);
	fixture_append(f, "INBOX", "1", 0);
	fixture_append(f, "INBOX", "2", 0);
	assert_int_equal(fixture_append_bytes(f->user, "INBOX", SPAN("A: b\n"),
					      &options, &out),
			 ERR_QUOTA);
	assert_false(store_append_check(f->user, SPAN("INBOX"), 5,
					STORE_WITHIN_LIMIT, &err));
	assert_int_equal(err.kind, ERR_QUOTA);
	assert_int_equal(fixture_count(f, "new"), 2);
	assert_int_equal(fixture_count(f, "tmp"), 0);
	fixture_check_usage(f);
	/* Somebody makes room by hand: it is seen before refusing. */
	fixture_unlink(f, fixture_find(f, "new", ""));
	assert_int_equal(fixture_append_bytes(f->user, "INBOX", SPAN("A: b\n"),
					      &options, &out),
			 ERR_NONE);
	fixture_check_usage(f);
}

static void test_store_append__rules_let_folders_out(void **state)
{
	struct fixture *f = *state;
	struct store_append options = { .internaldate = INT64_MIN };
	struct store_appended out;
	struct store_usage usage;
	struct err err = { 0 };

	f->account.quota_messages = 1;
	snprintf(f->account.quota_rules, sizeof(f->account.quota_rules),
		 "Spam:ignore");
	fixture_reopen(f);
	assert_true(store_create(f->user, SPAN("Spam"), &err));
	fixture_append(f, "INBOX", "1", 0);
	fixture_append(f, "Spam", "2", 0);
	fixture_append(f, "Spam", "3", 0);
	assert_true(store_usage(f->user, &usage, &err));
	assert_int_equal(usage.messages, 1);
	assert_int_equal(fixture_append_bytes(f->user, "INBOX", SPAN("A: b\n"),
					      &options, &out),
			 ERR_QUOTA);
}

static void test_store_append__too_large_is_limit(void **state)
{
	struct fixture *f = *state;
	struct store_spool *spool;
	struct err err = { 0 };

	f->settings.message_max = 10;
	fixture_reopen(f);
	spool = store_spool_new(f->user);
	assert_true(store_spool_write(spool, SPAN("0123456789"), &err));
	assert_false(store_spool_write(spool, SPAN("0"), &err));
	assert_int_equal(err.kind, ERR_LIMIT);
	err_clear(&err);
	assert_false(store_spool_write(spool, SPAN("0"), &err));
	assert_int_equal(err.kind, ERR_LIMIT);
	store_spool_free(&spool);
}

/* Nothing can be written, neither to maildirsize nor in its place. */
static void test_store_append__goes_on_without_maildirsize(void **state)
{
	struct fixture *f = *state;
	auto_free char *size = x_printf("%s/maildirsize", f->account.mail);
	struct err err = { 0 };
	struct stat st;

	assert_true(store_create(f->user, SPAN("Other"), &err));
	fixture_append(f, "INBOX", "one", 0);
	fixture_unlink(f, "maildirsize");
	assert_int_equal(symlink("maildirsize", size), 0);
	fixture_rename(f, "tmp", "tmp-away");
	fixture_write(f, "tmp", "no folder");
	fixture_append(f, "Other", "two", 0);
	/* No file rather than a wrong one: the next change makes it. */
	assert_int_equal(lstat(size, &st), -1);
	fixture_unlink(f, "tmp");
	fixture_rename(f, "tmp-away", "tmp");
	fixture_append(f, "Other", "three", 0);
	fixture_check_usage(f);
}

/* settings: of the account; size: bytes of a message. */
static enum err_kind append_with(struct fixture *f, const char *settings,
				 size_t size)
{
	const struct store_append options = { .internaldate = INT64_MIN };
	auto_free char *text = x_calloc(1, size + 1);
	struct store_appended a;

	memset(text, 'x', size);
	snprintf(f->account.settings, sizeof(f->account.settings), "%s",
		 settings);
	fixture_reopen(f);
	return fixture_append_bytes(f->user, "INBOX", span_of(text), &options,
				    &a);
}

static void test_store_append__settings_of_the_account_hold(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(append_with(f, "", 5000), ERR_NONE);
	assert_int_equal(append_with(f, "message_max=4000", 5000), ERR_LIMIT);
	assert_int_equal(append_with(f, "message_max=4000", 3000), ERR_NONE);
	/* Out of bounds, not a user's to set, unknown, malformed. */
	assert_int_equal(append_with(f, "message_max=1", 5000), ERR_NONE);
	assert_int_equal(append_with(f, "imap_port=1 x message_max=", 5000),
			 ERR_NONE);
	assert_int_equal(append_with(f, "x=1 message_max=4000 y=", 5000),
			 ERR_LIMIT);
}

/* Our own trouble, which a sender is not to be told as a limit. */
static void test_store_append__no_uid_to_be_had_is_temporary(void **state)
{
	struct fixture *f = *state;
	struct md_uid uid;
	struct err err = { 0 };

	assert_int_equal(append_with(f, "", 10), ERR_NONE);
	assert_true(md_uid_read(f->account.mail, SPAN(""), &uid, &err));
	uid.uid_ceiling = UINT32_MAX;
	assert_true(md_uid_write(f->account.mail, SPAN(""), &uid, &err));
	fixture_lose_index(f);
	assert_int_equal(append_with(f, "", 10), ERR_TEMP);
}

int main(void)
{
#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
	const struct CMUnitTest tests[] = {
		T(test_store_append__shows_in_status_and_fields),
		T(test_store_append__stores_bytes_with_lf),
		T(test_store_append__large_one_for_two_users),
		T(test_store_append__keywords_travel_in_names),
		T(test_store_append__no_mailbox_no_mail),
		T(test_store_append__quota_refuses_and_frees),
		T(test_store_append__rules_let_folders_out),
		T(test_store_append__too_large_is_limit),
		T(test_store_append__settings_of_the_account_hold),
		T(test_store_append__goes_on_without_maildirsize),
		T(test_store_append__no_uid_to_be_had_is_temporary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
