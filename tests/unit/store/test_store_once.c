/* SPDX-License-Identifier: MIT */
/* What delivery must not do again for some time. */
#include "store/store_once.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "fixture.h"

enum {
	NOW = 1000000
};

static const uint8_t *key(unsigned n)
{
	static uint8_t bytes[STORE_ONCE_KEY];

	memset(bytes, 0, sizeof(bytes));
	memcpy(bytes, &n, sizeof(n));
	return bytes;
}

static void at(int64_t seconds)
{
	clock_fix_us(seconds * 1000000);
}

static bool has(struct fixture *f, unsigned n)
{
	struct err err;
	bool known;

	assert_true(store_once_has(f->user, key(n), &known, &err));
	return known;
}

static void put(struct fixture *f, unsigned n, int64_t until)
{
	struct err err;

	assert_true(store_once_put(f->user, key(n), until, &err));
}

static bool claim(struct fixture *f, unsigned n, int64_t until)
{
	struct err err;
	bool first;

	assert_true(store_once_claim(f->user, key(n), until, &first, &err));
	return first;
}

static int make(void **state)
{
	struct fixture *f;

	fixture_make(state);
	f = *state;
	f->settings.once_max = 10;
	fixture_reopen(f);
	at(NOW);
	return 0;
}

static int unmake(void **state)
{
	clock_fix_us(-1);
	return fixture_remove(state);
}

static void test_store_once__known_until_its_time(void **state)
{
	struct fixture *f = *state;

	assert_false(has(f, 1));
	put(f, 1, NOW + 10);
	put(f, 2, NOW + 20);
	fixture_reopen(f);
	assert_true(has(f, 1));
	at(NOW + 10);
	assert_false(has(f, 1));
	assert_true(has(f, 2));
	put(f, 2, 0);
	assert_false(has(f, 2));
}

static void test_store_once__only_the_first_may(void **state)
{
	struct fixture *f = *state;

	assert_true(claim(f, 1, NOW + 10));
	assert_false(claim(f, 1, NOW + 10));
	assert_true(claim(f, 2, NOW + 10));
	at(NOW + 11);
	assert_true(claim(f, 1, NOW + 30));
	assert_false(claim(f, 1, NOW + 30));
}

static void test_store_once__the_oldest_go_first(void **state)
{
	struct fixture *f = *state;

	for (unsigned n = 1; n <= 100; n++) {
		put(f, n, NOW + 1000);
		assert_true(has(f, n));
		assert_true(n < 3 || has(f, n - 2));
	}
	assert_false(has(f, 1));
	assert_false(has(f, 80));
}

static void test_store_once__what_is_over_makes_room(void **state)
{
	struct fixture *f = *state;

	put(f, 1, NOW + 1000);
	for (unsigned n = 2; n <= 100; n++)
		put(f, n, NOW);
	assert_true(has(f, 1));
}

/* What was taken back stays so when the file is written anew, and what is put
 * again and again takes the room of one. */
static void test_store_once__the_last_word_counts(void **state)
{
	struct fixture *f = *state;

	put(f, 1, NOW + 1000);
	put(f, 2, NOW + 1000);
	put(f, 3, NOW + 1000);
	put(f, 2, 0);
	put(f, 3, 0);
	put(f, 3, NOW + 1000);
	for (unsigned n = 0; n < 100; n++) {
		put(f, 4, NOW + 1000 + n);
		assert_true(has(f, 1));
		assert_false(has(f, 2));
		assert_true(has(f, 3));
	}
}

/* A cut of the power may leave anything at the end. */
static void test_store_once__torn_and_strange_lines_say_nothing(void **state)
{
	struct fixture *f = *state;

	put(f, 1, NOW + 10);
	put(f, 2, NOW + 10);
	fixture_write(f, "fumikura-once",
		      "01000000000000000000000000000000 000001000010\n"
		      "x\n\n"
		      "02000000000000000000000000000000 00000100");
	assert_true(has(f, 1));
	assert_false(has(f, 2));
	assert_true(claim(f, 2, NOW + 10));
	assert_true(has(f, 1));
	assert_true(has(f, 2));
	fixture_write(f, "fumikura-once", "");
	assert_false(has(f, 1));
	put(f, 1, NOW + 10);
	assert_true(has(f, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make, unmake)
		TEST(test_store_once__known_until_its_time),
		TEST(test_store_once__only_the_first_may),
		TEST(test_store_once__the_oldest_go_first),
		TEST(test_store_once__what_is_over_makes_room),
		TEST(test_store_once__the_last_word_counts),
		TEST(test_store_once__torn_and_strange_lines_say_nothing),
#undef TEST
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
