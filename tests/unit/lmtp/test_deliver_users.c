/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_users.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/x.h"

struct fixture {
	char top[64];
	struct deliver_users users;
	struct store_settings settings;
};

static int make(void **state)
{
	struct fixture *f = x_calloc(1, sizeof(*f));

	snprintf(f->top, sizeof(f->top), "/tmp/fumikura-test-XXXXXX");
	assert_non_null(mkdtemp(f->top));
	f->settings = (struct store_settings){
		.host = "test",
		.mime = { .parts = 10, .depth = 5, .header_bytes = 10000 },
		.mailbox_max = 100,
		.keywords_max = 64,
	};
	deliver_users_init(&f->users, 2);
	*state = f;
	return 0;
}

static int clean(void **state)
{
	struct fixture *f = *state;
	auto_free char *command = x_printf("rm -rf %s", f->top);

	deliver_users_release(&f->users);
	assert_int_equal(f->users.count, 0);
	assert_int_equal(system(command), 0);
	free(f);
	return 0;
}

static struct account account_of(const struct fixture *f, const char *name)
{
	struct account a = { .uid = UINT32_MAX, .gid = UINT32_MAX };

	snprintf(a.user, sizeof(a.user), "%s", name);
	snprintf(a.home, sizeof(a.home), "%s/%s", f->top, name);
	snprintf(a.mail, sizeof(a.mail), "%s/%s/Maildir", f->top, name);
	return a;
}

static struct store_user *get(struct fixture *f, const char *name)
{
	struct account account = account_of(f, name);
	struct store_user *store;
	struct err err = { 0 };

	assert_true(deliver_users_get(&f->users, &f->settings, &account, &store,
				      &err));
	assert_string_equal(store_user_account(store)->user, name);
	return store;
}

static bool is_open(const struct fixture *f, const char *name)
{
	const struct deliver_user *user = f->users.first;

	while (user && !span_eq(span_of(store_user_account(user->store)->user),
				span_of(name)))
		user = user->behind;
	return user;
}

static void test_deliver_users__last_ones_stay_open(void **state)
{
	struct fixture *f = *state;
	struct store_user *a = get(f, "a");

	get(f, "b");
	assert_ptr_equal(get(f, "a"), a);
	get(f, "c");
	assert_true(is_open(f, "a"));
	assert_false(is_open(f, "b"));
	assert_int_equal(f->users.count, 2);
}

static void test_deliver_users__long_unused_ones_are_closed(void **state)
{
	struct fixture *f = *state;

	get(f, "a");
	f->users.first->used -= 100000;
	get(f, "b");
	assert_false(is_open(f, "a"));
	assert_int_equal(f->users.count, 1);
}

static void test_deliver_users__replaced_maildir_is_opened_anew(void **state)
{
	struct fixture *f = *state;
	struct account a = account_of(f, "a");
	auto_free char *command =
		x_printf("mv %s %s.old && mkdir %s", a.mail, a.mail, a.mail);
	ino_t before;

	get(f, "a");
	before = f->users.last->ino;
	assert_int_equal(system(command), 0);
	get(f, "a");
	assert_int_equal(f->users.count, 1);
	assert_int_not_equal(f->users.last->ino, before);
}

static void test_deliver_users__changed_account_is_opened_anew(void **state)
{
	struct fixture *f = *state;
	struct account a = account_of(f, "a");
	struct store_user *store;
	struct err err = { 0 };

	get(f, "a");
	a.quota_bytes = 1000;
	assert_true(
		deliver_users_get(&f->users, &f->settings, &a, &store, &err));
	assert_int_equal(store_user_account(store)->quota_bytes, 1000);
	assert_int_equal(f->users.count, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make, clean)
	const struct CMUnitTest tests[] = {
		TEST(test_deliver_users__last_ones_stay_open),
		TEST(test_deliver_users__long_unused_ones_are_closed),
		TEST(test_deliver_users__replaced_maildir_is_opened_anew),
		TEST(test_deliver_users__changed_account_is_opened_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
