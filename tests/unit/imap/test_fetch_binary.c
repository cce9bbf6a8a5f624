/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "imap/fetch_binary.h"

static void check(struct mime_part_at part, const char *body, struct span want)
{
	auto_buf struct buf out;

	buf_init(&out, 10000);
	assert_true(fetch_binary_is_encoded(&part));
	fetch_binary_decode(&out, &part, span_of(body));
	assert_int_equal(out.len, want.len);
	assert_memory_equal(buf_str(&out), want.ptr, want.len);
}

static void test_fetch_binary__bytes_stay_as_they_are(void **state)
{
	const struct mime_part_at base64 = { .encoding = MIME_ENCODING_BASE64 };
	const struct mime_part_at quoted = { .encoding = MIME_ENCODING_QP };

	(void)state;
	check(base64, "AAo=\nDQo=\n", SPAN("\0\n\r\n"));
	check(quoted, "=00=0A\nb", SPAN("\0\n\r\nb"));
	check(quoted, "a=\r\nb\r\n", SPAN("ab\r\n"));
}

static void test_fetch_binary__text_has_crlf(void **state)
{
	const struct mime_part_at text = {
		.encoding = MIME_ENCODING_BASE64,
		.is_text = true,
	};

	(void)state;
	check(text, "YQpiDQpj", SPAN("a\r\nb\r\nc"));
}

static void test_fetch_binary__containers_are_never_encoded(void **state)
{
	(void)state;
	assert_false(fetch_binary_is_encoded(&(struct mime_part_at){
		.encoding = MIME_ENCODING_BASE64, .is_message = true }));
	assert_false(fetch_binary_is_encoded(&(struct mime_part_at){
		.encoding = MIME_ENCODING_QP, .is_multipart = true }));
	assert_false(fetch_binary_is_encoded(
		&(struct mime_part_at){ .encoding = MIME_ENCODING_NONE }));
}

static bool is_known(const char *encoding, uint32_t number)
{
	const struct fetch_item item = { .path = &number, .depth = 1 };
	auto_buf struct buf message;
	struct mime_summary s;
	bool known;

	buf_init(&message, 1000);
	buf_add_format(&message, "Content-Transfer-Encoding: %s\n\nx\n",
		       encoding);
	mime_summary_init(&s);
	mime_summary_make(&s, buf_span(&message), &mime_summary_limits);
	known = fetch_binary_is_known(&item, buf_span(&s.parts));
	mime_summary_release(&s);
	return known;
}

static void test_fetch_binary__knows_what_it_can_decode(void **state)
{
	(void)state;
	assert_true(is_known("Base64", 1));
	assert_true(is_known("8bit", 1));
	assert_false(is_known("x-uuencode", 1));
	assert_true(is_known("x-uuencode", 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fetch_binary__bytes_stay_as_they_are),
		cmocka_unit_test(test_fetch_binary__text_has_crlf),
		cmocka_unit_test(
			test_fetch_binary__containers_are_never_encoded),
		cmocka_unit_test(test_fetch_binary__knows_what_it_can_decode),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
