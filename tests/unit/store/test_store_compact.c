/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "fixture.h"

enum {
	MESSAGES = 60,
	LIVE = 10,
	BIG = 60000 /* bytes that the index keeps of one */
};

static uint32_t append_big(struct fixture *f)
{
	struct store_append options = { .internaldate = INT64_MIN };
	struct store_appended out = { 0 };
	auto_buf struct buf text;

	buf_init(&text, 2 * BIG);
	buf_add_str(&text, "From: Kei <kei@example.org>\nSubject: ");
	while (text.len < BIG / 2)
		buf_add_str(&text, "many words ");
	buf_add_str(&text, "\n\nhello\n");
	assert_int_equal(fixture_append_bytes(f->user, "INBOX", buf_span(&text),
					      &options, &out),
			 ERR_NONE);
	return out.uid;
}

/* How many blob files there are, and their bytes. */
static unsigned blob_files(struct fixture *f, uint64_t *out_bytes)
{
	auto_free char *dir = x_printf("%s/.fumikura", f->account.mail);
	DIR *listing = opendir(dir);
	struct dirent *entry;
	unsigned count = 0;

	*out_bytes = 0;
	while ((entry = readdir(listing)) != NULL) {
		struct stat st;

		if (strncmp(entry->d_name, "blob-", 5) != 0)
			continue;
		assert_int_equal(fstatat(dirfd(listing), entry->d_name, &st, 0),
				 0);
		*out_bytes += (uint64_t)st.st_size;
		count++;
	}
	closedir(listing);
	return count;
}

static void expunge(struct fixture *f, uint32_t first, uint32_t last)
{
	struct store_box *box = fixture_open(f, "INBOX");
	const struct store_flags_change change = {
		.flags = INDEX_DELETED,
		.unchanged_since = UINT64_MAX,
	};
	struct err err = { 0 };
	auto_ranges struct ranges uids;

	ranges_init(&uids);
	ranges_add_run(&uids, first, last);
	assert_true(store_flags(box, &uids, &change, NULL, NULL, &err));
	assert_true(store_expunge(box, NULL, &err));
	store_box_close(&box);
}

/* The fields of every message are still kept. */
static uint32_t check_fields(struct fixture *f)
{
	struct store_box *box = fixture_open(f, "INBOX");
	struct err err = { 0 };
	struct store_read read;
	uint32_t count = 0;

	assert_true(store_read_begin(box, &read, &err));
	for (uint32_t u = ranges_from(&box->uids, 1); u;
	     u = ranges_next(&box->uids, u), count++) {
		struct store_message message;
		struct span field;

		assert_true(store_message_get(&read, u, &message, &err));
		if (!(message.record.flags & INDEX_CACHED))
			continue;
		assert_true(store_message_field(&read, &message, STORE_ENVELOPE,
						&field, &err));
		assert_true(field.len > BIG / 4);
	}
	store_read_end(&read);
	store_box_close(&box);
	return count;
}

/* Somebody else's delivery makes the next session read the directories. */
static void make_due(struct fixture *f)
{
	fixture_write(f, "new/1.foreign", "Subject: x\n\nx\n");
}

static void test_store_compact__dead_blobs_are_left_behind(void **state)
{
	struct fixture *f = *state;
	struct store_box *box;
	uint64_t before, after;
	uint32_t last = 0;

	for (int i = 0; i < MESSAGES; i++)
		last = append_big(f);
	assert_int_equal(blob_files(f, &before), 1);
	expunge(f, last - MESSAGES + 1, last - LIVE);
	assert_int_equal(blob_files(f, &after), 1);
	assert_int_equal(after, before);
	make_due(f);
	assert_int_equal(check_fields(f), LIVE + 1);
	assert_int_equal(blob_files(f, &after), 1);
	assert_in_range(after, 1, before / 4);
	/* Deliveries, flags and a lost index find everything as ever. */
	append_big(f);
	expunge(f, last, last);
	assert_int_equal(check_fields(f), LIVE + 1);
	fixture_lose_index(f);
	box = fixture_open(f, "INBOX");
	assert_int_equal(ranges_size(&box->uids), LIVE + 1);
	store_box_close(&box);
}

static void test_store_compact__little_waste_is_left_alone(void **state)
{
	struct fixture *f = *state;
	uint64_t before, after;
	uint32_t last = 0;

	for (int i = 0; i < LIVE; i++)
		last = append_big(f);
	blob_files(f, &before);
	expunge(f, last - LIVE + 1, last);
	make_due(f);
	assert_int_equal(check_fields(f), 1);
	blob_files(f, &after);
	assert_in_range(after, before, before + 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_store_compact__dead_blobs_are_left_behind,
			fixture_make, fixture_remove),
		cmocka_unit_test_setup_teardown(
			test_store_compact__little_waste_is_left_alone,
			fixture_make, fixture_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
