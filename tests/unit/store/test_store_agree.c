/* SPDX-License-Identifier: MIT */
/* The doctor writes what the index knows of keywords into damaged facts. */
#include "fixture.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "io/file.h"
#include "store/store_doctor.h"

enum {
	MESSAGES = 3,
	LETTERS = 26,
	BEYOND = 3,
	STEP = 7, /* bytes between two cuts */
};

static struct span name_of(unsigned i)
{
	static char room[LETTERS + BEYOND][8];

	snprintf(room[i], sizeof(room[i]), "k%u", i);
	return span_of(room[i]);
}

static void change(struct fixture *f, enum store_flags_how how, uint32_t uid,
		   unsigned first, unsigned count)
{
	struct store_flags_change c = {
		.how = how,
		.unchanged_since = UINT64_MAX,
	};
	struct store_box *box = fixture_open(f, "INBOX");
	struct span names[LETTERS + BEYOND];
	auto_ranges struct ranges uids;
	struct err err = { 0 };

	ranges_init(&uids);
	ranges_add(&uids, uid);
	for (unsigned i = 0; i < count; i++)
		names[i] = name_of(first + i);
	assert_true(store_keywords_bits(box, names, count, &c.keywords, &err));
	assert_true(store_flags(box, &uids, &c, NULL, NULL, &err));
	store_box_close(&box);
}

/* Bit i: it has the keyword LETTERS + i. */
static void read_beyond(struct fixture *f, unsigned out[MESSAGES])
{
	struct store_box *box = fixture_open(f, "INBOX");
	auto_arena struct arena arena;
	struct store_keywords list;
	struct store_message m;
	struct err err = { 0 };

	arena_init(&arena);
	assert_true(store_keywords(box, &arena, &list, &err));
	for (uint32_t n = 0; n < MESSAGES; n++) {
		out[n] = 0;
		assert_true(fixture_message(box, n + 1, &m));
		for (unsigned bit = 0; bit < list.count; bit++)
			for (unsigned i = 0; i < BEYOND; i++)
				if ((m.keywords >> bit & 1) &&
				    span_eq(list.name[bit],
					    name_of(LETTERS + i)))
					out[n] |= 1u << i;
	}
	store_box_close(&box);
}

static void read_facts(struct fixture *f, struct buf *out)
{
	auto_free char *path = x_printf("%s/fumikura-facts", f->account.mail);
	struct err err = { 0 };

	buf_reset(out);
	assert_true(file_read(AT_FDCWD, path, out, &err));
}

/* The first line that begins so is no more. */
static void lose_line(struct buf *text, const char *begin)
{
	struct span all = buf_span(text);
	size_t at = span_find(all, span_of(begin));
	size_t len = span_find_char(span_from(all, at + 1), '\n') + 1;
	auto_free char *tail = x_strdup(buf_str(text) + at + len);

	assert_true(at < all.len);
	buf_truncate(text, at);
	buf_add_str(text, tail);
}

static void count_one(void *arg, struct span mailbox, const char *what)
{
	unsigned *count = arg;

	(void)mailbox;
	(void)what;
	++*count;
}

/* How much was said of it. */
static unsigned repair(struct fixture *f)
{
	unsigned said = 0;
	const struct store_doctor_sink sink = {
		.wrong = count_one,
		.mended = count_one,
		.arg = &said,
	};
	struct err err = { 0 };

	store_user_close(&f->user);
	assert_true(store_doctor(&f->account, &f->settings, STORE_DOCTOR_REPAIR,
				 &sink, &err));
	fixture_reopen(f);
	return said;
}

static void fill(struct fixture *f)
{
	for (uint32_t uid = 1; uid <= MESSAGES; uid++)
		fixture_append(f, "INBOX", "s", 0);
	change(f, STORE_FLAGS_ADD, 1, 0, LETTERS);
	for (uint32_t uid = 1; uid <= MESSAGES; uid++)
		change(f, STORE_FLAGS_ADD, uid, LETTERS, BEYOND);
	change(f, STORE_FLAGS_REMOVE, 2, LETTERS + 1, 1);
}

static void test_store_agree__a_cut_repair_loses_nothing(void **state)
{
	struct fixture *f = *state;
	unsigned truth[MESSAGES], harmed[MESSAGES], found[MESSAGES];
	auto_buf struct buf before;
	auto_buf struct buf after;

	buf_init(&before, SIZE_MAX);
	buf_init(&after, SIZE_MAX);
	fill(f);
	read_beyond(f, truth);
	read_facts(f, &before);
	/* Of all, the first message's alone is lost, and a removal. */
	lose_line(&before, "\nkeyword ");
	lose_line(&before, "\n-keyword ");
	fixture_write(f, "fumikura-facts", buf_str(&before));
	assert_true(repair(f) > 0);
	read_beyond(f, found);
	assert_memory_equal(found, truth, sizeof(truth));
	read_facts(f, &after);
	assert_true(after.len > before.len + STEP);
	assert_true(span_starts(buf_span(&after), buf_span(&before)));
	for (size_t end = before.len; end <= after.len; end += STEP) {
		auto_free char *text = x_printf("%.*s", (int)end, after.ptr);

		fixture_write(f, "fumikura-facts", text);
		fixture_lose_index(f);
		read_beyond(f, found);
		if (end == before.len)
			memcpy(harmed, found, sizeof(harmed));
		for (unsigned n = 0; n < MESSAGES; n++)
			assert_int_equal(truth[n] & harmed[n] & ~found[n], 0);
	}
	assert_memory_not_equal(harmed, truth, sizeof(truth));
	fixture_write(f, "fumikura-facts", buf_str(&after));
	fixture_lose_index(f);
	read_beyond(f, found);
	assert_memory_equal(found, truth, sizeof(truth));
	assert_int_equal(repair(f), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_store_agree__a_cut_repair_loses_nothing,
			fixture_make, fixture_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
