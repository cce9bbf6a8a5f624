/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hash.h"

/* Of the authors' test vectors (fnv.h). */
static void test_hash__is_fnv_1a(void **state)
{
	(void)state;
	assert_true(hash_add(HASH_START, SPAN("")) == 0xcbf29ce484222325);
	assert_true(hash_add(HASH_START, SPAN("a")) == 0xaf63dc4c8601ec8c);
	assert_true(hash_add(HASH_START, SPAN("foobar")) == 0x85944171f73967e8);
	assert_true(hash_add(HASH_START, SPAN("\xff\0\0\1")) ==
		    0x6961196491cc682d);
}

static void test_hash__goes_on_where_it_was(void **state)
{
	(void)state;
	assert_true(hash_add(hash_add(HASH_START, SPAN("foo")), SPAN("bar")) ==
		    hash_add(HASH_START, SPAN("foobar")));
}

static void test_hash__of_words_sees_every_bit(void **state)
{
	char text[] = "twenty-one bytes long";
	struct span whole = SPAN("twenty-one bytes long");
	uint64_t hash = hash_add_words(HASH_START, whole);

	(void)state;
	for (size_t bit = 0; bit < 8 * whole.len; bit++) {
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
		assert_true(hash_add_words(HASH_START,
					   span_make(text, whole.len)) != hash);
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
	}
	assert_true(hash_add_words(HASH_START, span_make(text, whole.len)) ==
		    hash);
	assert_true(hash_add_words(HASH_START, span_make(text, 16)) != hash);
	assert_true(hash_add_words(HASH_START, SPAN("")) == HASH_START);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hash__is_fnv_1a),
		cmocka_unit_test(test_hash__goes_on_where_it_was),
		cmocka_unit_test(test_hash__of_words_sees_every_bit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
