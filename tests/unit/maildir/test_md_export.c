/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "maildir/md_export.h"
#include "maildir/md_import_courier.h"
#include "maildir/md_import_dovecot.h"
#include "maildir/md_import_pop.h"

static const struct md_export_message plain = {
	.uid = 3,
	.base = { "17.a.host", 9 },
	.size = 10,
	.vsize = 11,
};

static struct md_export_message full(void)
{
	return (struct md_export_message){
		.uid = 7,
		.base = SPAN("18.b.host,S=5,W=6,U=7.0000beef"),
		.fields = SPAN(" S1 Gff W2 Pold O9 Xyz"),
		.uidl = SPAN("UID4-1700000000"),
		.order = 2,
		.size = 5,
		.vsize = 6,
	};
}

static void test_md_export__dovecot_reads_back(void **state)
{
	const struct md_export_message more = full();
	auto_arena struct arena arena;
	struct md_import_list list;
	auto_buf struct buf out;

	(void)state;
	arena_init(&arena);
	buf_init(&out, 4096);
	md_export_dovecot_begin(&out, 1700000000, 8, SPAN("00ff"));
	md_export_dovecot_add(&out, &plain);
	md_export_dovecot_add(&out, &more);
	assert_string_equal(buf_str(&out), "3 V1700000000 N8 G00ff\n"
					   "3 S10 W11 :17.a.host\n"
					   "7 Gff Xyz PUID4-1700000000 O2 "
					   ":18.b.host,S=5,W=6,U=7.0000beef\n");
	assert_true(md_import_dovecot_parse(buf_span(&out), &arena, &list));
	assert_int_equal(list.uidvalidity, 1700000000);
	assert_int_equal(list.uidnext, 8);
	assert_true(span_eq(list.guid, SPAN("00ff")));
	assert_int_equal(list.count, 2);
	assert_true(span_is_empty(list.entry[0].uidl));
	assert_true(span_eq(list.entry[1].uidl, more.uidl));
	assert_int_equal(list.entry[1].order, 2);
	assert_true(span_eq(list.entry[1].base, more.base));
}

static void test_md_export__courier_reads_back(void **state)
{
	const struct md_export_message more = full();
	auto_arena struct arena arena;
	struct md_import_list list;
	auto_buf struct buf out;

	(void)state;
	arena_init(&arena);
	buf_init(&out, 4096);
	md_export_courier_begin(&out, 700000000, 9);
	md_export_courier_add(&out, &plain);
	md_export_courier_add(&out, &more);
	assert_true(md_import_courier_parse(buf_span(&out), &arena, &list));
	assert_int_equal(list.uidvalidity, 700000000);
	assert_int_equal(list.uidnext, 9);
	assert_int_equal(list.count, 2);
	assert_int_equal(list.entry[1].uid, 7);
	assert_true(span_eq(list.entry[1].base, more.base));
}

static void test_md_export__uidls_of_courier_read_back(void **state)
{
	auto_md_import_pop struct md_import_pop pop;
	struct md_export_message more = full();
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 4096);
	md_export_pop_begin(&out, 5, 1600000000);
	assert_true(md_export_pop_add(&out, &plain, 1700000001));
	assert_true(md_export_pop_add(&out, &more, 1700000001));
	more.base = SPAN("c");
	more.uidl = SPAN("UID9");
	assert_true(md_export_pop_add(&out, &more, 1700000001));
	md_import_pop_init(&pop);
	assert_true(md_import_pop_parse(&pop, buf_span(&out)));
	assert_int_equal(pop.next, 5);
	assert_int_equal(pop.uidv, 1600000000);
	assert_true(span_eq(md_import_pop_find(&pop, plain.base)->uidl,
			    SPAN("UID3-1700000001")));
	assert_true(span_eq(md_import_pop_find(&pop, full().base)->uidl,
			    full().uidl));
	assert_true(span_eq(md_import_pop_find(&pop, SPAN("c"))->uidl,
			    SPAN("UID9")));
}

static void test_md_export__uidls_that_courier_has_not_are_refused(void **state)
{
	static const char *const uidl[] = {
		"000000016b027a6e", "UID",  "UID0",   "UID01",   "UID1-",
		"UID1-0",           "UIDx", "UID1x2", "UID1-2x",
	};
	struct md_export_message more = full();
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 4096);
	for (size_t i = 0; i < sizeof(uidl) / sizeof(*uidl); i++) {
		more.uidl = span_of(uidl[i]);
		assert_false(md_export_pop_add(&out, &more, 1));
	}
	assert_int_equal(out.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_md_export__dovecot_reads_back),
		cmocka_unit_test(test_md_export__courier_reads_back),
		cmocka_unit_test(test_md_export__uidls_of_courier_read_back),
		cmocka_unit_test(
			test_md_export__uidls_that_courier_has_not_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
