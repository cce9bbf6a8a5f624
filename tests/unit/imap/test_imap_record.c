/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "imap/imap_record.h"

enum {
	RECORD_MAX = 1 << 20
};

#define auto_record __attribute__((cleanup(imap_record_release)))

static void fill(struct imap_record *record)
{
	imap_record_init(record);
	record->user = SPAN("alice@example.org");
	record->enabled = 5;
	record->idle_tag = SPAN("a1");
	record->wait_end_ms = 1234567890123;
	record->bad_in_row = 3;
	record->compressed = true;
	record->deflate.bytes_in = 100;
	record->deflate.bytes_out = 1000;
	record->deflate.bits = 7;
	record->deflate.last = 0xa5;
	record->deflate.since = SPAN("\x01");
	record->deflate.window = SPAN("a NOOP\r\n");
	record->unread = SPAN("DO");
	record->begin_ms = 77;
	record->bytes_in = 5;
	record->bytes_out = (uint64_t)1 << 40;
	record->done[IMAP_RECORD_COUNTERS - 1] = 9;
	record->notify = SPAN("notified");
	record->contexts = SPAN("followed");
	record->selected = true;
	record->mailbox = SPAN("Entw\xc3\xbcrfe");
	record->access = STORE_READ_WRITE;
	record->uidvalidity = 4000000000u;
	memcpy(record->mailbox_id, "0123456789abcdef", 16);
	record->uidnext = 300001;
	record->modseq = (uint64_t)1 << 60;
	record->expunge_modseq = 77;
	ranges_add_run(&record->uids, 1, 100000);
	ranges_add_run(&record->uids, 200000, 300000);
	ranges_add(&record->recent, 300000);
	record->keywords = 12;
	ranges_add_run(&record->saved, 5, 9);
}

static void assert_same_set(const struct ranges *a, const struct ranges *b)
{
	auto_buf struct buf x;
	auto_buf struct buf y;

	buf_init(&x, 1 << 20);
	buf_init(&y, 1 << 20);
	ranges_write(a, &x);
	ranges_write(b, &y);
	assert_string_equal(buf_str(&x), buf_str(&y));
}

static void test_imap_record__what_is_written_is_read(void **state)
{
	auto_record struct imap_record before;
	auto_record struct imap_record after;
	auto_buf struct buf bytes;
	struct err err;

	(void)state;
	fill(&before);
	imap_record_init(&after);
	buf_init(&bytes, RECORD_MAX);
	imap_record_write(&before, &bytes);
	assert_true(imap_record_read(buf_span(&bytes), &after, &err));
	assert_true(span_eq(after.user, before.user));
	assert_int_equal(after.enabled, 5);
	assert_true(span_eq(after.idle_tag, before.idle_tag));
	assert_int_equal(after.wait_end_ms, 1234567890123);
	assert_int_equal(after.bad_in_row, 3);
	assert_true(after.compressed);
	assert_int_equal(after.deflate.bytes_in, 100);
	assert_int_equal(after.deflate.bytes_out, 1000);
	assert_int_equal(after.deflate.bits, 7);
	assert_int_equal(after.deflate.last, 0xa5);
	assert_true(span_eq(after.deflate.since, SPAN("\x01")));
	assert_true(span_eq(after.deflate.window, before.deflate.window));
	assert_true(span_eq(after.unread, SPAN("DO")));
	assert_int_equal(after.begin_ms, 77);
	assert_int_equal(after.bytes_in, 5);
	assert_int_equal(after.bytes_out, (uint64_t)1 << 40);
	assert_int_equal(after.done[IMAP_RECORD_COUNTERS - 1], 9);
	assert_int_equal(after.keywords, 12);
	assert_same_set(&after.saved, &before.saved);
	assert_true(span_eq(after.notify, SPAN("notified")));
	assert_true(span_eq(after.contexts, SPAN("followed")));
	assert_true(after.selected);
	assert_true(span_eq(after.mailbox, before.mailbox));
	assert_int_equal(after.access, STORE_READ_WRITE);
	assert_int_equal(after.uidvalidity, before.uidvalidity);
	assert_memory_equal(after.mailbox_id, before.mailbox_id, 16);
	assert_int_equal(after.uidnext, before.uidnext);
	assert_true(after.modseq == before.modseq);
	assert_int_equal(after.expunge_modseq, 77);
	assert_same_set(&after.uids, &before.uids);
	assert_same_set(&after.recent, &before.recent);
}

static void test_imap_record__an_unbroken_mailbox_is_small(void **state)
{
	auto_record struct imap_record record;
	auto_buf struct buf bytes;

	(void)state;
	fill(&record);
	buf_init(&bytes, RECORD_MAX);
	imap_record_write(&record, &bytes);
	assert_true(bytes.len < 350);
}

static void test_imap_record__without_a_mailbox(void **state)
{
	auto_record struct imap_record before;
	auto_record struct imap_record after;
	auto_buf struct buf bytes;
	struct err err;

	(void)state;
	imap_record_init(&before);
	imap_record_init(&after);
	before.user = SPAN("bob");
	buf_init(&bytes, 1000);
	imap_record_write(&before, &bytes);
	assert_true(imap_record_read(buf_span(&bytes), &after, &err));
	assert_false(after.selected);
	assert_true(span_eq(after.user, SPAN("bob")));
}

static bool reads(struct span bytes)
{
	auto_record struct imap_record record;
	struct err err;

	imap_record_init(&record);
	if (imap_record_read(bytes, &record, &err))
		return true;
	assert_int_equal(err.kind, ERR_SYNTAX);
	return false;
}

static void test_imap_record__every_cut_is_noticed(void **state)
{
	auto_record struct imap_record record;
	auto_buf struct buf bytes;

	(void)state;
	fill(&record);
	buf_init(&bytes, 10000);
	imap_record_write(&record, &bytes);
	for (size_t len = 0; len < bytes.len; len++)
		assert_false(reads(span_first(buf_span(&bytes), len)));
	buf_add_char(&bytes, 'x');
	assert_false(reads(buf_span(&bytes)));
}

static void test_imap_record__other_versions_are_refused(void **state)
{
	auto_record struct imap_record record;
	auto_buf struct buf bytes;

	(void)state;
	fill(&record);
	buf_init(&bytes, 10000);
	imap_record_write(&record, &bytes);
	assert_true(reads(buf_span(&bytes)));
	for (int version = 0; version < 256; version++) {
		bytes.ptr[0] = (char)version;
		assert_int_equal(reads(buf_span(&bytes)),
				 version == IMAP_RECORD_VERSION);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_imap_record__what_is_written_is_read),
		cmocka_unit_test(
			test_imap_record__an_unbroken_mailbox_is_small),
		cmocka_unit_test(test_imap_record__without_a_mailbox),
		cmocka_unit_test(test_imap_record__every_cut_is_noticed),
		cmocka_unit_test(test_imap_record__other_versions_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
