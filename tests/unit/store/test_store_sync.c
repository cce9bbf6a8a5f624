/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/auto.h"

static struct store_changes refresh(struct store_box *box)
{
	struct store_changes c;
	struct err err = { 0 };

	store_changes_init(&c);
	if (!store_box_refresh(box, STORE_EXPUNGES_TAKE, &c, NULL, &err))
		fail_msg("refresh: %s", err_log_text(&err));
	return c;
}

static void test_store_sync__foreign_delivery_arrives(void **state)
{
	struct fixture *f = *state;
	struct store_box *box = fixture_open(f, "INBOX");
	struct store_changes c;
	struct store_message m;
	struct store_read read;
	struct store_file file;
	struct span field;
	struct err err = { 0 };

	fixture_write(f, "new/1700000002.M1P2.other", "Subject: b\n\nx\n");
	fixture_write(f, "new/1700000001.M1P2.other", "Subject: a\n\nx\n");
	c = refresh(box);
	assert_string_equal(fixture_set(&c.arrived), "1:2");
	store_changes_release(&c);
	assert_true(fixture_message(box, 1, &m));
	assert_int_equal(m.size, 14);
	assert_int_equal(m.vsize, 17);
	assert_true(store_message_open(box, 1, &file, &err));
	assert_true(span_starts(file.bytes, SPAN("Subject: a")));
	store_message_close(&file);
	/* The name is left alone. */
	assert_true(fixture_exists(f, "new/1700000001.M1P2.other"));
	/* Fields are made when they are asked for. */
	assert_true(store_message_cache(box, 1, &err));
	assert_true(store_read_begin(box, &read, &err));
	assert_true(store_message_get(&read, 1, &m, &err));
	assert_true(
		store_message_field(&read, &m, STORE_ENVELOPE, &field, &err));
	assert_true(span_find(field, SPAN("\"a\"")) < field.len);
	store_read_end(&read);
	store_box_close(&box);
	fixture_check_usage(f);
}

static bool has_field(struct store_box *box, uint32_t uid,
		      enum store_field field)
{
	struct store_message m;
	struct store_read read;
	struct span value;
	struct err err = { 0 };
	bool has;

	assert_true(store_read_begin(box, &read, &err));
	assert_true(store_message_get(&read, uid, &m, &err));
	has = store_message_field(&read, &m, field, &value, &err);
	store_read_end(&read);
	return has;
}

static void test_store_sync__a_header_may_be_kept_before_the_rest(void **state)
{
	struct fixture *f = *state;
	struct store_box *box;
	struct store_message m;
	struct err err = { 0 };

	fixture_write(f, "cur/1.a:2,", "Subject: a\n\nx\n");
	fixture_write(f, "cur/2.b,S=14,W=17:2,", "Subject: b\n\nx\n");
	/* Longer than it was, which only the whole can tell. */
	fixture_write(f, "cur/3.c,S=12,W=14:2,", "Subject: c\n\nx\n");
	fixture_write(f, "cur/4.d:2,", "Subject: d\n\nx\n");
	fixture_write(f, "cur/5.e:2,", "Subject: without an end");
	box = fixture_open(f, "INBOX");
	assert_true(store_message_cache_from(box, &box->uids, 2,
					     STORE_CACHE_HEADER, &err));
	assert_false(has_field(box, 1, STORE_ENVELOPE));
	assert_true(has_field(box, 2, STORE_STRUCTURE)); /* asked for itself */
	assert_true(has_field(box, 3, STORE_STRUCTURE));
	assert_true(fixture_message(box, 3, &m));
	assert_int_equal(m.vsize, 17);
	assert_true(has_field(box, 4, STORE_ENVELOPE));
	assert_true(has_field(box, 4, STORE_HEADERS));
	assert_true(has_field(box, 4, STORE_ORDER));
	assert_false(has_field(box, 4, STORE_STRUCTURE));
	assert_false(has_field(box, 4, STORE_CONTENT));
	assert_true(has_field(box, 5, STORE_STRUCTURE));
	/* The whole goes over the header, and the header not over the whole. */
	assert_true(store_message_cache_from(box, &box->uids, 1,
					     STORE_CACHE_WHOLE, &err));
	for (uint32_t uid = 1; uid <= 2; uid++)
		assert_true(has_field(box, uid, STORE_STRUCTURE));
	assert_true(store_message_cache_from(box, &box->uids, 4,
					     STORE_CACHE_WHOLE, &err));
	assert_true(has_field(box, 4, STORE_STRUCTURE));
	assert_true(store_message_cache_from(box, &box->uids, 3,
					     STORE_CACHE_HEADER, &err));
	assert_true(has_field(box, 4, STORE_STRUCTURE));
	store_box_close(&box);
}

static void test_store_sync__foreign_flags_and_removal(void **state)
{
	struct fixture *f = *state;
	struct store_box *box;
	struct store_changes c;
	struct store_message m;
	auto_free char *from = NULL;
	auto_free char *to = NULL;

	fixture_append(f, "INBOX", "1", 0);
	fixture_append(f, "INBOX", "2", INDEX_SEEN);
	fixture_append(f, "INBOX", "3", INDEX_SEEN);
	box = fixture_open(f, "INBOX");
	/* A mail program moves one from new to cur, answered and seen, with
	 * the letters in its own order. */
	from = x_strdup(fixture_find(f, "new", ",U=1."));
	to = x_printf("cur%s:2,SR", strchr(from, '/'));
	fixture_rename(f, from, to);
	fixture_unlink(f, fixture_find(f, "cur", ",U=2."));
	c = refresh(box);
	assert_string_equal(fixture_set(&c.flags), "1");
	assert_string_equal(fixture_set(&c.expunged), "2");
	assert_string_equal(fixture_set(&box->uids), "1,3");
	store_changes_release(&c);
	assert_true(fixture_message(box, 1, &m));
	assert_int_equal(m.flags, INDEX_SEEN | INDEX_ANSWERED);
	assert_non_null(fixture_find(f, "cur", ":2,RS"));
	assert_int_equal(fixture_status(f, "INBOX").unseen, 0);
	store_box_close(&box);
	fixture_check_usage(f);
}

static void test_store_sync__no_change_no_news(void **state)
{
	struct fixture *f = *state;
	struct store_box *box;
	struct store_changes c;
	uint64_t modseq;

	fixture_append(f, "INBOX", "1", 0);
	box = fixture_open(f, "INBOX");
	modseq = box->modseq;
	c = refresh(box);
	assert_true(ranges_is_empty(&c.flags));
	assert_true(ranges_is_empty(&c.arrived));
	assert_int_equal(box->modseq, modseq);
	store_changes_release(&c);
	store_box_close(&box);
}

/* Written in place by a program that does not use tmp/. */
static void test_store_sync__file_being_written_waits(void **state)
{
	struct fixture *f = *state;
	struct store_status s;

	fixture_write(f, "new/1700000001.x.other", "");
	assert_int_equal(fixture_status(f, "INBOX").messages, 0);
	fixture_write(f, "new/1700000001.x.other", "Subject: a\n\nx\n");
	s = fixture_status(f, "INBOX");
	assert_int_equal(s.messages, 1);
	assert_int_equal(s.vbytes, 17);
	fixture_check_usage(f);
}

/* All UIDs, flags and the identity come back from the files. */
static void test_store_sync__lost_index_comes_back(void **state)
{
	struct fixture *f = *state;
	struct store_status before, after;
	struct store_message m;
	struct store_box *box;
	struct ranges uids;
	struct err err = { 0 };

	assert_true(store_create(f->user, SPAN("Sent"), &err));
	for (int i = 0; i < 5; i++)
		fixture_append(f, "INBOX", "x", 0);
	fixture_append(f, "Sent", "y", INDEX_FLAGGED | INDEX_SEEN);
	box = fixture_open(f, "INBOX");
	ranges_init(&uids);
	ranges_add(&uids, 2);
	ranges_add(&uids, 5);
	assert_true(store_flags(
		box, &uids,
		&(struct store_flags_change){ .how = STORE_FLAGS_ADD,
					      .flags = INDEX_DELETED,
					      .unchanged_since = UINT64_MAX },
		NULL, NULL, &err));
	assert_true(store_expunge(box, NULL, &err));
	store_box_close(&box);
	ranges_release(&uids);
	before = fixture_status(f, "INBOX");
	assert_int_equal(before.messages, 3);

	fixture_lose_index(f);
	after = fixture_status(f, "INBOX");
	assert_int_equal(after.uidvalidity, before.uidvalidity);
	assert_memory_equal(after.mailbox_id, before.mailbox_id, 16);
	assert_int_equal(after.messages, 3);
	assert_true(after.uidnext >= 6);
	assert_true(after.modseq > before.modseq);
	box = fixture_open(f, "INBOX");
	assert_string_equal(fixture_set(&box->uids), "1,3:4");
	store_box_close(&box);
	box = fixture_open(f, "Sent");
	assert_true(fixture_message(box, 1, &m));
	assert_int_equal(m.flags, INDEX_FLAGGED | INDEX_SEEN);
	store_box_close(&box);
	assert_true(fixture_append(f, "INBOX", "z", 0) >= 6);
	fixture_check_usage(f);
}

static void test_store_sync__torn_index_comes_back(void **state)
{
	struct fixture *f = *state;
	struct store_status before, after;

	for (int i = 0; i < 50; i++)
		fixture_append(f, "INBOX", "x", 0);
	before = fixture_status(f, "INBOX");
	store_user_close(&f->user);
	{
		auto_free char *env = x_printf("%s/.fumikura/%s",
					       f->account.mail, "index.mdb");
		assert_int_equal(truncate(env, 9000), 0);
	}
	fixture_reopen(f);
	after = fixture_status(f, "INBOX");
	assert_int_equal(after.uidvalidity, before.uidvalidity);
	assert_int_equal(after.messages, 50);
	fixture_check_usage(f);
}

/* A session that stays open over the loss sees no wrong message. */
static void test_store_sync__view_survives_rebuild(void **state)
{
	struct fixture *f = *state;
	struct store_box *box;
	struct store_changes c;
	struct err err = { 0 };
	struct index *index;
	enum index_opened how;
	auto_free char *dir = x_printf("%s/.fumikura", f->account.mail);

	for (int i = 0; i < 4; i++)
		fixture_append(f, "INBOX", "x", 0);
	box = fixture_open(f, "INBOX");
	assert_true(index_open(dir, &index, &how, &err));
	assert_true(index_discard(index, &err));
	index_close(&index);
	fixture_unlink(f, fixture_find(f, "new", ",U=3."));
	c = refresh(box);
	assert_false(c.gone);
	assert_string_equal(fixture_set(&c.expunged), "3");
	assert_string_equal(fixture_set(&box->uids), "1:2,4");
	store_changes_release(&c);
	store_box_close(&box);
}

static void test_store_sync__copied_file_is_new_message(void **state)
{
	struct fixture *f = *state;
	struct store_status s;
	auto_free char *name = NULL;
	auto_free char *twin = NULL;
	auto_free char *other = NULL;
	struct err err = { 0 };

	fixture_append(f, "INBOX", "1", INDEX_SEEN);
	assert_true(store_create(f->user, SPAN("A"), &err));
	name = x_strdup(fixture_find(f, "cur", ",U=1."));
	twin = x_printf("cur/9%s", strchr(name, '/') + 1);
	other = x_printf(".A/%s", name);
	fixture_write(f, twin, "Subject: copy\n\n");
	fixture_write(f, other, "Subject: elsewhere\n\n");
	s = fixture_status(f, "INBOX");
	assert_int_equal(s.messages, 2);
	assert_int_equal(s.uidnext, 3);
	assert_true(fixture_exists(f, name));
	assert_non_null(fixture_find(f, "cur", ",U=2."));
	assert_int_equal(fixture_status(f, "A").messages, 1);
	fixture_lose_index(f);
	assert_int_equal(fixture_status(f, "INBOX").messages, 2);
}

/* What was expunged and comes back from a backup is a new message. */
static void test_store_sync__restored_file_gets_new_uid(void **state)
{
	struct fixture *f = *state;
	auto_free char *name = NULL;
	struct store_box *box;

	fixture_append(f, "INBOX", "1", INDEX_SEEN);
	fixture_append(f, "INBOX", "2", INDEX_SEEN);
	name = x_strdup(fixture_find(f, "cur", ",U=1."));
	fixture_unlink(f, name);
	assert_int_equal(fixture_status(f, "INBOX").messages, 1);
	fixture_write(f, name, "Subject: back\n\n");
	box = fixture_open(f, "INBOX");
	assert_string_equal(fixture_set(&box->uids), "2:3");
	store_box_close(&box);
}

/* A delivery that died between rename and commit. */
static void test_store_sync__file_of_dead_delivery_is_adopted(void **state)
{
	struct fixture *f = *state;
	auto_free char *name = NULL;
	auto_free char *left = NULL;
	char *uid;
	struct store_box *box;

	fixture_append(f, "INBOX", "1", 0);
	name = x_strdup(fixture_find(f, "new", ",U=1."));
	uid = strstr(name, ",U=1.");
	left = x_printf("new/1700000000.M1P1Q1.test,S=12,W=14,U=2.%s", uid + 5);
	fixture_write(f, left, "Subject: q\n\n");
	assert_int_equal(fixture_append(f, "INBOX", "3", 0), 3);
	box = fixture_open(f, "INBOX");
	assert_string_equal(fixture_set(&box->uids), "1:3");
	store_box_close(&box);
	fixture_check_usage(f);
}

static void test_store_sync__foreign_gets_our_name_with_flags(void **state)
{
	struct fixture *f = *state;
	struct store_box *box;
	struct ranges uids;
	struct store_message m;
	struct err err = { 0 };

	fixture_write(f, "new/1700000001.x.other", "Subject: a\n\nx\n");
	box = fixture_open(f, "INBOX");
	ranges_init(&uids);
	ranges_add(&uids, 1);
	assert_true(store_flags(
		box, &uids,
		&(struct store_flags_change){ .how = STORE_FLAGS_ADD,
					      .flags = INDEX_SEEN,
					      .unchanged_since = UINT64_MAX },
		NULL, NULL, &err));
	ranges_release(&uids);
	store_box_close(&box);
	assert_non_null(fixture_find(f, "cur", ",U=1."));
	fixture_lose_index(f);
	box = fixture_open(f, "INBOX");
	assert_true(fixture_message(box, 1, &m));
	assert_int_equal(m.flags, INDEX_SEEN);
	store_box_close(&box);
}

/* Their names are left alone, their UIDs stay nevertheless. */
static void test_store_sync__foreign_uids_outlive_the_index(void **state)
{
	struct fixture *f = *state;
	struct store_message m;
	struct store_box *box;

	fixture_append(f, "INBOX", "1", 0);
	fixture_write(f, "new/1700000003.c.other", "Subject: c\n\nx\n");
	assert_int_equal(fixture_status(f, "INBOX").messages, 2);
	fixture_write(f, "cur/1700000001.a.other:2,FS", "Subject: aa\n\nx\n");
	assert_int_equal(fixture_status(f, "INBOX").messages, 3);
	fixture_lose_index(f);
	fixture_write(f, "new/1700000000.z.other", "Subject: z\n\nx\n");
	box = fixture_open(f, "INBOX");
	assert_string_equal(fixture_set(&box->uids), "1:3,1001");
	assert_true(fixture_message(box, 2, &m));
	assert_int_equal(m.size, 14);
	assert_true(fixture_message(box, 3, &m));
	assert_int_equal(m.size, 15);
	assert_int_equal(m.flags, INDEX_FLAGGED | INDEX_SEEN);
	assert_true(fixture_exists(f, "new/1700000003.c.other"));
	store_box_close(&box);
}

static void overwrite(struct fixture *f, const char *path)
{
	auto_free char *full = x_printf("%s/%s", f->account.mail, path);
	auto_fd int fd = open(full, O_WRONLY);
	char zeros[8192] = { 0 };

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, zeros, sizeof(zeros), 0), sizeof(zeros));
}

/* The blob file alone is damaged: names are found again. */
static void test_store_sync__damaged_blobs_come_back(void **state)
{
	struct fixture *f = *state;
	struct store_flags_change seen = {
		.how = STORE_FLAGS_ADD,
		.flags = INDEX_SEEN,
		.unchanged_since = UINT64_MAX,
	};
	struct store_file file;
	struct store_box *box;
	struct err err = { 0 };

	fixture_append(f, "INBOX", "1", 0);
	fixture_write(f, "new/1700000003.c.other", "Subject: c\n\nx\n");
	fixture_append(f, "INBOX", "3", 0);
	assert_int_equal(fixture_status(f, "INBOX").messages, 3);
	fixture_append(f, "INBOX", "4", 0);
	overwrite(f, fixture_find(f, ".fumikura", "blob-"));
	box = fixture_open(f, "INBOX");
	assert_string_equal(fixture_set(&box->uids), "1:4");
	for (uint32_t uid = 1; uid <= 4; uid++) {
		assert_true(store_message_open(box, uid, &file, &err));
		store_message_close(&file);
	}
	assert_true(store_flags(box, &box->uids, &seen, NULL, NULL, &err));
	assert_int_equal(fixture_count(f, "new"), 0);
	assert_int_equal(fixture_status(f, "INBOX").unseen, 0);
	assert_string_equal(fixture_set(&box->uids), "1:4");
	store_box_close(&box);
	fixture_check_usage(f);
}

/* Nobody expunged it: its key is damaged, and the index built anew. */
static void test_store_sync__missing_record_is_damage(void **state)
{
	struct fixture *f = *state;
	auto_free char *dir = x_printf("%s/.fumikura", f->account.mail);
	struct store_message m;
	struct store_read read;
	struct store_box *box;
	struct index *index;
	struct index_txn *txn;
	enum index_opened how;
	struct err err = { 0 };

	fixture_append(f, "INBOX", "1", 0);
	fixture_append(f, "INBOX", "2", 0);
	box = fixture_open(f, "INBOX");
	assert_true(index_open(dir, &index, &how, &err));
	assert_true(index_begin(index, INDEX_WRITE, &txn, &err));
	assert_true(index_message_remove(txn, box->folder, 1, &err));
	assert_true(index_commit(&txn, &err));
	index_close(&index);
	assert_true(store_read_begin(box, &read, &err));
	assert_false(store_message_get(&read, 1, &m, &err));
	assert_int_equal(err.kind, ERR_CORRUPT);
	store_read_end(&read);
	store_box_close(&box);
	/* Nothing else was done by this process. */
	fixture_reopen(f);
	box = fixture_open(f, "INBOX");
	assert_true(fixture_message(box, 1, &m));
	assert_string_equal(fixture_set(&box->uids), "1:2");
	store_box_close(&box);
}

/* Other programs write to maildirsize too. */
static void test_store_sync__wrong_maildirsize_is_mended(void **state)
{
	static const char *const bad[] = { "garbage\n", "-9999999 -999\n",
					   "5 1\n", "10" };
	struct fixture *f = *state;

	fixture_append(f, "INBOX", "1", 0);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		auto_free char *path =
			x_printf("%s/maildirsize", f->account.mail);
		auto_fd int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);

		assert_int_equal(write(fd, bad[i], strlen(bad[i])),
				 strlen(bad[i]));
		fixture_append(f, "INBOX", "2", 0);
		fixture_check_usage(f);
	}
}

/* UIDVALIDITY and UIDs stay as long as the index or the file is there. */
static void test_store_sync__lost_uid_file_is_written_again(void **state)
{
	struct fixture *f = *state;
	struct store_status before, after;

	fixture_append(f, "INBOX", "1", 0);
	before = fixture_status(f, "INBOX");
	fixture_unlink(f, "fumikura-uid");
	fixture_write(f, "new/1700000001.x.other", "Subject: a\n\nx\n");
	after = fixture_status(f, "INBOX");
	assert_int_equal(after.uidvalidity, before.uidvalidity);
	assert_true(fixture_exists(f, "fumikura-uid"));
}

static void keep_copy(struct fixture *f, const char *from, const char *to)
{
	auto_free char *command = x_printf("rm -rf '%s/%s' && cp -a '%s/%s' "
					   "'%s/%s'",
					   f->account.mail, to, f->account.mail,
					   from, f->account.mail, to);

	assert_int_equal(system(command), 0);
}

/* A folder comes back from a backup: the UIDs given since are not given
 * again, also not after the index is lost. */
static void test_store_sync__older_state_keeps_ceilings(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	struct store_copied copied;
	struct store_status before, after;
	struct store_box *box;

	assert_true(store_create(f->user, SPAN("a"), &err));
	fixture_append(f, "a", "1", 0);
	fixture_append(f, "a", "2", 0);
	keep_copy(f, ".a", "backup");
	store_copy_init(&copied);
	for (int i = 0; i < 10; i++) {
		box = fixture_open(f, "a");
		assert_true(store_copy(box, &box->uids, SPAN("a"), STORE_COPY,
				       &copied, &err));
		store_box_close(&box);
	}
	store_copy_release(&copied);
	before = fixture_status(f, "a");
	assert_true(before.uidnext > 2000);
	keep_copy(f, "backup", ".a");
	after = fixture_status(f, "a");
	assert_int_equal(after.messages, 2);
	assert_int_equal(after.uidvalidity, before.uidvalidity);
	assert_true(after.uidnext >= before.uidnext);
	assert_true(after.modseq > before.modseq);
	fixture_lose_index(f);
	after = fixture_status(f, "a");
	assert_int_equal(after.messages, 2);
	assert_int_equal(after.uidvalidity, before.uidvalidity);
	assert_true(after.uidnext >= before.uidnext);
	assert_true(after.modseq > before.modseq);
	fixture_check_usage(f);
}

/* With the index, so that nothing knows better: a session that has seen more
 * does not go on. */
static void test_store_sync__session_ends_when_uids_fall_back(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	struct store_changes changes;
	struct store_copied copied;
	struct store_box *box;

	fixture_append(f, "INBOX", "1", 0);
	fixture_append(f, "INBOX", "2", 0);
	keep_copy(f, "fumikura-uid", "backup");
	store_copy_init(&copied);
	for (int i = 0; i < 10; i++) {
		box = fixture_open(f, "INBOX");
		assert_true(store_copy(box, &box->uids, SPAN("INBOX"),
				       STORE_COPY, &copied, &err));
		store_box_close(&box);
	}
	store_copy_release(&copied);
	box = fixture_open(f, "INBOX");
	for (uint32_t u = ranges_from(&box->uids, 3); u;
	     u = ranges_next(&box->uids, u)) {
		auto_free char *name = x_printf(",U=%u.", u);
		const char *path = fixture_find(f, "new", name);

		fixture_unlink(f, path ? path : "");
	}
	keep_copy(f, "backup", "fumikura-uid");
	{
		auto_free char *command =
			x_printf("rm -rf '%s/.fumikura'", f->account.mail);

		assert_int_equal(system(command), 0);
	}
	store_changes_init(&changes);
	assert_true(store_box_refresh(box, STORE_EXPUNGES_TAKE, &changes, NULL,
				      &err));
	assert_true(changes.gone);
	store_changes_release(&changes);
	store_box_close(&box);
}

/* fumikura-foreign can't hold it. */
static void test_store_sync__name_with_line_end_keeps_its_uid(void **state)
{
	struct fixture *f = *state;
	struct store_box *box;
	uint32_t uid;

	fixture_append(f, "INBOX", "1", 0);
	fixture_write(f, "cur/1700000001.x\ny.other:2,S", "Subject: a\n\nx\n");
	box = fixture_open(f, "INBOX");
	uid = ranges_from(&box->uids, 2);
	assert_int_equal(uid, 2);
	store_box_close(&box);
	for (int i = 0; i < 2; i++) {
		fixture_lose_index(f);
		box = fixture_open(f, "INBOX");
		assert_int_equal(ranges_size(&box->uids), 2);
		assert_true(ranges_has(&box->uids, uid));
		store_box_close(&box);
	}
}

int main(void)
{
#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
	const struct CMUnitTest tests[] = {
		T(test_store_sync__foreign_delivery_arrives),
		T(test_store_sync__a_header_may_be_kept_before_the_rest),
		T(test_store_sync__foreign_flags_and_removal),
		T(test_store_sync__file_being_written_waits),
		T(test_store_sync__no_change_no_news),
		T(test_store_sync__lost_index_comes_back),
		T(test_store_sync__torn_index_comes_back),
		T(test_store_sync__view_survives_rebuild),
		T(test_store_sync__copied_file_is_new_message),
		T(test_store_sync__restored_file_gets_new_uid),
		T(test_store_sync__file_of_dead_delivery_is_adopted),
		T(test_store_sync__foreign_gets_our_name_with_flags),
		T(test_store_sync__foreign_uids_outlive_the_index),
		T(test_store_sync__damaged_blobs_come_back),
		T(test_store_sync__missing_record_is_damage),
		T(test_store_sync__wrong_maildirsize_is_mended),
		T(test_store_sync__lost_uid_file_is_written_again),
		T(test_store_sync__older_state_keeps_ceilings),
		T(test_store_sync__session_ends_when_uids_fall_back),
		T(test_store_sync__name_with_line_end_keeps_its_uid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
