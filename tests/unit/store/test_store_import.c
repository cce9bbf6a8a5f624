/* SPDX-License-Identifier: MIT */
/* Maildirs that another server kept, opened for the first time. */
#include "fixture.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "maildir/md_uid.h"
#include "store/store_import_check.h"

#define MAIL "Subject: a\n\nx\n"

/* As if fumikura had never been here. */
static void open_first(struct fixture *f)
{
	fixture_unlink(f, "fumikura-uid");
	fixture_lose_index(f);
}

static void make_folder(struct fixture *f, const char *path)
{
	auto_free char *full = x_printf("%s/%s", f->account.mail, path);

	assert_int_equal(mkdir(full, 0700), 0);
}

static void assert_names(struct fixture *f, const char *mailbox, uint32_t uid,
			 const char *flags)
{
	struct store_box *box = fixture_open(f, mailbox);
	struct store_keywords list;
	auto_arena struct arena arena;
	auto_buf struct buf text;
	struct store_message m;
	struct err err = { 0 };

	arena_init(&arena);
	buf_init(&text, 1000);
	assert_true(fixture_message(box, uid, &m));
	assert_true(store_keywords(box, &arena, &list, &err));
	for (unsigned i = 0; i < list.count; i++)
		if (m.keywords & (UINT64_C(1) << i))
			buf_add_format(&text, "%.*s ", SPAN_ARG(list.name[i]));
	if (m.flags & INDEX_SEEN)
		buf_add_str(&text, "S");
	if (m.flags & INDEX_FORWARDED)
		buf_add_str(&text, "P");
	assert_string_equal(buf_str(&text), flags);
	store_box_close(&box);
}

static void assert_uids(struct fixture *f, const char *mailbox,
			uint32_t uidvalidity, uint32_t uidnext,
			const char *uids)
{
	struct store_box *box = fixture_open(f, mailbox);

	assert_int_equal(box->uidvalidity, uidvalidity);
	assert_true(box->uidnext >= uidnext);
	assert_string_equal(fixture_set(&box->uids), uids);
	store_box_close(&box);
}

static void leave_dovecot(struct fixture *f)
{
	fixture_write(f, "cur/30.a,S=14,W=17:2,Sa", MAIL);
	fixture_write(f, "cur/20.b,S=14,W=17:2,", MAIL);
	fixture_write(f, "new/10.c", MAIL);
	fixture_write(f, "dovecot-keywords", "0 work\n");
	fixture_write(f, "dovecot-uidlist",
		      "3 V1234567 N1 G00\n5 :30.a,S=14,W=17\n"
		      "6 :gone\n9 S14 :20.b,S=14,W=17\n12 :10");
}

static void test_store_import__uids_of_dovecot_stay(void **state)
{
	struct fixture *f = *state;
	struct md_uid uid;
	struct err err;

	leave_dovecot(f);
	open_first(f);
	assert_uids(f, "INBOX", 1234567, 11, "5,9:10");
	assert_names(f, "INBOX", 5, "work S");
	assert_true(fixture_exists(f, "dovecot-uidlist"));
	assert_true(md_uid_read(f->account.mail, SPAN(""), &uid, &err));
	assert_int_equal(uid.uidvalidity, 1234567);
	assert_true(uid.uid_ceiling > 10);
	fixture_lose_index(f);
	assert_uids(f, "INBOX", 1234567, 11, "5,9:10");
	assert_true(fixture_append(f, "INBOX", "x", 0) > 10);
}

static void test_store_import__it_is_done_once(void **state)
{
	struct fixture *f = *state;

	leave_dovecot(f);
	open_first(f);
	fixture_write(f, "dovecot-uidlist", "3 V99 N50\n40 :20.b,S=14,W=17\n");
	fixture_lose_index(f);
	assert_uids(f, "INBOX", 1234567, 11, "5,9:10");
}

static void test_store_import__a_cut_off_one_is_done_again(void **state)
{
	struct fixture *f = *state;

	leave_dovecot(f);
	/* Of another attempt, which drew another mailbox id. */
	fixture_write(f, "fumikura-foreign", "77.12345678 20.b,S=14,W=17\n");
	open_first(f);
	assert_uids(f, "INBOX", 1234567, 11, "5,9:10");
}

static void test_store_import__a_malformed_list_is_passed_over(void **state)
{
	struct fixture *f = *state;

	leave_dovecot(f);
	fixture_write(f, "dovecot-uidlist", "3 V7 N1\n5 :30.a\n4 :20.b\n");
	open_first(f);
	assert_true(fixture_status(f, "INBOX").uidvalidity > 1234567);
	assert_int_equal(fixture_status(f, "INBOX").messages, 3);
}

static void test_store_import__a_damaged_identity_is_no_first_time(void **state)
{
	struct fixture *f = *state;

	leave_dovecot(f);
	fixture_write(f, "fumikura-uid", "fumikura-uid v=1 sum=0\n");
	fixture_lose_index(f);
	assert_true(fixture_status(f, "INBOX").uidvalidity > 1234567);
}

static void leave_courier(struct fixture *f)
{
	make_folder(f, ".Caf\xc3\xa9");
	make_folder(f, ".Caf\xc3\xa9/cur");
	make_folder(f, ".Caf\xc3\xa9/new");
	make_folder(f, ".Caf\xc3\xa9/tmp");
	make_folder(f, "courierimapkeywords");
	fixture_write(f, "maildirfolder", "");
	fixture_write(f, "cur/30.a,S=14:2,S", MAIL);
	fixture_write(f, "cur/20.b,S=14:2,", MAIL);
	fixture_write(f, "new/10.c", MAIL);
	fixture_write(f, "courierimapuiddb",
		      "1 700000000 12\n3 30.a,S=14\n"
		      "7 20.b,S=14\n");
	fixture_write(f, "courierimapkeywords/:list",
		      "unused\nwork\n$Forwarded\n\n30.a,S=14:1 2\n"
		      "20.b,S=14:1\ngone:0\n");
	fixture_write(f, "courierimapkeywords/.5.20.b,S=14", "home\n");
	fixture_write(f, ".Caf\xc3\xa9/cur/1.d:2,S", MAIL);
	fixture_write(f, ".Caf\xc3\xa9/courierimapuiddb",
		      "1 700000005 9\n8 1.d\n");
	fixture_write(f, "courierimapsubscribed",
		      "INBOX\nINBOX.Caf\xc3\xa9\n#shared.all\n");
}

static void assert_courier(struct fixture *f)
{
	struct store_mailbox_entry *list;
	auto_arena struct arena arena;
	struct err err;
	size_t count;

	arena_init(&arena);
	assert_uids(f, "INBOX", 700000000, 13, "3,7,12");
	assert_uids(f, "Caf\xc3\xa9", 700000005, 9, "8");
	assert_names(f, "INBOX", 3, "work SP");
	assert_names(f, "INBOX", 7, "home ");
	assert_names(f, "INBOX", 12, "");
	assert_true(store_list(f->user, &arena, &list, &count, &err));
	assert_int_equal(count, 2);
	for (size_t i = 0; i < count; i++)
		assert_true(list[i].flags & STORE_MAILBOX_SUBSCRIBED);
}

static void test_store_import__all_of_courier_stays(void **state)
{
	struct fixture *f = *state;

	leave_courier(f);
	open_first(f);
	assert_courier(f);
	fixture_lose_index(f);
	assert_courier(f);
	assert_true(fixture_exists(f, "courierimapkeywords/.5.20.b,S=14"));
	fixture_check_usage(f);
}

static void test_store_import__subscriptions_are_taken_once(void **state)
{
	struct fixture *f = *state;
	struct store_mailbox_entry *list;
	auto_arena struct arena arena;
	struct err err;
	size_t count;

	arena_init(&arena);
	leave_courier(f);
	open_first(f);
	assert_true(store_subscribe(f->user, SPAN("INBOX"), false, &err));
	assert_true(store_subscribe(f->user, SPAN("Caf\xc3\xa9"), false, &err));
	fixture_lose_index(f);
	assert_true(store_list(f->user, &arena, &list, &count, &err));
	assert_int_equal(count, 2);
	for (size_t i = 0; i < count; i++)
		assert_false(list[i].flags & STORE_MAILBOX_SUBSCRIBED);
}

static void note(void *arg, const struct store_import_folder *folder)
{
	struct store_import_folder *out = arg;

	if (span_eq(folder->mailbox, SPAN("INBOX")))
		*out = *folder;
}

static void test_store_import__check_tells_and_changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct store_import_folder inbox;
	struct store_import_found found;
	struct err err;

	leave_courier(f);
	store_user_close(&f->user);
	fixture_unlink(f, "fumikura-uid");
	fixture_write(f, "dovecot-uidlist", "nonsense\n");
	assert_true(store_import_check(f->account.mail, note, &inbox, &found,
				       &err));
	assert_string_equal(inbox.source, "courierimapuiddb");
	assert_string_equal(inbox.malformed, "dovecot-uidlist");
	assert_int_equal(inbox.uidvalidity, 700000000);
	assert_int_equal(inbox.uidnext, 12);
	assert_int_equal(inbox.files, 3);
	assert_int_equal(inbox.known, 2);
	assert_int_equal(inbox.names, 2);
	assert_int_equal(inbox.dropped, 0);
	assert_int_equal(inbox.tagged, 2);
	assert_int_equal(found.folders, 2);
	assert_int_equal(found.files, 4);
	assert_int_equal(found.known, 3);
	assert_int_equal(found.subscribed, 2);
	assert_string_equal(found.subscriptions, "courierimapsubscribed");
	assert_false(fixture_exists(f, "fumikura-uid"));
	assert_false(fixture_exists(f, "dovecot-keywords"));
	assert_false(fixture_exists(f, "subscriptions"));
	assert_true(fixture_exists(f, "cur/30.a,S=14:2,S"));
	fixture_lose_index(f);
	assert_courier(f);
}

#define TEST(test)                                                             \
	cmocka_unit_test_setup_teardown(test, fixture_make, fixture_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_store_import__uids_of_dovecot_stay),
		TEST(test_store_import__it_is_done_once),
		TEST(test_store_import__a_cut_off_one_is_done_again),
		TEST(test_store_import__a_malformed_list_is_passed_over),
		TEST(test_store_import__a_damaged_identity_is_no_first_time),
		TEST(test_store_import__all_of_courier_stays),
		TEST(test_store_import__subscriptions_are_taken_once),
		TEST(test_store_import__check_tells_and_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
