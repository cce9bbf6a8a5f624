/* SPDX-License-Identifier: MIT */
/* Source options of ESEARCH. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "imap/imap_sources.h"

static size_t count(const struct imap_sources *sources)
{
	size_t n = 0;

	for (const struct imap_source *s = sources->first; s; s = s->next)
		n++;
	return n;
}

static void test_imap_sources__without_any_it_is_the_selected(void **state)
{
	struct span rest = SPAN(" RETURN (ALL) IN");
	struct imap_sources sources;
	auto_arena struct arena arena;

	(void)state;
	arena_init(&arena);
	assert_true(imap_sources_take(&rest, &arena, &sources));
	assert_true(span_eq(rest, SPAN(" RETURN (ALL) IN")));
	assert_true(sources.selected && !sources.first && !sources.listed);
}

static void test_imap_sources__names_alone_need_no_list(void **state)
{
	struct span rest = SPAN(" in (mailboxes (a \"b c\") Mailboxes d) ALL");
	struct imap_sources sources;
	auto_arena struct arena arena;

	(void)state;
	arena_init(&arena);
	assert_true(imap_sources_take(&rest, &arena, &sources));
	assert_true(span_eq(rest, SPAN(" ALL")));
	assert_true(!sources.selected && !sources.listed);
	assert_int_equal(sources.names, 3);
	assert_int_equal(count(&sources), 2);
}

/* However often it is said. */
static void test_imap_sources__the_same_again_adds_nothing(void **state)
{
	struct span rest = SPAN(" IN (personal selected inboxes personal "
				"selected subtree a subtree a personal)");
	struct imap_sources sources;
	auto_arena struct arena arena;

	(void)state;
	arena_init(&arena);
	assert_true(imap_sources_take(&rest, &arena, &sources));
	assert_int_equal(rest.len, 0);
	assert_true(sources.selected && sources.listed);
	assert_int_equal(sources.names, 2);
	assert_int_equal(count(&sources), 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_imap_sources__without_any_it_is_the_selected),
		cmocka_unit_test(test_imap_sources__names_alone_need_no_list),
		cmocka_unit_test(
			test_imap_sources__the_same_again_adds_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
