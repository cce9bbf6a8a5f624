/* SPDX-License-Identifier: MIT */
/* What a client and fumikura-submit say to each other. */
#include "submit/submit_wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"

enum {
	MAX = 3
};

static void test_submit_wire__addresses_that_an_mta_can_take(void **state)
{
	static const char *const good[] = { "a", "a@x", "\"a b, c\"@x",
					    "\"q\\\"<\"@x", "\xc3\xbc@x" };
	static const char *const bad[] = { "",      "a b@x", "a,b@x", "<a@x>",
					   "a\nb",  "\"a@x", "a\177", "a;b",
					   "a\t@x", "\"\\" };
	char large[SUBMIT_WIRE_PATH_MAX + 1];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_true(submit_wire_is_address(span_of(good[i])));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(submit_wire_is_address(span_of(bad[i])));
	memset(large, 'a', sizeof(large));
	assert_true(
		submit_wire_is_address(span_make(large, SUBMIT_WIRE_PATH_MAX)));
	assert_false(submit_wire_is_address(span_make(large, sizeof(large))));
}

static void test_submit_wire__an_envelope_comes_back(void **state)
{
	const struct span to[] = { SPAN("a@x"), SPAN("b@x"), SPAN("c@x"),
				   SPAN("d@x") };
	auto_buf struct buf wire;
	struct span sender, got[MAX];
	struct err err;
	size_t count;

	(void)state;
	buf_init(&wire, 1000);
	assert_true(submit_wire_write(SPAN(""), to, 2, &wire, &err));
	assert_true(submit_wire_read(buf_span(&wire), &sender, got, MAX, &count,
				     &err));
	assert_int_equal(sender.len, 0);
	assert_int_equal(count, 2);
	assert_string_equal(got[0].ptr, "a@x");
	assert_string_equal(got[1].ptr, "b@x");
	buf_reset(&wire);
	assert_true(submit_wire_write(SPAN("s@x"), to, 4, &wire, &err));
	assert_false(submit_wire_read(buf_span(&wire), &sender, got, MAX,
				      &count, &err));
	assert_int_equal(err.kind, ERR_LIMIT);
}

static void test_submit_wire__malformed_envelopes_are_refused(void **state)
{
	static const struct {
		struct span bytes;
		enum err_kind kind;
	} bad[] = {
		{ SPAN(""), ERR_SYNTAX },
		{ SPAN("s@x"), ERR_SYNTAX },
		{ SPAN("s@x\0"), ERR_SYNTAX },
		{ SPAN("s@x\0a@x"), ERR_SYNTAX },
		{ SPAN("\0\0"), ERR_DENIED },
		{ SPAN("a b\0a@x\0"), ERR_DENIED },
		{ SPAN("s@x\0a b\0"), ERR_DENIED },
	};
	const struct span none = SPAN("a b");
	auto_buf struct buf wire;
	struct span sender, got[MAX];
	struct err err;
	size_t count;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_false(submit_wire_read(bad[i].bytes, &sender, got, MAX,
					      &count, &err));
		assert_int_equal(err.kind, bad[i].kind);
	}
	buf_init(&wire, 1000);
	assert_false(submit_wire_write(SPAN("s@x"), &none, 1, &wire, &err));
	assert_false(submit_wire_write(SPAN("s@x"), &none, 0, &wire, &err));
}

static void test_submit_wire__what_is_not_known_to_be_final_is_not(void **state)
{
	static const struct {
		enum err_kind kind;
		enum err_kind told;
	} rows[] = {
		{ ERR_TEMP, ERR_TEMP },    { ERR_DENIED, ERR_DENIED },
		{ ERR_LIMIT, ERR_DENIED }, { ERR_SYNTAX, ERR_TEMP },
		{ ERR_STATE, ERR_TEMP },   { ERR_CORRUPT, ERR_TEMP },
	};
	auto_buf struct buf line;
	struct err err, told;

	(void)state;
	buf_init(&line, SUBMIT_WIRE_ANSWER_MAX);
	submit_wire_answer(NULL, &line);
	assert_true(submit_wire_judge(SPAN("2 Taken"), &told));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		err_set(&err, rows[i].kind, "550 5.1.1 no\n\001");
		buf_reset(&line);
		submit_wire_answer(&err, &line);
		assert_true(span_ends(buf_span(&line), SPAN("no??\n")));
		buf_truncate(&line, line.len - 1);
		assert_false(submit_wire_judge(buf_span(&line), &told));
		assert_int_equal(told.kind, rows[i].told);
	}
	assert_false(submit_wire_judge(SPAN("strange"), &told));
	assert_int_equal(told.kind, ERR_TEMP);
	assert_false(submit_wire_judge(SPAN(""), &told));
	assert_int_equal(told.kind, ERR_TEMP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_submit_wire__addresses_that_an_mta_can_take),
		cmocka_unit_test(test_submit_wire__an_envelope_comes_back),
		cmocka_unit_test(
			test_submit_wire__malformed_envelopes_are_refused),
		cmocka_unit_test(
			test_submit_wire__what_is_not_known_to_be_final_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
