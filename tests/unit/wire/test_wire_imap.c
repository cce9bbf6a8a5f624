/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "wire/wire_imap.h"

static enum wire_literal literal_of(const char *line, uint64_t *size)
{
	*size = 0;
	return wire_imap_literal(span_of(line), size);
}

/* RFC 3501 4.3, RFC 7888 */
static void test_wire_imap__literal_is_seen_at_the_end_only(void **state)
{
	uint64_t size;

	(void)state;
	assert_int_equal(literal_of("a LOGIN {5}", &size), WIRE_LITERAL_SYNC);
	assert_int_equal(size, 5);
	assert_int_equal(literal_of("a LOGIN {0+}", &size), WIRE_LITERAL_PLUS);
	assert_int_equal(literal_of("{4294967295}", &size), WIRE_LITERAL_SYNC);
	assert_int_equal(size, UINT32_MAX);
	assert_int_equal(literal_of("{4294967296+}", &size), WIRE_LITERAL_PLUS);
	assert_int_equal(size, WIRE_LITERAL_HUGE);
	assert_int_equal(literal_of("{99999999999999999999}", &size),
			 WIRE_LITERAL_SYNC);
	assert_int_equal(size, WIRE_LITERAL_HUGE);
	assert_int_equal(literal_of("a {5} b", &size), WIRE_LITERAL_NONE);
	assert_int_equal(literal_of("a b}", &size), WIRE_LITERAL_NONE);
	assert_int_equal(literal_of("", &size), WIRE_LITERAL_NONE);
}

static void test_wire_imap__malformed_literal_is_bad(void **state)
{
	static const char *const lines[] = {
		"a {}",    "a {+}",  "a {-1}",          "a {x}",
		"a {1++}", "a { 1}", "a {99999999999x}"
	};
	uint64_t size;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_int_equal(literal_of(lines[i], &size), WIRE_LITERAL_BAD);
}

static void test_wire_imap__brace_in_quotes_is_no_literal(void **state)
{
	uint64_t size;

	(void)state;
	assert_int_equal(literal_of("a LIST \"\" \"{5}", &size),
			 WIRE_LITERAL_NONE);
	assert_int_equal(literal_of("a X \"\\\"{5}", &size), WIRE_LITERAL_NONE);
	assert_int_equal(literal_of("a X \"{\" {7}", &size), WIRE_LITERAL_SYNC);
	assert_int_equal(size, 7);
}

static void test_wire_imap__tokens_stop_where_the_grammar_says(void **state)
{
	struct span rest = SPAN("a.1 INBOX(5");
	struct span token;
	uint64_t n;

	(void)state;
	assert_true(wire_imap_take_tag(&rest, &token));
	assert_true(span_eq(token, SPAN("a.1")));
	assert_true(wire_imap_take_space(&rest));
	assert_false(wire_imap_take_space(&rest));
	assert_true(wire_imap_take_atom(&rest, &token));
	assert_true(span_eq(token, SPAN("INBOX")));
	assert_false(wire_imap_take_atom(&rest, &token));
	assert_true(wire_imap_take_char(&rest, '('));
	assert_false(wire_imap_take_number(&rest, 4, &n));
	assert_true(wire_imap_take_number(&rest, 5, &n));
	assert_int_equal(n, 5);
	assert_int_equal(rest.len, 0);
}

static void test_wire_imap__tag_has_no_plus(void **state)
{
	struct span rest = SPAN("+ x");
	struct span token;

	(void)state;
	assert_false(wire_imap_take_tag(&rest, &token));
}

static bool astring(struct span in, struct arena *arena, struct span *out)
{
	return wire_imap_take_astring(&in, arena, out) && in.len == 0;
}

static void test_wire_imap__astring_has_three_forms(void **state)
{
	auto_arena struct arena arena;
	struct span out;

	(void)state;
	arena_init(&arena);
	assert_true(astring(SPAN("a]b"), &arena, &out));
	assert_true(span_eq(out, SPAN("a]b")));
	assert_true(astring(SPAN("\"a \\\"b\\\\\""), &arena, &out));
	assert_true(span_eq(out, SPAN("a \"b\\")));
	assert_true(astring(SPAN("{3}\r\na\"b"), &arena, &out));
	assert_true(span_eq(out, SPAN("a\"b")));
	assert_true(astring(SPAN("{3+}\na b"), &arena, &out));
	assert_true(astring(SPAN("\"\""), &arena, &out));
	assert_int_equal(out.len, 0);
	assert_non_null(out.ptr);
}

static void test_wire_imap__malformed_strings_take_nothing(void **state)
{
	static const struct span bad[] = {
		SPAN(""),
		SPAN("\""),
		SPAN("\"a"),
		SPAN("\"a\\"),
		SPAN("\"a\\n\""),
		SPAN("\"a\r\nb\""),
		SPAN("\"a\0b\""),
		SPAN("{3}\r\nab"),
		SPAN("{3}abc"),
		SPAN("{}\r\nabc"),
		SPAN("{3}\r\na\0b"),
		SPAN("(a)"),
		SPAN("\xc3\xa4"),
		SPAN("{99999999999}\r\n"),
	};
	auto_arena struct arena arena;

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct span rest = bad[i];
		struct span out;

		assert_false(wire_imap_take_astring(&rest, &arena, &out));
		assert_ptr_equal(rest.ptr, bad[i].ptr);
		assert_int_equal(rest.len, bad[i].len);
	}
}

static void test_wire_imap__nil_is_told_from_the_string(void **state)
{
	auto_arena struct arena arena;
	struct span rest = SPAN("nil \"NIL\"");
	struct span out = SPAN("x");

	(void)state;
	arena_init(&arena);
	assert_true(wire_imap_take_nstring(&rest, &arena, &out));
	assert_null(out.ptr);
	assert_true(wire_imap_take_space(&rest));
	assert_true(wire_imap_take_nstring(&rest, &arena, &out));
	assert_true(span_eq(out, SPAN("NIL")));
}

static void test_wire_imap__list_mailbox_has_wildcards(void **state)
{
	auto_arena struct arena arena;
	struct span rest = SPAN("a.%*] x");
	struct span out;

	(void)state;
	arena_init(&arena);
	assert_true(wire_imap_take_list_mailbox(&rest, &arena, &out));
	assert_true(span_eq(out, SPAN("a.%*]")));
}

static void assert_added(void (*add)(struct buf *, struct span),
			 struct span text, const char *expected)
{
	auto_buf struct buf out;

	buf_init(&out, 1000);
	add(&out, text);
	assert_string_equal(buf_str(&out), expected);
}

static void test_wire_imap__answers_take_the_shortest_safe_form(void **state)
{
	(void)state;
	assert_added(wire_imap_add_string, SPAN("a\"b"), "\"a\\\"b\"");
	assert_added(wire_imap_add_string, SPAN("a\r\nb"), "{4}\r\na\r\nb");
	assert_added(wire_imap_add_string, SPAN("\xc3\xa4"), "{2}\r\n\xc3\xa4");
	assert_added(wire_imap_add_utf8_astring, SPAN("a b"), "\"a b\"");
	assert_added(wire_imap_add_utf8_astring, SPAN("\xc3\xa4"),
		     "\"\xc3\xa4\"");
	assert_added(wire_imap_add_utf8_astring, SPAN("\xc3"), "{1}\r\n\xc3");
	assert_added(wire_imap_add_astring, SPAN("INBOX"), "INBOX");
	assert_added(wire_imap_add_astring, SPAN("a b"), "\"a b\"");
	assert_added(wire_imap_add_astring, SPAN("nil"), "\"nil\"");
	assert_added(wire_imap_add_astring, SPAN(""), "\"\"");
}

/* RFC 3516 7 */
static void test_wire_imap__parentheses_close_outside_of_strings(void **state)
{
	struct span rest = SPAN("(a (b) \")\\\"(\") c)");
	struct span out;

	(void)state;
	assert_true(wire_imap_take_parenthesised(&rest, &out));
	assert_true(span_eq(out, SPAN("(a (b) \")\\\"(\")")));
	assert_true(span_eq(rest, SPAN(" c)")));
	rest = SPAN("(a (b)");
	assert_false(wire_imap_take_parenthesised(&rest, &out));
}

static void test_wire_imap__literal8_has_any_bytes(void **state)
{
	struct span rest = SPAN("~{3}\r\na\0b)");
	struct span out;

	(void)state;
	assert_true(wire_imap_take_literal8(&rest, &out));
	assert_true(span_eq(out, SPAN("a\0b")));
	assert_true(span_eq(rest, SPAN(")")));
	rest = SPAN("{1}\r\na");
	assert_false(wire_imap_take_literal8(&rest, &out));
	rest = SPAN("~{2}\r\na");
	assert_false(wire_imap_take_literal8(&rest, &out));
	assert_true(span_eq(rest, SPAN("~{2}\r\na")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_wire_imap__parentheses_close_outside_of_strings),
		cmocka_unit_test(test_wire_imap__literal8_has_any_bytes),
		cmocka_unit_test(
			test_wire_imap__literal_is_seen_at_the_end_only),
		cmocka_unit_test(test_wire_imap__malformed_literal_is_bad),
		cmocka_unit_test(test_wire_imap__brace_in_quotes_is_no_literal),
		cmocka_unit_test(
			test_wire_imap__tokens_stop_where_the_grammar_says),
		cmocka_unit_test(test_wire_imap__tag_has_no_plus),
		cmocka_unit_test(test_wire_imap__astring_has_three_forms),
		cmocka_unit_test(
			test_wire_imap__malformed_strings_take_nothing),
		cmocka_unit_test(test_wire_imap__nil_is_told_from_the_string),
		cmocka_unit_test(test_wire_imap__list_mailbox_has_wildcards),
		cmocka_unit_test(
			test_wire_imap__answers_take_the_shortest_safe_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
