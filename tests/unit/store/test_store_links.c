/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "store/store_kept.h"
#include "store/store_links.h"
#include "store/store_order.h"

enum {
	COUNT = 130,
	BYTES_MAX = 1 << 20
};

/* Always the same ones: of few subjects, some without an id or with that of
 * another, referring to earlier, later and unknown ones, half of them to
 * none. The caller frees. */
static char *message(unsigned i)
{
	static const char *const subjects[] = { "", "Re: ", "apples",
						"Re: apples", "pears" };
	unsigned r = i * 2654435761U >> 7;
	auto_free char *id =
		x_printf("%s: <%u@x>", i % 13 ? "Message-ID" : "X-Nothing",
			 i % 17 ? i : i / 2);

	return x_printf("Subject: %s\r\n"
			"Date: Sun, %u Nov 2026 01:%02u:03 +0900\r\n"
			"%s\r\n"
			"%s: <%u@x> <gone%u@x> <%u@x>\r\n"
			"%s: <%u@x>\r\n\r\nhello\r\n",
			subjects[r % 5], r / 5 % 28 + 1, r % 60, id,
			r & 16 ? "References" : "X-Nothing", r % (i + 3), r % 7,
			r / 3 % (i + 2), r & 48 ? "X-Nothing" : "In-Reply-To",
			r % 50);
}

static void add(struct fixture *f, struct store_batch *batch, unsigned i)
{
	static const struct store_append options = { .internaldate =
							     INT64_MIN };
	struct store_spool *spool = store_spool_new(f->user);
	auto_free char *text = message(i);
	struct err err = { 0 };

	assert_true(store_spool_write(spool, span_of(text), &err));
	assert_true(store_batch_add(batch, spool, &options, STORE_SPOOL_ONCE,
				    &err));
	store_spool_free(&spool);
}

static void fill(struct fixture *f, unsigned from, unsigned count)
{
	struct store_batched out = { .uidvalidity = 0 };
	struct store_batch *batch;
	struct err err = { 0 };

	ranges_init(&out.uids);
	assert_true(store_batch_begin(f->user, SPAN("INBOX"), &batch, &err));
	for (unsigned i = from; i < from + count; i++)
		add(f, batch, i);
	assert_true(store_batch_commit(batch, NULL, &out, &err));
	assert_int_equal(ranges_size(&out.uids), count);
	ranges_release(&out.uids);
	store_batch_free(&batch);
}

/* The forest, as numbers in text. The caller frees. */
static char *threads(struct store_box *box, const struct ranges *uids,
		     enum store_thread_how how)
{
	struct store_threads threads = { .node = NULL };
	struct err err = { 0 };
	auto_buf struct buf text;

	buf_init(&text, 1 << 20);
	assert_true(store_thread(box, uids, how, BYTES_MAX, &threads, &err));
	for (size_t i = 0; i < threads.count; i++)
		buf_add_format(&text, "%u:%u,%u ", threads.node[i].uid,
			       threads.node[i].child, threads.node[i].next);
	free(threads.node);
	return x_strdup(buf_str(&text));
}

static uint32_t kept_rows(struct store_box *box)
{
	struct store_links links = { .count = 0 };
	uint32_t count;

	store_links_load(box, SIZE_MAX, &links);
	count = links.count;
	store_links_release(&links);
	return count;
}

static void forget(struct store_box *box)
{
	store_kept_put(box, STORE_KEPT_LINKS, SPAN(""));
	assert_int_equal(kept_rows(box), 0);
}

/* Kept ones are of `rows` messages, and lead to what fresh ones lead to. */
static void check(struct store_box *box, const struct ranges *uids,
		  uint32_t rows)
{
	char *kept[3];

	assert_int_equal(kept_rows(box), rows);
	for (int how = 0; how < 3; how++) {
		kept[how] = threads(box, uids, (enum store_thread_how)how);
		assert_int_equal(kept_rows(box), rows);
	}
	for (int how = 0; how < 3; how++) {
		char *fresh;

		forget(box);
		fresh = threads(box, uids, (enum store_thread_how)how);
		assert_string_equal(kept[how], fresh);
		free(kept[how]);
		free(fresh);
	}
	/* As they were. */
	forget(box);
	free(threads(box, &box->uids, STORE_THREAD_REFS));
}

static struct store_box *filled(struct fixture *f)
{
	struct store_box *box;

	fill(f, 0, COUNT);
	box = fixture_open(f, "INBOX");
	assert_int_equal(kept_rows(box), 0);
	free(threads(box, &box->uids, STORE_THREAD_REFERENCES));
	return box;
}

static void expunge(struct store_box *box, uint32_t first, uint32_t last)
{
	struct err err = { 0 };
	struct ranges some;

	ranges_init(&some);
	ranges_add_run(&some, first, last);
	assert_true(store_expunge_any(box, &some, &err));
	ranges_release(&some);
}

static void refresh(struct fixture *f, struct store_box **box)
{
	store_box_close(box);
	*box = fixture_open(f, "INBOX");
}

static void test_store_links__kept_ones_lead_to_the_same(void **state)
{
	struct store_box *box = filled(*state);

	check(box, &box->uids, COUNT);
	store_box_close(&box);
}

/* RFC 5256: only the messages that match are threaded. */
static void test_store_links__some_messages_are_threaded_alone(void **state)
{
	struct store_box *box = filled(*state);
	struct ranges some;

	ranges_init(&some);
	ranges_add_run(&some, 3, 20);
	ranges_add(&some, 33);
	ranges_add_run(&some, 50, 97);
	check(box, &some, COUNT);
	ranges_clear(&some);
	check(box, &some, COUNT);
	ranges_release(&some);
	/* Rows of some messages are not kept. */
	forget(box);
	ranges_add_run(&some, 2, COUNT);
	free(threads(box, &some, STORE_THREAD_REFS));
	assert_int_equal(kept_rows(box), 0);
	ranges_release(&some);
	store_box_close(&box);
}

static void test_store_links__arrivals_are_added(void **state)
{
	struct fixture *f = *state;
	struct store_box *box = filled(f);

	fill(f, COUNT, 1);
	refresh(f, &box);
	check(box, &box->uids, COUNT);
	assert_int_equal(kept_rows(box), COUNT + 1);
	/* So many that all is written anew. */
	fill(f, COUNT + 1, 2 * COUNT);
	refresh(f, &box);
	free(threads(box, &box->uids, STORE_THREAD_ORDEREDSUBJECT));
	check(box, &box->uids, 3 * COUNT + 1);
	store_box_close(&box);
}

static void test_store_links__expunged_ones_are_passed_over(void **state)
{
	struct fixture *f = *state;
	struct store_box *box = filled(f);

	expunge(box, 1, 1);
	expunge(box, 40, 43);
	expunge(box, COUNT, COUNT);
	refresh(f, &box);
	check(box, &box->uids, COUNT);
	fill(f, COUNT, 3);
	expunge(box, 60, 70);
	refresh(f, &box);
	check(box, &box->uids, COUNT - 6);
	store_box_close(&box);
}

/* A few dead ones may stay, but not without end. */
static void test_store_links__many_expunged_ones_are_left_out(void **state)
{
	struct fixture *f = *state;
	struct store_box *box = filled(f);

	fill(f, COUNT, 2 * COUNT);
	refresh(f, &box);
	free(threads(box, &box->uids, STORE_THREAD_REFS));
	assert_int_equal(kept_rows(box), 3 * COUNT);
	expunge(box, 1, 2 * COUNT);
	refresh(f, &box);
	free(threads(box, &box->uids, STORE_THREAD_REFS));
	assert_int_equal(kept_rows(box), COUNT);
	check(box, &box->uids, COUNT);
	store_box_close(&box);
}

static void test_store_links__come_back_without_index(void **state)
{
	struct fixture *f = *state;
	struct store_box *box = filled(f);
	char *before = threads(box, &box->uids, STORE_THREAD_REFERENCES);
	char *after;

	store_box_close(&box);
	fixture_lose_index(f);
	box = fixture_open(f, "INBOX");
	assert_int_equal(kept_rows(box), 0);
	after = threads(box, &box->uids, STORE_THREAD_REFERENCES);
	assert_string_equal(before, after);
	check(box, &box->uids, COUNT);
	free(before);
	free(after);
	store_box_close(&box);
}

/* So they were asked. */
static void test_store_links__no_message_is_read_again(void **state)
{
	struct store_box *box = filled(*state);
	struct store_links links = { .count = 0 };
	auto_free char *text = NULL;

	store_links_load(box, SIZE_MAX, &links);
	for (uint32_t i = 0; i < links.count; i++)
		links.base[i] = 0;
	links.date[COUNT - 1] = 0;
	store_links_keep(box, &links);
	store_links_release(&links);
	text = threads(box, &box->uids, STORE_THREAD_ORDEREDSUBJECT);
	/* One thread, of which the last message is the first. */
	assert_ptr_equal(strstr(text, "0:130,0 "), text);
	store_box_close(&box);
}

/* Whatever is there: fresh ones take its place. */
static void test_store_links__what_can_not_be_is_not_taken(void **state)
{
	struct store_box *box = filled(*state);
	struct store_read read;
	struct span value;
	struct err err = { 0 };
	auto_free char *bytes = NULL;
	size_t len;

	assert_true(store_read_begin(box, &read, &err));
	assert_true(store_kept_get(&read, STORE_KEPT_LINKS, &value));
	len = value.len;
	bytes = x_realloc_array(NULL, len, 1);
	memcpy(bytes, value.ptr, len);
	store_read_end(&read);
	store_kept_put(box, STORE_KEPT_LINKS, span_make(bytes, len));
	assert_int_equal(kept_rows(box), COUNT);
	for (size_t cut = 0; cut < len; cut += len / 50) {
		store_kept_put(box, STORE_KEPT_LINKS, span_make(bytes, cut));
		assert_int_equal(kept_rows(box), 0);
	}
	/* Lengths, numbers. */
	for (size_t i = 0; i < len; i += i < 20 ? 1 : len / 200) {
		char was = bytes[i];

		bytes[i] = (char)0xff;
		store_kept_put(box, STORE_KEPT_LINKS, span_make(bytes, len));
		free(threads(box, &box->uids, STORE_THREAD_REFERENCES));
		if (i < 20)
			assert_int_equal(kept_rows(box), COUNT);
		bytes[i] = was;
	}
	store_box_close(&box);
}

static void test_store_links__memory_is_bounded(void **state)
{
	struct store_box *box = filled(*state);
	struct store_threads out = { .node = NULL };
	struct err err = { 0 };

	assert_false(store_thread(box, &box->uids, STORE_THREAD_REFS, 4096,
				  &out, &err));
	assert_int_equal(err.kind, ERR_LIMIT);
	store_box_close(&box);
}

int main(void)
{
#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
	const struct CMUnitTest tests[] = {
		T(test_store_links__kept_ones_lead_to_the_same),
		T(test_store_links__some_messages_are_threaded_alone),
		T(test_store_links__arrivals_are_added),
		T(test_store_links__expunged_ones_are_passed_over),
		T(test_store_links__many_expunged_ones_are_left_out),
		T(test_store_links__come_back_without_index),
		T(test_store_links__no_message_is_read_again),
		T(test_store_links__what_can_not_be_is_not_taken),
		T(test_store_links__memory_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
