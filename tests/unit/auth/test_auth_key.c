/* SPDX-License-Identifier: MIT */
#include "chains.h"

#include <sys/stat.h>

#include "auth/auth_key.h"

static void test_auth_key__is_made_once_and_kept(void **state)
{
	char first[AUTH_KEY_SIZE], again[AUTH_KEY_SIZE], other[AUTH_KEY_SIZE];
	struct stat st;
	struct err err;

	(void)state;
	assert_true(auth_key_load(chains_path("a/b/key"), first, &err));
	assert_true(auth_key_load(chains_path("a/b/key"), again, &err));
	assert_memory_equal(first, again, AUTH_KEY_SIZE);
	assert_int_equal(stat(chains_path("a/b/key"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(auth_key_load(chains_path("key"), other, &err));
	assert_memory_not_equal(first, other, AUTH_KEY_SIZE);
}

/* Another key would be worth as little as a lost one, unseen. */
static void test_auth_key__a_damaged_one_is_not_replaced(void **state)
{
	static const char *const texts[] = { "", "short",
					     "one byte more than a key may be!"
					     "." };
	char key[AUTH_KEY_SIZE];
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		auto_buf struct buf left;

		chains_write("key", texts[i]);
		assert_false(auth_key_load(chains_path("key"), key, &err));
		buf_init(&left, 100);
		assert_true(
			file_read(AT_FDCWD, chains_path("key"), &left, &err));
		assert_string_equal(buf_str(&left), texts[i]);
	}
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, chains_begin, chains_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_auth_key__is_made_once_and_kept),
		TEST(test_auth_key__a_damaged_one_is_not_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
