/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/x.h"
#include "io/file.h"
#include "store/store_script.h"

static const struct store_script_limits limits = {
	.scripts = 3,
	.bytes = 100,
	.script_bytes = 60,
};

struct place {
	struct store_scripts *scripts;
	struct account account;
	char folder[32];
};

static int set_up(void **state)
{
	struct place *p = x_calloc(1, sizeof(*p));
	struct err err;

	snprintf(p->folder, sizeof(p->folder), "test_script.XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	snprintf(p->account.home, sizeof(p->account.home), "%s/%s/home",
		 getcwd((char[256]){ 0 }, 256), p->folder);
	assert_true(store_script_open(&p->account, &limits, &p->scripts, &err));
	*state = p;
	return 0;
}

static int tear_down(void **state)
{
	struct place *p = *state;
	auto_free char *command = x_printf("rm -rf %s", p->folder);

	store_script_close(&p->scripts);
	assert_null(p->scripts);
	assert_int_equal(system(command), 0);
	free(p);
	return 0;
}

static char *path(const struct place *p, const char *name)
{
	return x_printf("%s/%s", p->account.home, name);
}

static void write_file(const struct place *p, const char *name,
		       const char *text)
{
	auto_free char *at = path(p, name);
	struct err err;

	assert_true(file_write_atomic(AT_FDCWD, at, span_of(text), 0600, &err));
}

static bool has_file(const struct place *p, const char *name)
{
	auto_free char *at = path(p, name);
	struct stat st;

	return lstat(at, &st) == 0;
}

static void assert_file(const struct place *p, const char *name,
			const char *text)
{
	auto_free char *at = path(p, name);
	auto_buf struct buf got;
	struct err err;

	buf_init(&got, 1000);
	assert_true(file_read(AT_FDCWD, at, &got, &err));
	assert_string_equal(buf_str(&got), text);
}

static void assert_link(const struct place *p, const char *target)
{
	auto_free char *at = path(p, ".dovecot.sieve");
	char got[512];
	ssize_t len = readlink(at, got, sizeof(got) - 1);

	if (!target) {
		assert_int_equal(len, -1);
		return;
	}
	assert_true(len >= 0);
	got[len] = '\0';
	assert_string_equal(got, target);
}

static enum store_script_room put(struct place *p, const char *name,
				  const char *text)
{
	enum store_script_room room;
	struct err err;

	assert_true(store_script_put(p->scripts, span_of(name), span_of(text),
				     &room, &err));
	return room;
}

static bool activate(struct place *p, const char *name)
{
	struct err err;

	return store_script_activate(p->scripts, span_of(name), &err);
}

/* "a b* ": names in order, * marks the active one. */
static void assert_list(struct place *p, const char *wanted)
{
	auto_arena struct arena arena = { 0 };
	auto_buf struct buf got;
	struct store_script_entry *entry;
	struct err err;
	size_t count;

	buf_init(&got, 1000);
	assert_true(
		store_script_list(p->scripts, &arena, &entry, &count, &err));
	for (size_t i = 0; i < count; i++)
		buf_add_format(&got, "%.*s%s ", SPAN_ARG(entry[i].name),
			       entry[i].is_active ? "*" : "");
	assert_string_equal(buf_str(&got), wanted);
}

static void assert_active(struct place *p, const char *name, const char *text)
{
	auto_buf struct buf got_name, got;
	struct err err;

	buf_init(&got_name, 1000);
	buf_init(&got, 1000);
	assert_true(store_script_get_active(p->scripts, &got_name, &got, &err));
	assert_string_equal(buf_str(&got_name), name);
	assert_string_equal(buf_str(&got), text);
}

static enum err_kind get_active_kind(struct place *p)
{
	auto_buf struct buf got_name, got;
	struct err err;

	buf_init(&got_name, 1000);
	buf_init(&got, 1000);
	assert_false(
		store_script_get_active(p->scripts, &got_name, &got, &err));
	return err.kind;
}

/* ---- tests ---- */

static void test_store_script__names(void **state)
{
	static const char *const bad[] = {
		"",         "a/b",          "/",
		"a\nb",     "a\x7f",        "\xc2\x80",
		"\xc2\x9f", "\xe2\x80\xa8", "\xe2\x80\xa9",
		"\xff",     "\xed\xa0\x80",
	};
	static const char *const good[] = {
		".", "..", ".hidden", "a b", "\xc2\xa0", "x.sieve", "\\", "\"",
	};
	char name[STORE_SCRIPT_NAME_MAX + 1];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(store_script_is_name(span_of(bad[i])));
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_true(store_script_is_name(span_of(good[i])));
	assert_false(store_script_is_name(span_make("a\0b", 3)));
	memset(name, 'n', sizeof(name));
	assert_true(
		store_script_is_name(span_make(name, STORE_SCRIPT_NAME_MAX)));
	assert_false(store_script_is_name(span_make(name, sizeof(name))));
}

static void test_store_script__nothing_is_made_by_looking(void **state)
{
	struct place *p = *state;

	assert_list(p, "");
	assert_int_equal(get_active_kind(p), ERR_NOTFOUND);
	assert_false(has_file(p, ""));
}

static void test_store_script__put_get_list(void **state)
{
	struct place *p = *state;
	auto_buf struct buf got;
	struct err err;

	assert_int_equal(put(p, "two", "keep;\r\n"), STORE_SCRIPT_FITS);
	assert_int_equal(put(p, "a", "stop;"), STORE_SCRIPT_FITS);
	assert_int_equal(put(p, "..", "#"), STORE_SCRIPT_FITS);
	assert_file(p, "sieve/two.sieve", "keep;\r\n");
	assert_file(p, "sieve/...sieve", "#");
	assert_list(p, ".. a two ");
	buf_init(&got, 1000);
	assert_true(store_script_get(p->scripts, SPAN("a"), &got, &err));
	assert_string_equal(buf_str(&got), "stop;");
	assert_false(store_script_get(p->scripts, SPAN("b"), &got, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_false(store_script_get(p->scripts, SPAN("../a"), &got, &err));
	assert_int_equal(err.kind, ERR_SYNTAX);
	assert_int_equal(put(p, "a", "keep;"), STORE_SCRIPT_FITS);
	assert_file(p, "sieve/a.sieve", "keep;");
}

static void test_store_script__limits(void **state)
{
	static const char forty[] = "#234567890123456789012345678901234567890";
	struct place *p = *state;
	auto_free char *large = x_printf("%s%s", forty, forty);
	enum store_script_room room;
	struct err err;

	assert_int_equal(put(p, "a", large), STORE_SCRIPT_TOO_LARGE);
	assert_list(p, "");
	assert_int_equal(put(p, "a", forty), STORE_SCRIPT_FITS);
	assert_int_equal(put(p, "b", forty), STORE_SCRIPT_FITS);
	assert_int_equal(put(p, "c", forty), STORE_SCRIPT_FULL);
	assert_int_equal(put(p, "c", "stop;"), STORE_SCRIPT_FITS);
	assert_int_equal(put(p, "d", "stop;"), STORE_SCRIPT_TOO_MANY);
	assert_list(p, "a b c ");
	/* In the place of one that counts already. */
	assert_true(store_script_room(p->scripts, SPAN("a"), 50, &room, &err));
	assert_int_equal(room, STORE_SCRIPT_FITS);
	assert_int_equal(put(p, "b", forty), STORE_SCRIPT_FITS);
}

static void test_store_script__activate(void **state)
{
	struct place *p = *state;
	struct err err;

	assert_int_equal(put(p, "a", "keep;"), STORE_SCRIPT_FITS);
	assert_int_equal(put(p, "b", "stop;"), STORE_SCRIPT_FITS);
	assert_false(activate(p, "c"));
	assert_link(p, NULL);
	assert_true(activate(p, ""));
	assert_true(activate(p, "a"));
	assert_link(p, "sieve/a.sieve");
	assert_list(p, "a* b ");
	assert_active(p, "a", "keep;");
	assert_false(store_script_delete(p->scripts, SPAN("a"), &err));
	assert_int_equal(err.kind, ERR_STATE);
	assert_true(activate(p, "b"));
	assert_true(store_script_delete(p->scripts, SPAN("a"), &err));
	assert_false(store_script_delete(p->scripts, SPAN("a"), &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_list(p, "b* ");
	assert_true(activate(p, ""));
	assert_link(p, NULL);
	assert_list(p, "b ");
	assert_int_equal(get_active_kind(p), ERR_NOTFOUND);
}

static void test_store_script__renamed_it_stays_active(void **state)
{
	struct place *p = *state;
	struct err err;

	put(p, "a", "keep;");
	put(p, "b", "stop;");
	assert_true(activate(p, "a"));
	assert_false(
		store_script_rename(p->scripts, SPAN("a"), SPAN("b"), &err));
	assert_int_equal(err.kind, ERR_EXISTS);
	assert_false(
		store_script_rename(p->scripts, SPAN("x"), SPAN("y"), &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_false(
		store_script_rename(p->scripts, SPAN("a"), SPAN("a/b"), &err));
	assert_int_equal(err.kind, ERR_SYNTAX);
	assert_true(
		store_script_rename(p->scripts, SPAN("a"), SPAN("c"), &err));
	assert_link(p, "sieve/c.sieve");
	assert_list(p, "b c* ");
	assert_true(
		store_script_rename(p->scripts, SPAN("b"), SPAN("a"), &err));
	assert_list(p, "a c* ");
	assert_active(p, "c", "keep;");
}

static void test_store_script__code_goes_with_its_script(void **state)
{
	struct place *p = *state;
	auto_buf struct buf code;
	struct err err;

	buf_init(&code, 1000);
	store_script_add_code_path(&code, SPAN("a"));
	put(p, "a", "keep;");
	write_file(p, buf_str(&code), "x");
	assert_list(p, "a ");
	put(p, "a", "stop;");
	assert_false(has_file(p, buf_str(&code)));
	write_file(p, buf_str(&code), "x");
	assert_true(
		store_script_rename(p->scripts, SPAN("a"), SPAN("b"), &err));
	assert_false(has_file(p, buf_str(&code)));
	put(p, "a", "keep;");
	write_file(p, buf_str(&code), "x");
	assert_true(store_script_delete(p->scripts, SPAN("a"), &err));
	assert_false(has_file(p, buf_str(&code)));
}

/* As Pigeonhole does, but none is lost when it happens twice. */
static void test_store_script__plain_file_is_kept(void **state)
{
	struct place *p = *state;

	put(p, "a", "keep;");
	write_file(p, ".dovecot.sieve", "discard;");
	assert_list(p, "a ");
	assert_active(p, "", "discard;");
	assert_true(activate(p, "a"));
	assert_link(p, "sieve/a.sieve");
	assert_file(p, "sieve/dovecot.orig.sieve", "discard;");
	assert_true(activate(p, ""));
	write_file(p, ".dovecot.sieve", "stop;");
	assert_true(activate(p, ""));
	assert_false(has_file(p, ".dovecot.sieve"));
	assert_file(p, "sieve/dovecot.orig.sieve", "discard;");
	assert_file(p, "sieve/dovecot.orig-2.sieve", "stop;");
}

static void link_active(const struct place *p, const char *target)
{
	auto_free char *at = path(p, ".dovecot.sieve");

	unlink(at);
	assert_int_equal(symlink(target, at), 0);
}

static void test_store_script__links_of_others(void **state)
{
	struct place *p = *state;
	auto_free char *absolute = path(p, "sieve/a.sieve");

	put(p, "a", "keep;");
	link_active(p, absolute);
	assert_list(p, "a* ");
	assert_active(p, "a", "keep;");
	link_active(p, "./sieve/a.sieve");
	assert_list(p, "a* ");
	/* Elsewhere in the home: it runs, and is none of the folder's. */
	write_file(p, "my-rules", "stop;");
	link_active(p, "my-rules");
	assert_list(p, "a ");
	assert_active(p, "", "stop;");
	link_active(p, "sieve/gone.sieve");
	assert_list(p, "a ");
	assert_int_equal(get_active_kind(p), ERR_NOTFOUND);
	assert_true(activate(p, "a"));
	assert_link(p, "sieve/a.sieve");
}

static void test_store_script__no_link_leads_out(void **state)
{
	struct place *p = *state;
	auto_free char *inner = path(p, "sieve/l.sieve");
	auto_buf struct buf got;
	struct err err;

	put(p, "a", "keep;");
	write_file(p, "../secret", "discard;");
	link_active(p, "../secret");
	assert_int_equal(get_active_kind(p), ERR_DENIED);
	link_active(p, "/etc/passwd");
	assert_int_equal(get_active_kind(p), ERR_DENIED);
	assert_int_equal(symlink("../../secret", inner), 0);
	assert_list(p, "a ");
	buf_init(&got, 1000);
	assert_false(store_script_get(p->scripts, SPAN("l"), &got, &err));
	assert_int_equal(err.kind, ERR_DENIED);
	/* Written over, not through. */
	put(p, "l", "stop;");
	assert_file(p, "sieve/l.sieve", "stop;");
	assert_file(p, "../secret", "discard;");
}

static void test_store_script__folder_that_leads_out(void **state)
{
	struct place *p = *state;
	auto_free char *at = path(p, "sieve");
	enum store_script_room room;
	struct err err;

	assert_true(file_make_dirs(p->account.home, 0700, &err));
	assert_int_equal(symlink("..", at), 0);
	assert_false(store_script_put(p->scripts, SPAN("a"), SPAN("keep;"),
				      &room, &err));
	assert_int_equal(err.kind, ERR_DENIED);
	assert_false(has_file(p, "../a.sieve"));
}

static void test_store_script__what_a_crash_left_goes(void **state)
{
	struct place *p = *state;
	auto_free char *old = path(p, "sieve/.put-1-2-3");
	const struct timespec long_ago[2] = { { 0 }, { 0 } };

	put(p, "a", "keep;");
	write_file(p, "sieve/.put-1-2-3", "k");
	write_file(p, "sieve/.put-2-2-3", "k");
	write_file(p, "sieve/.put-.sieve", "k");
	assert_int_equal(utimensat(AT_FDCWD, old, long_ago, 0), 0);
	assert_list(p, ".put- a ");
	put(p, "a", "stop;");
	assert_false(has_file(p, "sieve/.put-1-2-3"));
	assert_true(has_file(p, "sieve/.put-2-2-3"));
	assert_true(has_file(p, "sieve/.put-.sieve"));
}

static void test_store_script__the_file_of_the_active_one(void **state)
{
	struct place *p = *state;
	auto_free char *link = path(p, ".dovecot.sieve");
	auto_free char *absolute = path(p, "sieve/b.sieve");
	auto_buf struct buf file;
	struct span name;

	buf_init(&file, 4096);
	assert_return_code(mkdir(p->account.home, 0700), 0);
	assert_false(store_script_active_file(&p->account, &file, &name));
	buf_reset(&file);
	assert_return_code(symlink("sieve/a b.sieve", link), 0);
	assert_true(store_script_active_file(&p->account, &file, &name));
	assert_true(span_ends(buf_span(&file), SPAN("/home/sieve/a b.sieve")));
	assert_true(span_eq(name, SPAN("a b")));
	buf_reset(&file);
	assert_return_code(unlink(link), 0);
	assert_return_code(symlink(absolute, link), 0);
	assert_true(store_script_active_file(&p->account, &file, &name));
	assert_string_equal(buf_str(&file), absolute);
	assert_true(span_eq(name, SPAN("b")));
	buf_reset(&file);
	assert_return_code(unlink(link), 0);
	assert_return_code(symlink("elsewhere/b.sieve", link), 0);
	assert_false(store_script_active_file(&p->account, &file, &name));
	buf_reset(&file);
	assert_return_code(unlink(link), 0);
	assert_return_code(mkdir(link, 0700), 0); /* no link */
	assert_true(store_script_active_file(&p->account, &file, &name));
	assert_string_equal(buf_str(&file), link);
	assert_int_equal(name.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(test_store_script__names),
		TEST(test_store_script__nothing_is_made_by_looking),
		TEST(test_store_script__put_get_list),
		TEST(test_store_script__limits),
		TEST(test_store_script__activate),
		TEST(test_store_script__the_file_of_the_active_one),
		TEST(test_store_script__renamed_it_stays_active),
		TEST(test_store_script__code_goes_with_its_script),
		TEST(test_store_script__plain_file_is_kept),
		TEST(test_store_script__links_of_others),
		TEST(test_store_script__no_link_leads_out),
		TEST(test_store_script__folder_that_leads_out),
		TEST(test_store_script__what_a_crash_left_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
