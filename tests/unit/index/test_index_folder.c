/* SPDX-License-Identifier: MIT */
#include "index_fixture.h"

static void test_index_folder__a_record_comes_back_as_it_was(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	struct index_txn *txn = fixture_begin(f, index, INDEX_WRITE);
	struct index_folder in;
	struct index_folder out;
	uint32_t folder;

	fixture_must(f, index_folder_add(txn, SPAN(""), &folder, &f->err));
	memset(&in, 0, sizeof(in));
	memset(&out, 0, sizeof(out));
	out.uidnext = 9;
	fixture_must(f, index_folder_get(txn, folder, &out, &f->err));
	assert_memory_equal(&in, &out, offsetof(struct index_folder, new_time));
	memset(&in, 0x5a, sizeof(in));
	memset(&out, 0x5a, sizeof(out)); /* padding */
	out.uidnext = 0;
	fixture_must(f, index_folder_put(txn, folder, &in, &f->err));
	fixture_must(f, index_folder_get(txn, folder, &out, &f->err));
	assert_memory_equal(&in, &out, sizeof(in));
	index_abort(&txn);
	index_close(&index);
}

static void test_index_folder__names_lead_to_numbers(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	struct index_txn *txn = fixture_begin(f, index, INDEX_WRITE);
	auto_free char *longest = x_calloc(257, 1);
	uint32_t inbox;
	uint32_t sent;
	uint32_t found;

	memset(longest, 'x', 256);
	fixture_must(f, index_folder_add(txn, SPAN(""), &inbox, &f->err));
	fixture_must(f, index_folder_add(txn, SPAN(".Sent"), &sent, &f->err));
	assert_true(inbox != sent);
	assert_false(index_folder_add(txn, SPAN(".Sent"), &found, &f->err));
	assert_int_equal(f->err.kind, ERR_EXISTS);
	assert_false(index_folder_find(txn, SPAN(".Sen"), &found, &f->err));
	assert_int_equal(f->err.kind, ERR_NOTFOUND);
	assert_false(index_folder_add(txn, span_of(longest), &found, &f->err));
	assert_int_equal(f->err.kind, ERR_SYNTAX);
	longest[255] = '\0';
	fixture_must(f,
		     index_folder_add(txn, span_of(longest), &found, &f->err));
	assert_false(index_folder_rename(txn, SPAN(".Sent"), span_of(longest),
					 &f->err));
	assert_int_equal(f->err.kind, ERR_EXISTS);
	fixture_must(f, index_folder_rename(txn, SPAN(".Sent"), SPAN(".S"),
					    &f->err));
	fixture_must(f, index_folder_find(txn, SPAN(".S"), &found, &f->err));
	assert_int_equal(found, sent);
	assert_false(
		index_folder_rename(txn, SPAN(".Sent"), SPAN(".T"), &f->err));
	assert_int_equal(f->err.kind, ERR_NOTFOUND);
	fixture_must(f, index_commit(&txn, &f->err));
	index_close(&index);
}

static void test_index_folder__a_removed_one_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	uint32_t first = fixture_fill(f, index, "", 700);
	uint32_t second = fixture_fill(f, index, ".Sent", 700);
	struct index_txn *txn = fixture_begin(f, index, INDEX_WRITE);
	struct index_folder record;
	auto_buf struct buf names;
	uint32_t third;

	buf_init(&names, 100);
	fixture_must(f, index_keywords_put(txn, second, SPAN("a"), &f->err));
	fixture_must(f, index_folder_remove(txn, SPAN(".Sent"), &f->err));
	assert_false(index_folder_get(txn, second, &record, &f->err));
	assert_int_equal(f->err.kind, ERR_NOTFOUND);
	fixture_must(f, index_keywords_get(txn, second, &names, &f->err));
	assert_int_equal(names.len, 0);
	fixture_must(f, index_folder_add(txn, SPAN(".Sent"), &third, &f->err));
	assert_true(third != second);
	assert_false(index_folder_remove(txn, SPAN(".No"), &f->err));
	assert_int_equal(f->err.kind, ERR_NOTFOUND);
	fixture_must(f, index_commit(&txn, &f->err));
	assert_int_equal(fixture_count(f, index, first), 700);
	assert_int_equal(fixture_count(f, index, second), 0);
	index_close(&index);
}

static void test_index_folder__keywords_and_usage_are_kept(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	uint32_t folder = fixture_fill(f, index, "", 0);
	struct index_txn *txn = fixture_begin(f, index, INDEX_WRITE);
	struct index_usage usage = { .bytes = 1, .messages = 1 };
	auto_free char *large = x_calloc(20001, 1);
	auto_buf struct buf names;

	buf_init(&names, 100);
	fixture_must(f, index_usage_get(txn, &usage, &f->err));
	assert_int_equal(usage.bytes + usage.messages, 0);
	usage = (struct index_usage){ UINT64_MAX, 7 };
	fixture_must(f, index_usage_put(txn, &usage, &f->err));
	usage = (struct index_usage){ 0 };
	fixture_must(f, index_usage_get(txn, &usage, &f->err));
	assert_true(usage.bytes == UINT64_MAX && usage.messages == 7);
	fixture_must(
		f, index_keywords_put(txn, folder, SPAN("$Junk\nx"), &f->err));
	fixture_must(f, index_keywords_get(txn, folder, &names, &f->err));
	assert_string_equal(buf_str(&names), "$Junk\nx");
	memset(large, 'k', 20000);
	assert_false(index_keywords_put(txn, folder, span_of(large), &f->err));
	fixture_must(f, index_commit(&txn, &f->err));
	index_close(&index);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fixture_test(test_index_folder__a_record_comes_back_as_it_was),
		fixture_test(test_index_folder__names_lead_to_numbers),
		fixture_test(test_index_folder__a_removed_one_leaves_nothing),
		fixture_test(test_index_folder__keywords_and_usage_are_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
