/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config/config_uidl.h"

static struct config_uidl parse(const char *text)
{
	struct config_uidl u;
	const char *wrong = config_uidl_parse(span_of(text), &u);

	if (wrong)
		fail_msg("%s: %s", text, wrong);
	return u;
}

static void test_config_uidl__takes_forms_of_other_servers(void **state)
{
	struct config_uidl u = parse("%08Xu%08Xv"); /* Dovecot */

	(void)state;
	assert_int_equal(u.count, 2);
	assert_int_equal(u.part[0].kind, CONFIG_UIDL_UID);
	assert_int_equal(u.part[1].kind, CONFIG_UIDL_UIDVALIDITY);
	assert_true(u.part[0].hex && u.part[1].hex);
	assert_int_equal(u.part[0].digits, 8);
	assert_false(u.names_file);
	u = parse("%08Xv%08Xu"); /* UW */
	assert_int_equal(u.part[0].kind, CONFIG_UIDL_UIDVALIDITY);
	u = parse("UID%u-%v"); /* Courier */
	assert_int_equal(u.count, 4);
	assert_true(span_eq(u.part[0].text, SPAN("UID")));
	assert_true(span_eq(u.part[2].text, SPAN("-")));
	assert_false(u.part[1].hex);
	assert_int_equal(u.part[1].digits, 0);
	u = parse("%v.%u"); /* Cyrus */
	assert_int_equal(u.count, 3);
	u = parse("%Mf"); /* tpop3d */
	assert_int_equal(u.part[0].kind, CONFIG_UIDL_MD5);
	assert_true(u.names_file);
	assert_int_equal(parse("%m").part[0].kind, CONFIG_UIDL_MD5);
	assert_int_equal(parse("%f").part[0].kind, CONFIG_UIDL_FILE);
	assert_int_equal(parse("%g").part[0].kind, CONFIG_UIDL_FILE);
	assert_true(span_eq(parse("%%%u").part[0].text, SPAN("%")));
}

static void test_config_uidl__takes_dovecots_later_notation(void **state)
{
	struct config_uidl u = parse("%{uid | hex(8)}%{uidvalidity|hex}");

	(void)state;
	assert_int_equal(u.count, 2);
	assert_int_equal(u.part[0].kind, CONFIG_UIDL_UID);
	assert_int_equal(u.part[0].digits, 8);
	assert_true(u.part[1].hex);
	assert_int_equal(u.part[1].digits, 0);
	assert_false(parse("%{uid}").part[0].hex);
	assert_int_equal(parse("%{filename}").part[0].kind, CONFIG_UIDL_FILE);
	assert_int_equal(parse("%{filename | md5}").part[0].kind,
			 CONFIG_UIDL_MD5);
	assert_int_equal(parse("%{guid}").part[0].kind, CONFIG_UIDL_FILE);
	assert_int_equal(parse("%{md5}").part[0].kind, CONFIG_UIDL_MD5);
}

static void test_config_uidl__refuses_what_tells_nothing_apart(void **state)
{
	static const char *const bad[] = {
		"",
		"x",
		"%v",
		"%%u",
		"%",
		"%u%",
		"%x",
		"%08",
		"%8u",
		"%0Xu0%",
		"%017Xu",
		"%99999999999999999999u",
		"%Xf",
		"%08f",
		"%Mu",
		"%{uid",
		"%{}",
		"%{user}",
		"%{uid | hex(}",
		"%{uid | hex(8}",
		"%{uid | lower}",
		"%{uid | md5}",
		"%{filename | hex}",
		"%u \x7f",
		"a b%u",
		"\x80%u",
		"%u-0123456789012345678901234567890",
		"%u%u%u%u%u%u%u%u%u%u%u%u%u%u%u%u%u",
	};
	struct config_uidl u;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (!config_uidl_parse(span_of(bad[i]), &u))
			fail_msg("taken: %s", bad[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_config_uidl__takes_forms_of_other_servers),
		cmocka_unit_test(
			test_config_uidl__takes_dovecots_later_notation),
		cmocka_unit_test(
			test_config_uidl__refuses_what_tells_nothing_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
