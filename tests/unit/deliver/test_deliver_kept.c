/* SPDX-License-Identifier: MIT */
/* Scripts kept opened: never one that its file does not have any more. */
#include "deliver/deliver_kept.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/clock.h"
#include "io/file.h"

enum {
	LATER = 100 /* seconds after which a file counts as settled */
};

static char folder[32];
static struct deliver_kept kept;

static int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "test_kept.XXXXXX");
	assert_non_null(mkdtemp(folder));
	deliver_kept_init(&kept, 1 << 20);
	return 0;
}

static int tear_down(void **state)
{
	char command[64];

	(void)state;
	deliver_kept_release(&kept);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

static const char *path(const char *name)
{
	static char paths[2][64];
	static unsigned turn;
	char *at = paths[turn++ % 2];

	snprintf(at, sizeof(paths[0]), "%s/%s", folder, name);
	return at;
}

static void write_script(const char *name, const char *text)
{
	int fd = open(path(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);
	struct err err;

	assert_true(fd >= 0);
	assert_true(file_write_all(fd, span_of(text), &err));
	close(fd);
}

static struct deliver_kept_key key_of(const char *name, enum sieve_place place)
{
	return (struct deliver_kept_key){ .path = path(name),
					  .name = name,
					  .place = place };
}

static struct deliver_script *open_script(const char *name)
{
	const struct deliver_script_source source = { .name = name,
						      .text = SPAN("keep;") };
	const struct sieve_settings settings = {
		.limits = sieve_limits_default,
	};
	auto_arena struct arena arena = { 0 };
	struct deliver_script *script;
	struct sieve_note *notes;
	struct err err;

	assert_true(deliver_script_open(&source, &settings, &arena, &notes,
					&script, &err));
	return script;
}

/* Whether it was there; closes it. */
static bool finds(const char *name, enum sieve_place place, struct stat *st)
{
	struct deliver_kept_key key = key_of(name, place);
	struct deliver_script *script = deliver_kept_find(&kept, &key, st);
	bool found = script != NULL;

	deliver_script_close(&script);
	return found;
}

static void keep_at(const char *name, enum sieve_place place, int64_t now)
{
	struct deliver_kept_key key = key_of(name, place);
	struct deliver_script *script = open_script(name);
	struct stat st;

	assert_false(finds(name, place, &st));
	deliver_kept_add(&kept, &key, &st, now, script);
	deliver_script_close(&script);
}

static bool is_there(const char *name)
{
	struct stat st;

	return finds(name, SIEVE_PERSONAL, &st);
}

static void keep(const char *name)
{
	write_script(name, "keep;");
	keep_at(name, SIEVE_PERSONAL, clock_now() + LATER);
	assert_true(is_there(name));
}

static void test_deliver_kept__finds_what_did_not_change(void **state)
{
	struct deliver_kept_key key;
	struct deliver_script *one, *two;
	struct stat st;

	(void)state;
	keep("a");
	keep("b");
	key = key_of("a", SIEVE_PERSONAL);
	one = deliver_kept_find(&kept, &key, &st);
	two = deliver_kept_find(&kept, &key, &st);
	assert_ptr_equal(one, two);
	assert_string_equal(deliver_script_name(one), "a");
	deliver_script_close(&one);
	deliver_kept_release(&kept); /* who has it may use it on */
	assert_non_null(deliver_script_ready(two));
	deliver_script_close(&two);
	assert_false(is_there("a"));
	assert_int_equal(kept.bytes, 0);
}

/* In place and with as many bytes; a file system's clock may be slow. */
static void test_deliver_kept__sees_a_file_written_to(void **state)
{
	struct stat before, now;

	(void)state;
	keep("a");
	assert_return_code(stat(path("a"), &before), 0);
	do {
		write_script("a", "stop;");
		assert_return_code(stat(path("a"), &now), 0);
	} while (now.st_ctim.tv_sec == before.st_ctim.tv_sec &&
		 now.st_ctim.tv_nsec == before.st_ctim.tv_nsec);
	assert_int_equal(now.st_ino, before.st_ino);
	assert_int_equal(now.st_size, before.st_size);
	assert_false(is_there("a"));
}

static void test_deliver_kept__sees_another_file(void **state)
{
	(void)state;
	keep("a");
	write_script("new", "keep;");
	assert_return_code(rename(path("new"), path("a")), 0);
	assert_false(is_there("a"));
	keep("b");
	assert_return_code(unlink(path("b")), 0);
	assert_false(is_there("b"));
	write_script("b", "keep;");
	assert_false(is_there("b"));
}

/* Where a user's link leads was asked when it was opened. */
static void test_deliver_kept__follows_links_of_the_site_alone(void **state)
{
	struct stat st;

	(void)state;
	keep("a");
	assert_return_code(rename(path("a"), path("b")), 0);
	assert_return_code(symlink("b", path("a")), 0);
	assert_false(is_there("a"));
	keep_at("a", SIEVE_PERSONAL, clock_now() + LATER);
	assert_false(is_there("a"));
	keep_at("a", SIEVE_GLOBAL, clock_now() + LATER);
	assert_true(finds("a", SIEVE_GLOBAL, &st));
	assert_false(is_there("a"));
	write_script("c", "keep;");
	assert_return_code(rename(path("c"), path("b")), 0);
	assert_false(finds("a", SIEVE_GLOBAL, &st));
}

/* Switched while it was read, and back afterwards. */
static void test_deliver_kept__is_of_the_file_that_was_read(void **state)
{
	struct deliver_script *script = open_script("a");
	struct deliver_kept_key key;
	struct stat st;

	(void)state;
	write_script("b", "keep;");
	write_script("c", "stop;");
	assert_return_code(symlink("b", path("a")), 0);
	assert_false(finds("a", SIEVE_GLOBAL, &st));
	assert_return_code(unlink(path("a")), 0);
	assert_return_code(symlink("c", path("a")), 0);
	key = key_of("a", SIEVE_GLOBAL);
	deliver_kept_add(&kept, &key, &st, clock_now() + LATER, script);
	assert_return_code(unlink(path("a")), 0);
	assert_return_code(symlink("b", path("a")), 0);
	assert_false(finds("a", SIEVE_GLOBAL, &st));
	deliver_script_close(&script);
}

static void test_deliver_kept__waits_until_a_file_has_settled(void **state)
{
	struct stat st;

	(void)state;
	write_script("a", "keep;");
	assert_return_code(stat(path("a"), &st), 0);
	keep_at("a", SIEVE_PERSONAL, st.st_ctim.tv_sec);
	assert_false(is_there("a"));
	keep_at("a", SIEVE_PERSONAL, st.st_ctim.tv_sec + 2);
	assert_false(is_there("a"));
	keep_at("a", SIEVE_PERSONAL, st.st_ctim.tv_sec + 3);
	assert_true(is_there("a"));
}

/* As of an account: the same bytes are the same script, of the same place. */
static void test_deliver_kept__finds_a_text_by_its_bytes(void **state)
{
	static const char text[] = "keep; # a longer one";
	struct deliver_kept_key key = {
		.name = "account",
		.text = span_of(text),
		.place = SIEVE_PERSONAL,
	};
	struct deliver_script *script = open_script("account");
	struct deliver_script *found;
	struct stat st;

	(void)state;
	assert_null(deliver_kept_find(&kept, &key, &st));
	deliver_kept_add(&kept, &key, &st, clock_now(), script);
	deliver_script_close(&script);
	found = deliver_kept_find(&kept, &key, &st);
	assert_non_null(found);
	deliver_script_close(&found);
	key.place = SIEVE_GLOBAL;
	assert_null(deliver_kept_find(&kept, &key, &st));
	key.place = SIEVE_PERSONAL;
	key.text = span_of("keep; # a longer 0ne");
	assert_null(deliver_kept_find(&kept, &key, &st));
	/* A file whose path is that text is another thing. */
	key.text = (struct span){ NULL, 0 };
	key.path = text;
	assert_null(deliver_kept_find(&kept, &key, &st));
}

static void test_deliver_kept__has_room_for_so_much(void **state)
{
	char name[16];
	unsigned found = 0;
	uint64_t each;

	(void)state;
	keep("a");
	each = kept.bytes;
	deliver_kept_release(&kept);
	deliver_kept_init(&kept, 5 * each + each / 2);
	for (unsigned i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "%c", (int)('a' + i));
		keep(name);
		assert_in_range(kept.bytes, each, 5 * each + each / 2);
	}
	for (unsigned i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "%c", (int)('a' + i));
		found += is_there(name);
	}
	assert_in_range(found, 2, 5);
	deliver_kept_release(&kept);
	deliver_kept_init(&kept, each - 1);
	write_script("a", "keep;");
	keep_at("a", SIEVE_PERSONAL, clock_now() + LATER);
	assert_false(is_there("a"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(test_deliver_kept__finds_what_did_not_change),
		TEST(test_deliver_kept__sees_a_file_written_to),
		TEST(test_deliver_kept__sees_another_file),
		TEST(test_deliver_kept__follows_links_of_the_site_alone),
		TEST(test_deliver_kept__is_of_the_file_that_was_read),
		TEST(test_deliver_kept__finds_a_text_by_its_bytes),
		TEST(test_deliver_kept__waits_until_a_file_has_settled),
		TEST(test_deliver_kept__has_room_for_so_much),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
