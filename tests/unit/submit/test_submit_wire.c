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

static void test_submit_wire__an_envelope_comes_back(void **state)
{
	const struct submit_recipient to[] = {
		{ .address = SPAN("a@x"),
		  .notify = SPAN("SUCCESS,FAILURE"),
		  .orcpt = SPAN("rfc822;a+2Bb@x") },
		{ .address = SPAN("b@x") },
		{ .address = SPAN("c@x") },
		{ .address = SPAN("d@x") },
	};
	struct submit_envelope e = { .sender = SPAN(""),
				     .ret = SPAN("HDRS"),
				     .envid = SPAN("QQ314159"),
				     .by = SPAN("120;RT"),
				     .recipient = to,
				     .recipient_count = 2 };
	struct submit_recipient at[MAX];
	struct submit_envelope got;
	auto_buf struct buf wire;
	struct err err;

	(void)state;
	buf_init(&wire, 1000);
	assert_true(submit_wire_write(&e, &wire, &err));
	assert_true(submit_wire_read(buf_span(&wire), at, MAX, &got, &err));
	assert_int_equal(got.sender.len, 0);
	assert_string_equal(got.ret.ptr, "HDRS");
	assert_string_equal(got.envid.ptr, "QQ314159");
	assert_string_equal(got.by.ptr, "120;RT");
	assert_int_equal(got.recipient_count, 2);
	assert_string_equal(at[0].address.ptr, "a@x");
	assert_string_equal(at[0].notify.ptr, "SUCCESS,FAILURE");
	assert_string_equal(at[0].orcpt.ptr, "rfc822;a+2Bb@x");
	assert_string_equal(at[1].address.ptr, "b@x");
	assert_string_equal(at[1].notify.ptr, "");
	e.recipient_count = 4;
	buf_reset(&wire);
	assert_true(submit_wire_write(&e, &wire, &err));
	assert_false(submit_wire_read(buf_span(&wire), at, MAX, &got, &err));
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
		{ SPAN("s@x\0\0\0\0"), ERR_DENIED },
		{ SPAN("s@x\0\0\0\0a@x\0"), ERR_SYNTAX },
		{ SPAN("s@x\0\0\0\0a@x\0\0"), ERR_SYNTAX },
		{ SPAN("s@x\0\0\0\0a@x\0\0x"), ERR_SYNTAX },
		{ SPAN("s@x\0\0\0\0\0\0\0"), ERR_DENIED },
		{ SPAN("a b\0\0\0\0a@x\0\0\0"), ERR_DENIED },
		{ SPAN("s@x\0\0\0\0a b\0\0\0"), ERR_DENIED },
		{ SPAN("s@x\0SOME\0\0\0a@x\0\0\0"), ERR_DENIED },
		{ SPAN("s@x\0\0a b\0\0a@x\0\0\0"), ERR_DENIED },
		{ SPAN("s@x\0\0\0"
		       "0;R\0a@x\0\0\0"),
		  ERR_DENIED },
		{ SPAN("s@x\0\0\0\0a@x\0OFTEN\0\0"), ERR_DENIED },
		{ SPAN("s@x\0\0\0\0a@x\0\0rfc822\0"), ERR_DENIED },
	};
	const struct submit_recipient to = { .address = SPAN("a b") };
	const struct submit_envelope e = { .sender = SPAN("s@x"),
					   .recipient = &to,
					   .recipient_count = 1 };
	struct submit_recipient at[MAX];
	struct submit_envelope got;
	auto_buf struct buf wire;
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_false(
			submit_wire_read(bad[i].bytes, at, MAX, &got, &err));
		assert_int_equal(err.kind, bad[i].kind);
	}
	assert_true(submit_wire_read(SPAN("s@x\0\0\0\0a@x\0\0\0"), at, MAX,
				     &got, &err));
	buf_init(&wire, 1000);
	assert_false(submit_wire_write(&e, &wire, &err));
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
	enum submit_taken taken;
	struct err err, told;

	(void)state;
	buf_init(&line, SUBMIT_WIRE_ANSWER_MAX);
	submit_wire_answer(SUBMIT_TAKEN, NULL, &line);
	submit_wire_answer(SUBMIT_TAKEN_WITHOUT_DSN, NULL, &line);
	assert_string_equal(buf_str(&line), "2 Taken\n3 Taken\n");
	assert_true(submit_wire_judge(SPAN("2 Taken"), &taken, &told));
	assert_int_equal(taken, SUBMIT_TAKEN);
	assert_true(submit_wire_judge(SPAN("3 Taken"), &taken, &told));
	assert_int_equal(taken, SUBMIT_TAKEN_WITHOUT_DSN);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		err_set(&err, rows[i].kind, "550 5.1.1 no\n\001");
		buf_reset(&line);
		submit_wire_answer(SUBMIT_TAKEN, &err, &line);
		assert_true(span_ends(buf_span(&line), SPAN("no??\n")));
		buf_truncate(&line, line.len - 1);
		assert_false(submit_wire_judge(buf_span(&line), &taken, &told));
		assert_int_equal(told.kind, rows[i].told);
	}
	assert_false(submit_wire_judge(SPAN("strange"), &taken, &told));
	assert_int_equal(told.kind, ERR_TEMP);
	assert_false(submit_wire_judge(SPAN(""), &taken, &told));
	assert_int_equal(told.kind, ERR_TEMP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_submit_wire__an_envelope_comes_back),
		cmocka_unit_test(
			test_submit_wire__malformed_envelopes_are_refused),
		cmocka_unit_test(
			test_submit_wire__what_is_not_known_to_be_final_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
