/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/auth_cache.h"

static struct auth_cache *cache;

static int begin(void **state)
{
	const struct auth_cache_options options = { .bytes_max = 16384,
						    .ttl_ms = 1000,
						    .negative_ttl_ms = 100 };

	(void)state;
	cache = auth_cache_new(&options);
	return 0;
}

static int end(void **state)
{
	(void)state;
	auth_cache_free(&cache);
	return 0;
}

static struct account_entry entry_of(const char *user, const char *password)
{
	struct account_entry entry = { .purge_time = 7 };

	snprintf(entry.account.user, sizeof(entry.account.user), "%s", user);
	snprintf(entry.password, sizeof(entry.password), "%s", password);
	snprintf(entry.reply, sizeof(entry.reply), "away");
	return entry;
}

static void test_auth_cache__an_entry_comes_back_as_it_was(void **state)
{
	struct account_entry in = entry_of("alice", "{PLAIN}a"), out;

	(void)state;
	memset(in.name, 'x', sizeof(in.name) - 1);
	auth_cache_put(cache, SPAN("k1"), 0, &in);
	memset(&out, 0xff, sizeof(out));
	assert_int_equal(auth_cache_get(cache, SPAN("k1"), 999, &out),
			 AUTH_CACHE_FRESH);
	assert_memory_equal(&in, &out, sizeof(in));
}

static void test_auth_cache__the_whole_key_counts(void **state)
{
	struct account_entry in = entry_of("alice", ""), out;

	(void)state;
	auth_cache_put(cache, SPAN("alice\0imap"), 0, &in);
	assert_int_equal(auth_cache_get(cache, SPAN("alice"), 0, &out),
			 AUTH_CACHE_MISS);
	assert_int_equal(auth_cache_get(cache, SPAN("alice\0pop3"), 0, &out),
			 AUTH_CACHE_MISS);
	assert_int_equal(auth_cache_get(cache, SPAN("alice\0imap"), 0, &out),
			 AUTH_CACHE_FRESH);
}

static void
test_auth_cache__time_makes_users_stale_and_nobodies_go(void **state)
{
	struct account_entry in = entry_of("alice", ""), out;

	(void)state;
	auth_cache_put(cache, SPAN("a"), 0, &in);
	auth_cache_put(cache, SPAN("n"), 0, NULL);
	assert_int_equal(auth_cache_get(cache, SPAN("a"), 1000, &out),
			 AUTH_CACHE_STALE);
	assert_int_equal(auth_cache_get(cache, SPAN("n"), 99, &out),
			 AUTH_CACHE_NOBODY);
	assert_int_equal(auth_cache_get(cache, SPAN("n"), 100, &out),
			 AUTH_CACHE_MISS);
}

static bool proven(const char *key, const char *password, int64_t now)
{
	return auth_cache_is_proven(cache, span_of(key), now, 1000,
				    span_of(password));
}

static void test_auth_cache__a_proof_is_of_one_password_and_key(void **state)
{
	struct account_entry in = entry_of("alice", "{PLAIN}a");

	(void)state;
	auth_cache_put(cache, SPAN("a"), 0, &in);
	auth_cache_put(cache, SPAN("b"), 0, &in);
	assert_false(proven("a", "a", 0));
	auth_cache_prove(cache, SPAN("a"), 0, SPAN("a"));
	assert_true(proven("a", "a", 999));
	assert_false(proven("a", "a", 1000));
	assert_false(proven("a", "b", 0));
	assert_false(proven("a", "", 0));
	assert_false(proven("b", "a", 0));
	assert_false(proven("c", "a", 0));
}

static void test_auth_cache__a_new_hash_ends_the_proof(void **state)
{
	struct account_entry in = entry_of("alice", "{PLAIN}a");

	(void)state;
	auth_cache_put(cache, SPAN("a"), 0, &in);
	auth_cache_prove(cache, SPAN("a"), 0, SPAN("a"));
	auth_cache_put(cache, SPAN("a"), 10, &in);
	assert_true(proven("a", "a", 20));
	in = entry_of("alice", "{PLAIN}b");
	auth_cache_put(cache, SPAN("a"), 30, &in);
	assert_false(proven("a", "a", 40));
}

static void
test_auth_cache__it_is_bounded_and_guesses_drive_out_no_user(void **state)
{
	struct account_entry in = entry_of("alice", "{PLAIN}a"), out;
	struct auth_cache_stats stats;
	char key[32];

	(void)state;
	auth_cache_put(cache, SPAN("a"), 0, &in);
	for (int i = 0; i < 5000; i++) {
		snprintf(key, sizeof(key), "guess%d", i);
		auth_cache_put(cache, span_of(key), 0, NULL);
	}
	assert_int_equal(auth_cache_get(cache, SPAN("a"), 0, &out),
			 AUTH_CACHE_FRESH);
	for (int i = 0; i < 5000; i++) {
		snprintf(key, sizeof(key), "user%d", i);
		auth_cache_put(cache, span_of(key), 0, &in);
	}
	auth_cache_stats(cache, &stats);
	assert_true(stats.bytes <= 16384);
	assert_true(stats.users > 10 && stats.nobodies > 10);
	/* The one used last is there, the first is not. */
	assert_int_equal(auth_cache_get(cache, SPAN("user4999"), 0, &out),
			 AUTH_CACHE_FRESH);
	assert_int_equal(auth_cache_get(cache, SPAN("a"), 0, &out),
			 AUTH_CACHE_MISS);
}

static bool is_key(void *arg, struct span key,
		   const struct account_entry *entry)
{
	(void)entry;
	return span_eq(key, span_of(arg));
}

static void test_auth_cache__flush_forgets(void **state)
{
	struct account_entry in = entry_of("alice", ""), out;
	char key[] = "a";

	(void)state;
	auth_cache_put(cache, SPAN("a"), 0, &in);
	auth_cache_put(cache, SPAN("b"), 0, &in);
	auth_cache_put(cache, SPAN("c"), 0, NULL);
	assert_int_equal(auth_cache_flush(cache, is_key, key), 1);
	assert_int_equal(auth_cache_get(cache, SPAN("a"), 0, &out),
			 AUTH_CACHE_MISS);
	assert_int_equal(auth_cache_get(cache, SPAN("b"), 0, &out),
			 AUTH_CACHE_FRESH);
	assert_int_equal(auth_cache_flush(cache, NULL, NULL), 2);
}

static void test_auth_cache__without_room_nothing_is_kept(void **state)
{
	const struct auth_cache_options options = { .bytes_max = 0 };
	struct account_entry in = entry_of("alice", ""), out;

	(void)state;
	auth_cache_free(&cache);
	cache = auth_cache_new(&options);
	auth_cache_put(cache, SPAN("a"), 0, &in);
	auth_cache_prove(cache, SPAN("a"), 0, SPAN("a"));
	assert_int_equal(auth_cache_get(cache, SPAN("a"), 0, &out),
			 AUTH_CACHE_MISS);
}

int main(void)
{
#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(test_auth_cache__##name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(an_entry_comes_back_as_it_was),
		TEST(the_whole_key_counts),
		TEST(time_makes_users_stale_and_nobodies_go),
		TEST(a_proof_is_of_one_password_and_key),
		TEST(a_new_hash_ends_the_proof),
		TEST(it_is_bounded_and_guesses_drive_out_no_user),
		TEST(flush_forgets),
		TEST(without_room_nothing_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
