/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "proc/visitors.h"

enum {
	ROOM = 200
};

static int set_up(void **state)
{
	*state = visitors_new(ROOM);
	return *state ? 0 : -1;
}

static int tear_down(void **state)
{
	struct visitors *visitors = *state;

	visitors_free(&visitors);
	return 0;
}

static uint32_t come(struct visitors *visitors, const char *session)
{
	struct visitor who = { .begin_us = 7, .service = "imap" };

	snprintf(who.session, sizeof(who.session), "%s", session);
	snprintf(who.remote_ip, sizeof(who.remote_ip), "192.0.2.7");
	return visitors_come(visitors, &who);
}

static void test_visitors__those_who_are_there_are_read(void **state)
{
	struct visitors *visitors = *state;
	int fd = visitors_fd(visitors);
	struct visitor found[VISITORS_AT_ONCE];
	uint32_t first = come(visitors, "one");
	uint32_t second = come(visitors, "two");
	uint32_t at = 0;

	come(visitors, "three");
	visitors_show(visitors, second, VISITOR_LOGIN, 1);
	visitors_go(visitors, first);
	assert_int_equal(visitors_read(fd, ROOM, &at, found), 2);
	assert_string_equal(found[0].session, "two");
	assert_int_equal(found[0].step, VISITOR_LOGIN);
	assert_int_equal(found[0].secured, 1);
	assert_string_equal(found[0].service, "imap");
	assert_string_equal(found[0].remote_ip, "192.0.2.7");
	assert_string_equal(found[1].session, "three");
	assert_int_equal(visitors_read(fd, ROOM, &at, found), 0);
	/* The row of who has gone is the next one's, with nothing left. */
	assert_int_equal(come(visitors, "four"), first);
	at = 0;
	assert_int_equal(visitors_read(fd, 1, &at, found), 1);
	assert_string_equal(found[0].session, "four");
	assert_int_equal(found[0].secured, 0);
}

static void test_visitors__who_finds_no_room_is_not_seen(void **state)
{
	struct visitors *visitors = *state;
	struct visitor found[VISITORS_AT_ONCE];
	uint32_t at = 0;
	uint32_t total = 0;
	uint32_t count;

	for (uint32_t i = 0; i < ROOM; i++)
		assert_int_equal(come(visitors, "x"), i);
	assert_int_equal(come(visitors, "y"), VISITORS_NO_PLACE);
	visitors_show(visitors, VISITORS_NO_PLACE, VISITOR_LOGIN, 1);
	visitors_go(visitors, VISITORS_NO_PLACE);
	while ((count = visitors_read(visitors_fd(visitors), ROOM, &at,
				      found)) > 0)
		total += count;
	assert_int_equal(total, ROOM);
	assert_int_equal(visitors_fd(NULL), -1);
	assert_int_equal(come(NULL, "z"), VISITORS_NO_PLACE);
}

/* A gate that was taken over writes what it likes, and cuts the file. */
static void test_visitors__what_is_read_is_words(void **state)
{
	struct visitors *visitors = *state;
	int fd = visitors_fd(visitors);
	struct visitor found[VISITORS_AT_ONCE];
	uint32_t many = UINT32_MAX;
	uint32_t at = 0;

	come(visitors, "a b\x1b[2J\n\xc3\xa9");
	for (off_t place = 4096 + sizeof(struct visitor);
	     place < 4096 + 2 * (off_t)sizeof(struct visitor); place++)
		assert_int_equal(pwrite(fd, "\xff", 1, place), 1);
	assert_int_equal(pwrite(fd, &many, sizeof(many), 0), sizeof(many));
	assert_int_equal(visitors_read(fd, ROOM, &at, found), 2);
	assert_string_equal(found[0].session, "a?b?[2J???");
	assert_int_equal(strlen(found[1].session),
			 sizeof(found[1].session) - 1);
	assert_int_equal(strspn(found[1].remote_ip, "?"),
			 sizeof(found[1].remote_ip) - 1);
	at = 0;
	assert_int_equal(ftruncate(fd, 4096 + sizeof(struct visitor) + 5), 0);
	assert_int_equal(visitors_read(fd, ROOM, &at, found), 1);
	assert_int_equal(visitors_read(fd, ROOM, &at, found), 0);
	assert_int_equal(ftruncate(fd, 0), 0);
	at = 0;
	assert_int_equal(visitors_read(fd, ROOM, &at, found), 0);
	/* Our own rows are gone with it. */
	assert_int_equal(ftruncate(fd, 4096 + ROOM * sizeof(struct visitor)),
			 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_visitors__those_who_are_there_are_read, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_visitors__who_finds_no_room_is_not_seen, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_visitors__what_is_read_is_words, set_up,
			tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
