/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proc/sight.h"

enum {
	PAGES = 3
};

static int set_up(void **state)
{
	*state = sight_book_new(PAGES);
	return *state ? 0 : -1;
}

static int tear_down(void **state)
{
	struct sight_book *book = *state;

	sight_book_free(&book);
	return 0;
}

/* What a worker with that page does, and its end. */
static void work(struct sight_book *book, uint32_t page, const char *verb)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		sight_command(SPAN("BEFORE"));
		sight_enter(book, page);
		sight_resume(1000, 2000);
		sight_read(7);
		sight_written(11);
		sight_command(span_of(verb));
		sight_mailbox("Archive");
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static uint32_t owner_of(int fd, uint32_t page)
{
	uint32_t owner[SIGHT_AT_ONCE];

	assert_true(sight_owners(fd, page, owner) >= 1);
	return owner[0];
}

static void test_sight__master_reads_what_a_worker_wrote(void **state)
{
	struct sight_book *book = *state;
	uint32_t page = sight_book_take(book, 42);
	int fd = sight_book_fd(book);
	struct sight sight;

	assert_int_equal(sight_pages(fd), 1);
	work(book, page, "UID FETCH");
	assert_int_equal(owner_of(fd, page), 42);
	assert_true(sight_get(fd, page, 42, &sight));
	assert_int_equal(sight.bytes_in, 1007);
	assert_int_equal(sight.bytes_out, 2011);
	assert_true(sight.command_us > 0);
	assert_string_equal(sight.command, "UID FETCH");
	assert_string_equal(sight.mailbox, "Archive");
}

static void test_sight__a_page_is_empty_for_its_next_owner(void **state)
{
	struct sight_book *book = *state;
	uint32_t page = sight_book_take(book, 1);
	struct sight sight;

	work(book, page, "SELECT");
	sight_book_give(book, page);
	assert_int_equal(owner_of(sight_book_fd(book), page), 0);
	assert_int_equal(sight_book_take(book, 2), page);
	assert_true(sight_get(sight_book_fd(book), page, 2, &sight));
	assert_int_equal(sight.bytes_in, 0);
	assert_string_equal(sight.command, "");
	assert_string_equal(sight.mailbox, "");
}

/* As master hears late of a session that was parked. */
static void test_sight__another_session_is_not_shown_as_the_first(void **state)
{
	struct sight_book *book = *state;
	uint32_t page = sight_book_take(book, 7);
	int fd = sight_book_fd(book);
	struct sight sight;

	work(book, page, "IDLE");
	sight_book_give(book, page);
	assert_true(sight_get(fd, page, 7, &sight));
	assert_string_equal(sight.command, "IDLE");
	assert_false(sight_get(fd, page, 8, &sight));
	assert_int_equal(sight_book_take(book, 8), page);
	work(book, page, "SELECT");
	assert_false(sight_get(fd, page, 7, &sight));
	assert_true(sight_get(fd, page, 8, &sight));
	sight_book_pass(book, page, 9);
	assert_false(sight_get(fd, page, 8, &sight));
	assert_true(sight_get(fd, page, 9, &sight));
}

static void test_sight__there_are_no_more_pages_than_that(void **state)
{
	struct sight_book *book = *state;
	struct sight sight;

	for (uint32_t i = 0; i < PAGES; i++)
		assert_int_equal(sight_book_take(book, i + 1), i);
	assert_int_equal(sight_book_take(book, 9), SIGHT_NO_PAGE);
	sight_book_give(book, SIGHT_NO_PAGE);
	work(book, SIGHT_NO_PAGE, "NOOP");
	assert_false(sight_get(sight_book_fd(book), SIGHT_NO_PAGE, 1, &sight));
	sight_book_give(book, 1);
	assert_int_equal(sight_book_take(book, 9), 1);
	assert_int_equal(sight_pages(sight_book_fd(book)), PAGES);
}

static void test_sight__what_is_read_is_text(void **state)
{
	struct sight_book *book = *state;
	uint32_t page = sight_book_take(book, 5);
	struct sight sight;

	work(book, page, "A\x1b[2J\x7fZ");
	assert_true(sight_get(sight_book_fd(book), page, 5, &sight));
	assert_string_equal(sight.command, "A?[2J?Z");
	/* Cut within its last letter. */
	work(book, page, "12345678901234567890xy\xc3\xa9");
	assert_true(sight_get(sight_book_fd(book), page, 5, &sight));
	assert_string_equal(sight.command, "12345678901234567890xy?");
}

static void test_sight__a_page_that_is_passed_on_is_empty_then(void **state)
{
	struct sight_book *book = *state;
	uint32_t page = sight_book_take(book, 7);
	int fd = sight_book_fd(book);
	struct sight sight;

	work(book, page, "FETCH");
	sight_book_pass(book, page, 0);
	assert_int_equal(owner_of(fd, page), 0);
	assert_true(sight_get(fd, page, 7, &sight));
	assert_string_equal(sight.command, "FETCH");
	sight_book_pass(book, page, 8);
	assert_int_equal(owner_of(fd, page), 8);
	assert_true(sight_get(fd, page, 8, &sight));
	assert_string_equal(sight.command, "");
	assert_int_equal(sight.bytes_in, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_sight__master_reads_what_a_worker_wrote, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_sight__a_page_is_empty_for_its_next_owner, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_sight__a_page_that_is_passed_on_is_empty_then,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_sight__another_session_is_not_shown_as_the_first,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_sight__there_are_no_more_pages_than_that, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_sight__what_is_read_is_text, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
