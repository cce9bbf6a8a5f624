/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "imap/fetch_parse.h"

static const char *const kinds[] = {
	[FETCH_FLAGS] = "FLAGS",
	[FETCH_UID] = "UID",
	[FETCH_INTERNALDATE] = "INTERNALDATE",
	[FETCH_SIZE] = "SIZE",
	[FETCH_SAVEDATE] = "SAVEDATE",
	[FETCH_EMAILID] = "EMAILID",
	[FETCH_THREADID] = "THREADID",
	[FETCH_ENVELOPE] = "ENVELOPE",
	[FETCH_BODY] = "BODY",
	[FETCH_BODYSTRUCTURE] = "STRUCTURE",
	[FETCH_PREVIEW] = "PREVIEW",
};

static void describe(struct buf *out, const struct fetch_request *request)
{
	for (unsigned i = 0; i < request->count; i++) {
		const struct fetch_item *item = &request->items[i];

		if (i)
			buf_add_char(out, ' ');
		if (item->label.len == 0) {
			buf_add_str(out, kinds[item->kind]);
			buf_add_str(out, item->is_lazy ? "?" : "");
			continue;
		}
		buf_add(out, item->label);
		if (item->sets_seen)
			buf_add_char(out, '!');
		if (item->is_partial)
			buf_add_format(out, "+%u", (unsigned)item->length);
	}
}

static void check(const char *text, bool with_uid, const char *want)
{
	auto_arena struct arena arena;
	auto_buf struct buf out;
	struct fetch_request request;

	arena_init(&arena);
	buf_init(&out, 10000);
	assert_int_equal(fetch_parse(span_of(text), with_uid, &arena, &request),
			 FETCH_PARSED);
	describe(&out, &request);
	assert_string_equal(buf_str(&out), want);
}

static enum fetch_parsed parse(const char *text)
{
	auto_arena struct arena arena;
	struct fetch_request request;

	arena_init(&arena);
	return fetch_parse(span_of(text), false, &arena, &request);
}

static void check_bad(const char *text)
{
	if (parse(text) != FETCH_MALFORMED)
		fail_msg("taken: %s", text);
}

static void test_fetch_parse__macros_stand_for_items(void **state)
{
	(void)state;
	check("ALL", false, "FLAGS INTERNALDATE SIZE ENVELOPE");
	check("fast", false, "FLAGS INTERNALDATE SIZE");
	check("Full", false, "FLAGS INTERNALDATE SIZE ENVELOPE BODY");
	check_bad("(ALL)");
	check_bad("ALL FLAGS");
}

static void test_fetch_parse__items_keep_their_order(void **state)
{
	(void)state;
	check("(BODYSTRUCTURE UID RFC822.SIZE flags BODY ENVELOPE "
	      "INTERNALDATE)",
	      false, "STRUCTURE UID SIZE FLAGS BODY ENVELOPE INTERNALDATE");
	check("UID", false, "UID");
}

static void test_fetch_parse__uid_comes_with_the_uid_form(void **state)
{
	(void)state;
	check("FLAGS", true, "UID FLAGS");
	check("(FLAGS UID)", true, "FLAGS UID");
}

static void test_fetch_parse__old_names_are_sections(void **state)
{
	(void)state;
	check("(RFC822 RFC822.HEADER RFC822.TEXT)", false,
	      "RFC822! RFC822.HEADER RFC822.TEXT!");
}

static void test_fetch_parse__sections(void **state)
{
	(void)state;
	check("BODY[]", false, "BODY[]!");
	check("body.peek[text]", false, "BODY[TEXT]");
	check("BODY[1.22.333]", false, "BODY[1.22.333]!");
	check("BODY[4.2.MIME]", false, "BODY[4.2.MIME]!");
	check("BODY.PEEK[4.HEADER]", false, "BODY[4.HEADER]");
	check("BODY.PEEK[HEADER.FIELDS (Date \"From\" {2}\r\nTo)]", false,
	      "BODY[HEADER.FIELDS (Date From To)]");
	check("BODY.PEEK[2.HEADER.FIELDS.NOT (\"a b\")]", false,
	      "BODY[2.HEADER.FIELDS.NOT (\"a b\")]");
}

static void test_fetch_parse__partials_tell_their_origin(void **state)
{
	(void)state;
	check("BODY[]<0.2048>", false, "BODY[]<0>!+2048");
	check("(BODY.PEEK[1]<7.1> UID)", false, "BODY[1]<7>+1 UID");
	check_bad("BODY[]<0.0>");
	check_bad("BODY[]<0>");
	check_bad("BODY[]<-1.5>");
	check_bad("BODY[]<1.5");
	check_bad("RFC822<0.5>");
	check_bad("BODY<0.5>");
}

static void test_fetch_parse__nonsense_is_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"()",
		"( FLAGS)",
		"(FLAGS )",
		"(FLAGS",
		"FLAGS)",
		"(FLAGS  UID)",
		"FLAGS UID",
		"NONE",
		"BODY[",
		"BODY[1",
		"BODY[0]",
		"BODY[1.]",
		"BODY[.1]",
		"BODY[1..2]",
		"BODY[01.0]",
		"BODY[1HEADER]",
		"BODY[MIME]",
		"BODY[1.MIME.2]",
		"BODY[HEADER.FIELDS]",
		"BODY[HEADER.FIELDS ()]",
		"BODY[HEADER.FIELDS (A]",
		"BODY[HEADER.FIELDS(A)]",
		"BODY[HEADER (A)]",
		"BODY.PEEK",
		"BODY.PEEK[]]",
		"RFC822[]",
		"BODYSTRUCTURE[]",
		"BODY[4294967296]",
		"BODY []",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		check_bad(texts[i]);
}

static void test_fetch_parse__limits_are_told_apart(void **state)
{
	auto_buf struct buf text;

	(void)state;
	buf_init(&text, 100000);
	buf_add_str(&text, "(UID");
	for (int i = 0; i < FETCH_ITEMS_MAX; i++)
		buf_add_str(&text, " UID");
	buf_add_str(&text, ")");
	assert_int_equal(parse(buf_str(&text)), FETCH_TOO_MUCH);
	buf_reset(&text);
	buf_add_str(&text, "BODY[HEADER.FIELDS (a");
	for (int i = 0; i < FETCH_NAMES_MAX; i++)
		buf_add_str(&text, " a");
	buf_add_str(&text, ")]");
	assert_int_equal(parse(buf_str(&text)), FETCH_TOO_MUCH);
	buf_reset(&text);
	buf_add_str(&text, "BODY[HEADER.FIELDS (");
	for (int i = 0; i < 70000; i++)
		buf_add_char(&text, 'a');
	buf_add_str(&text, ")]");
	assert_int_equal(parse(buf_str(&text)), FETCH_TOO_MUCH);
	buf_reset(&text);
	buf_add_str(&text, "BODY[1");
	for (int i = 0; i < FETCH_PATH_MAX; i++)
		buf_add_str(&text, ".1");
	buf_add_str(&text, "]");
	assert_int_equal(parse(buf_str(&text)), FETCH_TOO_MUCH);
}

static void test_fetch_parse__binary_has_part_numbers_only(void **state)
{
	(void)state;
	check("BINARY[1.2]", false, "BINARY[1.2]!");
	check("(binary.peek[]<2.3> BINARY.SIZE[1])", false,
	      "BINARY[]<2>+3 BINARY.SIZE[1]");
	check_bad("BINARY[HEADER]");
	check_bad("BINARY.PEEK[1.MIME]");
	check_bad("BINARY.SIZE[1]<0.1>");
	check_bad("BINARY");
	check_bad("BINARY.SIZE");
}

static void test_fetch_parse__a_preview_may_be_lazy(void **state)
{
	(void)state;
	check("(PREVIEW FLAGS)", false, "PREVIEW FLAGS");
	check("(preview (Lazy lazy) FLAGS)", false, "PREVIEW? FLAGS");
	check("PREVIEW (LAZY)", false, "PREVIEW?");
	check_bad("PREVIEW (EAGER)");
	check_bad("(PREVIEW ())");
	check_bad("(PREVIEW (LAZY)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_fetch_parse__binary_has_part_numbers_only),
		cmocka_unit_test(test_fetch_parse__a_preview_may_be_lazy),
		cmocka_unit_test(test_fetch_parse__macros_stand_for_items),
		cmocka_unit_test(test_fetch_parse__items_keep_their_order),
		cmocka_unit_test(test_fetch_parse__uid_comes_with_the_uid_form),
		cmocka_unit_test(test_fetch_parse__old_names_are_sections),
		cmocka_unit_test(test_fetch_parse__sections),
		cmocka_unit_test(test_fetch_parse__partials_tell_their_origin),
		cmocka_unit_test(test_fetch_parse__nonsense_is_refused),
		cmocka_unit_test(test_fetch_parse__limits_are_told_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
