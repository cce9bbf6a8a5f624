/* SPDX-License-Identifier: MIT */
/* Sources are files, and authdaemonds that are silent: what takes long ends
 * when the test says so. */
#include "chains.h"

#include "auth/auth_chain.h"

#define FILES "auth_master_separator = \"*\"\npassword_scheme = \"SSHA256\"\n"
#define SOURCE(name, more)                                                     \
	"accounts \"" name "\" {\ntype = \"passwd-file\"\nfile = \"DIR/" name  \
	"\"\nmail_home = \"/h/%u\"\nmail_dir = \"%h/Maildir\"\n" more "}\n"
#define SILENT(seconds)                                                        \
	"accounts \"silent\" {\ntype = \"authdaemond\"\nsocket = "             \
	"\"DIR/silent\"\ntimeout = " seconds "\nthreads = 2\n}\n"

struct told {
	unsigned count;
	enum auth_verdict verdict;
	char user[256];
	char master[256];
	char source[64];
	struct account_entry entry;
	bool has_entry;
	bool has_err;
};

static struct auth_chain *chains[32]; /* one for each configuration */
static struct auth_chain *chain;

static void configure(const char *text)
{
	struct err err;

	chains_configure(text);
	assert_true(auth_chain_new(chains_base, chains_config(), &chain, &err));
	chains[chains_count - 1] = chain;
}

static void on_told(void *arg, const struct auth_chain_answer *answer)
{
	struct told *told = arg;

	told->count++;
	told->verdict = answer->verdict;
	snprintf(told->user, sizeof(told->user), "%s", answer->user);
	snprintf(told->master, sizeof(told->master), "%s", answer->master);
	snprintf(told->source, sizeof(told->source), "%s",
		 answer->source ? answer->source->name : "");
	told->has_entry = answer->entry != NULL;
	if (answer->entry)
		told->entry = *answer->entry;
	told->has_err = answer->err != NULL;
}

static struct told wait_for(struct told *told)
{
	while (!told->count)
		chains_turn();
	assert_int_equal(told->count, 1);
	return *told;
}

static struct account_query query_of(const char *user)
{
	return (struct account_query){ user, "imap", "192.0.2.1", "192.0.2.9" };
}

static struct auth_chain_attempt attempt_of(const char *user,
					    const char *password)
{
	return (struct auth_chain_attempt){
		.attempt = { .query = query_of(user),
			     .secret = span_of(password) },
	};
}

static struct told look_up(const char *user)
{
	const struct account_query query = query_of(user);
	struct told told = { 0 };

	auth_chain_lookup(chain, &query, on_told, &told);
	return wait_for(&told);
}

static struct told log_in_as(const char *authorize, const char *user,
			     const char *password)
{
	struct auth_chain_attempt attempt = attempt_of(user, password);
	struct told told = { 0 };

	attempt.authorize = authorize;
	auth_chain_login(chain, &attempt, on_told, &told);
	return wait_for(&told);
}

static enum auth_verdict log_in(const char *user, const char *password)
{
	return log_in_as(NULL, user, password).verdict;
}

static void test_auth_chain__the_first_that_knows_a_user_decides(void **state)
{
	struct told told;

	(void)state;
	chains_write("one", "ann:{PLAIN}a\n");
	chains_write("two", "ann:{PLAIN}b\nbob:{PLAIN}b\n");
	configure(FILES SOURCE("one", "") SOURCE("two", ""));
	told = log_in_as(NULL, " ANN ", "a");
	assert_int_equal(told.verdict, AUTH_VERDICT_OK);
	assert_string_equal(told.user, "ann");
	assert_string_equal(told.source, "one");
	assert_string_equal(told.entry.account.home, "/h/ann");
	assert_int_equal(log_in("ann", "b"), AUTH_VERDICT_WRONG);
	assert_int_equal(log_in("bob", "b"), AUTH_VERDICT_OK);
	told = look_up("bob");
	assert_int_equal(told.verdict, AUTH_VERDICT_OK);
	assert_string_equal(told.source, "two");
	told = look_up("eve");
	assert_int_equal(told.verdict, AUTH_VERDICT_UNKNOWN);
	assert_string_equal(told.source, "");
	assert_false(told.has_entry || told.has_err);
	assert_int_equal(log_in("eve", "b"), AUTH_VERDICT_UNKNOWN);
	assert_int_equal(auth_chain_pending(chain), 0);
}

static void test_auth_chain__what_can_be_no_user_is_nobody(void **state)
{
	static const char *const names[] = { "",   " ",  "a b",  "a/b", "..",
					     "@x", "x@", "a\tb", "*",   "a\n" };

	(void)state;
	chains_write("one", "ann:{PLAIN}a\n");
	configure("password_scheme = \"SSHA256\"\n" SOURCE("one", ""));
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		assert_int_equal(look_up(names[i]).verdict,
				 AUTH_VERDICT_UNKNOWN);
		assert_int_equal(log_in(names[i], "a"), AUTH_VERDICT_UNKNOWN);
	}
}

/* The first file is not there, the second is. */
static void test_auth_chain__trouble_is_no_word_about_users(void **state)
{
	struct told told;

	(void)state;
	chains_write("two", "bob:{PLAIN}b\n");
	configure(FILES SOURCE("one", "") SOURCE("two", ""));
	assert_int_equal(log_in("bob", "b"), AUTH_VERDICT_OK);
	assert_int_equal(log_in("bob", "x"), AUTH_VERDICT_WRONG);
	assert_int_equal(look_up("bob").verdict, AUTH_VERDICT_OK);
	told = look_up("eve");
	assert_int_equal(told.verdict, AUTH_VERDICT_TEMP);
	assert_true(told.has_err);
	assert_int_equal(log_in("eve", "x"), AUTH_VERDICT_TEMP);
	chains_write("one", "eve:{PLAIN}e\n");
	assert_int_equal(log_in("eve", "e"), AUTH_VERDICT_OK);
	assert_int_equal(look_up("joe").verdict, AUTH_VERDICT_UNKNOWN);
}

static void test_auth_chain__trouble_behind_counts_too(void **state)
{
	(void)state;
	chains_write("one", "ann:{PLAIN}a\n");
	configure(FILES SOURCE("one", "") SOURCE("two", ""));
	assert_int_equal(log_in("ann", "x"), AUTH_VERDICT_WRONG);
	assert_int_equal(log_in("eve", "x"), AUTH_VERDICT_TEMP);
	assert_int_equal(look_up("eve").verdict, AUTH_VERDICT_TEMP);
}

static void test_auth_chain__silence_ends_as_trouble(void **state)
{
	int listener = chains_silent("silent");

	(void)state;
	chains_write("one", "ann:{PLAIN}a\n");
	configure(FILES SILENT("1") SOURCE("one", ""));
	assert_int_equal(log_in("ann", "a"), AUTH_VERDICT_OK);
	assert_int_equal(log_in("eve", "a"), AUTH_VERDICT_TEMP);
	close(listener);
}

/* More questions hang than the silent source has threads. */
static void test_auth_chain__a_silent_source_holds_up_nobody_else(void **state)
{
	static struct told hanging[50];
	const struct account_query query = query_of("eve");
	int listener = chains_silent("silent");

	(void)state;
	chains_write("one", "ann:{PLAIN}a\n");
	configure(FILES SOURCE("one", "") SILENT("300"));
	for (size_t i = 0; i < ARRAY_LEN(hanging); i++)
		auth_chain_lookup(chain, &query, on_told, &hanging[i]);
	assert_int_equal(log_in("ann", "a"), AUTH_VERDICT_OK);
	assert_int_equal(log_in("ann", "x"), AUTH_VERDICT_WRONG);
	assert_int_equal(look_up("ann").verdict, AUTH_VERDICT_OK);
	assert_int_equal(auth_chain_pending(chain), ARRAY_LEN(hanging));
	close(listener); /* refuses all that wait there */
	for (size_t i = 0; i < ARRAY_LEN(hanging); i++)
		assert_int_equal(wait_for(&hanging[i]).verdict,
				 AUTH_VERDICT_TEMP);
	assert_int_equal(auth_chain_pending(chain), 0);
}

static void test_auth_chain__masters_are_who_they_like(void **state)
{
	struct told told;

	(void)state;
	chains_write("masters", "root:{PLAIN}r\n");
	chains_write("one", "ann:{PLAIN}a\ngone:{PLAIN}g::::::nologin\n");
	configure(FILES SOURCE("masters", "master = true\n") SOURCE("one", ""));
	told = log_in_as(NULL, "ann*root", "r");
	assert_int_equal(told.verdict, AUTH_VERDICT_OK);
	assert_string_equal(told.user, "ann");
	assert_string_equal(told.master, "root");
	assert_string_equal(told.source, "one");
	told = log_in_as("Ann", "root", "r");
	assert_int_equal(told.verdict, AUTH_VERDICT_OK);
	assert_string_equal(told.user, "ann");
	assert_int_equal(log_in("ann*root", "a"), AUTH_VERDICT_WRONG);
	assert_int_equal(log_in("ann*ann", "a"), AUTH_VERDICT_UNKNOWN);
	assert_int_equal(log_in("eve*root", "r"), AUTH_VERDICT_UNKNOWN);
	assert_int_equal(log_in("*root", "r"), AUTH_VERDICT_UNKNOWN);
	assert_int_equal(log_in("root", "r"), AUTH_VERDICT_UNKNOWN);
	assert_int_equal(look_up("root").verdict, AUTH_VERDICT_UNKNOWN);
	assert_int_equal(log_in_as("eve", "ann", "a").verdict,
			 AUTH_VERDICT_UNKNOWN);
}

static void test_auth_chain__nobody_else_is_somebody_else(void **state)
{
	(void)state;
	chains_write("one", "ann:{PLAIN}a\nbob:{PLAIN}b\nx*ann:{PLAIN}x\n");
	configure(FILES SOURCE("one", ""));
	assert_int_equal(log_in_as("ANN", "ann", "a").verdict, AUTH_VERDICT_OK);
	assert_int_equal(log_in_as("bob", "ann", "a").verdict,
			 AUTH_VERDICT_AUTHORIZE);
	assert_int_equal(log_in_as("b/b", "ann", "a").verdict,
			 AUTH_VERDICT_AUTHORIZE);
	assert_int_equal(log_in_as("bob", "ann", "b").verdict,
			 AUTH_VERDICT_WRONG);
	/* Without master users an asterisk is a character. */
	assert_int_equal(log_in("x*ann", "x"), AUTH_VERDICT_OK);
	assert_int_equal(log_in("x*ann", "a"), AUTH_VERDICT_WRONG);
}

static void
test_auth_chain__states_are_told_to_who_knows_the_password(void **state)
{
	(void)state;
	chains_write("one", "ann:{PLAIN}a::::::nologin\n"
			    "far:{PLAIN}a::::::allow_nets=198.51.100.0/24\n"
			    "near:{PLAIN}a::::::allow_nets=192.0.2.0/24\n"
			    "none::::::\nweak:{PLAIN-MD5}abc\n");
	configure(FILES SOURCE("one", ""));
	assert_int_equal(log_in("ann", "a"), AUTH_VERDICT_DISABLED);
	assert_int_equal(log_in("ann", "x"), AUTH_VERDICT_WRONG);
	assert_int_equal(log_in("far", "a"), AUTH_VERDICT_FORBIDDEN);
	assert_int_equal(log_in("far", "x"), AUTH_VERDICT_WRONG);
	assert_int_equal(log_in("near", "a"), AUTH_VERDICT_OK);
	assert_int_equal(log_in("near", ""), AUTH_VERDICT_WRONG);
	assert_int_equal(log_in("none", "a"), AUTH_VERDICT_WRONG);
	assert_int_equal(log_in("weak", "a"), AUTH_VERDICT_UNUSABLE);
}

/* As those that accept anything would. */
static void test_auth_chain__an_empty_password_is_wrong(void **state)
{
	(void)state;
	configure("accounts \"open\" {\ntype = \"static\"\n"
		  "any_password = true\n}\n");
	assert_int_equal(log_in("ann", "a"), AUTH_VERDICT_OK);
	assert_int_equal(log_in("ann", ""), AUTH_VERDICT_WRONG);
}

static void test_auth_chain__weak_schemes_can_be_refused(void **state)
{
	(void)state;
	chains_write("one", "ann:{MD5}$1$abcdefgh$0123456789012345678901\n");
	configure(FILES "password_weak = false\n" SOURCE("one", ""));
	assert_int_equal(log_in("ann", "a"), AUTH_VERDICT_UNUSABLE);
	assert_int_equal(look_up("ann").verdict, AUTH_VERDICT_OK);
}

static void test_auth_chain__a_mechanism_gets_the_secret(void **state)
{
	struct auth_chain_attempt attempt = attempt_of("ann", "");
	struct told told = { 0 }, admitted = { 0 }, unknown = { 0 };

	(void)state;
	chains_write("one", "ann:{PLAIN}geheim\n");
	configure(FILES SOURCE("one", ""));
	auth_chain_secret(chain, &attempt, on_told, &told);
	wait_for(&told);
	assert_int_equal(told.verdict, AUTH_VERDICT_JUDGE);
	assert_string_equal(told.entry.password, "{PLAIN}geheim");
	auth_chain_admit(chain, &attempt, &told.entry, on_told, &admitted);
	assert_int_equal(wait_for(&admitted).verdict, AUTH_VERDICT_OK);
	attempt = attempt_of("eve", "");
	auth_chain_secret(chain, &attempt, on_told, &unknown);
	assert_int_equal(wait_for(&unknown).verdict, AUTH_VERDICT_UNKNOWN);
}

static void test_auth_chain__who_is_trusted_needs_an_account(void **state)
{
	static const struct {
		const char *user;
		const char *authorize;
		enum auth_verdict verdict;
	} cases[] = {
		{ "ann", NULL, AUTH_VERDICT_OK },
		{ "ann", "bob", AUTH_VERDICT_AUTHORIZE },
		{ "off", NULL, AUTH_VERDICT_DISABLED },
		{ "eve", NULL, AUTH_VERDICT_UNKNOWN },
		{ "", NULL, AUTH_VERDICT_UNKNOWN },
	};

	(void)state;
	chains_write("one", "ann:\nbob:\noff:{PLAIN}x::::::nologin\n");
	configure(FILES SOURCE("one", ""));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct auth_chain_attempt attempt =
			attempt_of(cases[i].user, "");
		struct told told = { 0 };

		attempt.authorize = cases[i].authorize;
		auth_chain_trust(chain, &attempt, on_told, &told);
		assert_int_equal(wait_for(&told).verdict, cases[i].verdict);
	}
}

static void test_auth_chain__answers_are_kept_until_flushed(void **state)
{
	struct auth_cache_stats stats;

	(void)state;
	chains_write("one", "ann:{PLAIN}a\nbob:{PLAIN}b\n");
	configure(FILES "auth_cache_size = 1000000\n" SOURCE("one", ""));
	assert_int_equal(log_in("ann", "a"), AUTH_VERDICT_OK);
	assert_int_equal(look_up("eve").verdict, AUTH_VERDICT_UNKNOWN);
	chains_write("one", "ann:{PLAIN}new:::::: userdb_home=/new\n"
			    "eve:{PLAIN}e\n");
	assert_string_equal(look_up("ann").entry.account.home, "/h/ann");
	assert_int_equal(look_up("eve").verdict, AUTH_VERDICT_UNKNOWN);
	auth_chain_stats(chain, &stats);
	assert_int_equal(stats.hits, 2);
	/* Only the source can tell of a password that was not right lately. */
	assert_int_equal(log_in("ann", "new"), AUTH_VERDICT_OK);
	assert_int_equal(log_in("ann", "a"), AUTH_VERDICT_WRONG);
	assert_int_equal(auth_chain_flush(chain, "EVE"), 1);
	assert_int_equal(look_up("eve").verdict, AUTH_VERDICT_OK);
	assert_true(auth_chain_flush(chain, NULL) >= 2);
	assert_string_equal(look_up("ann").entry.account.home, "/new");
	assert_int_equal(auth_chain_flush(chain, "n/body"), 0);
}

static void test_auth_chain__old_answers_serve_in_trouble(void **state)
{
	(void)state;
	chains_write("one", "ann:{PLAIN}a\nbob:{PLAIN}b\n");
	configure(FILES "auth_cache_size = 1000000\nauth_cache_ttl = 1\n"
			"auth_cache_negative_ttl = 1\n" SOURCE("one", ""));
	assert_int_equal(log_in("ann", "a"), AUTH_VERDICT_OK);
	assert_int_equal(look_up("bob").verdict, AUTH_VERDICT_OK);
	assert_int_equal(look_up("eve").verdict, AUTH_VERDICT_UNKNOWN);
	unlink(chains_path("one"));
	usleep(1100000); /* older than they may be; more does no harm */
	assert_int_equal(look_up("ann").verdict, AUTH_VERDICT_OK);
	assert_int_equal(log_in("ann", "a"), AUTH_VERDICT_OK);
	assert_int_equal(log_in("bob", "b"), AUTH_VERDICT_OK);
	/* It may have been changed; and there may be an eve by now. */
	assert_int_equal(log_in("ann", "x"), AUTH_VERDICT_TEMP);
	assert_int_equal(log_in("eve", "x"), AUTH_VERDICT_TEMP);
	assert_int_equal(look_up("eve").verdict, AUTH_VERDICT_TEMP);
}

static void test_auth_chain__sections_are_checked(void **state)
{
	struct err err;

	(void)state;
	chains_configure("\naccounts \"x\" {\ntype = \"ldap\"\n}\n");
	assert_false(
		auth_chain_new(chains_base, chains_config(), &chain, &err));
	chains[chains_count - 1] = chain;
	assert_int_equal(err.kind, ERR_SYNTAX);
	assert_non_null(strstr(err.text, "fumikura.conf:"));
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, chains_begin, chains_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_auth_chain__the_first_that_knows_a_user_decides),
		TEST(test_auth_chain__what_can_be_no_user_is_nobody),
		TEST(test_auth_chain__trouble_is_no_word_about_users),
		TEST(test_auth_chain__trouble_behind_counts_too),
		TEST(test_auth_chain__silence_ends_as_trouble),
		TEST(test_auth_chain__a_silent_source_holds_up_nobody_else),
		TEST(test_auth_chain__masters_are_who_they_like),
		TEST(test_auth_chain__nobody_else_is_somebody_else),
		TEST(test_auth_chain__states_are_told_to_who_knows_the_password),
		TEST(test_auth_chain__an_empty_password_is_wrong),
		TEST(test_auth_chain__weak_schemes_can_be_refused),
		TEST(test_auth_chain__a_mechanism_gets_the_secret),
		TEST(test_auth_chain__who_is_trusted_needs_an_account),
		TEST(test_auth_chain__answers_are_kept_until_flushed),
		TEST(test_auth_chain__old_answers_serve_in_trouble),
		TEST(test_auth_chain__sections_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
