/* SPDX-License-Identifier: MIT */
#include "chains.h"

#include <sqlite3.h>
#include <sys/socket.h>

#include "account/account_sqlite.h"
#include "auth/auth_source.h"

struct told {
	unsigned count;
	enum auth_source_result result;
	struct account_entry entry;
	struct err err;
	char first[256];
	char last[256];
	size_t page_count;
};

static struct auth_source *sources[32]; /* one for each configuration */
static struct auth_source *source;
static struct auth_cache *caches[32];
static struct auth_cache *cache;

static void configure_cached(const char *text, size_t bytes)
{
	const struct auth_cache_options options = {
		.bytes_max = bytes,
		.ttl_ms = 3600000,
		.negative_ttl_ms = 3600000,
	};
	struct err err;

	chains_configure(text);
	cache = auth_cache_new(&options);
	caches[chains_count - 1] = cache;
	assert_true(auth_source_new(chains_base, chains_config(),
				    &chains_config()->source[0], cache, &source,
				    &err));
	sources[chains_count - 1] = source;
}

static void configure(const char *text)
{
	configure_cached(text, 1000000);
}

static void on_told(void *arg, const struct auth_source_answer *answer)
{
	struct told *told = arg;

	told->count++;
	told->result = answer->result;
	if (answer->result == AUTH_SOURCE_TEMP)
		told->err = *answer->err;
	told->page_count = answer->page_count;
	if (answer->page_count) {
		memcpy(told->first, answer->page[0], sizeof(told->first));
		memcpy(told->last, answer->page[answer->page_count - 1],
		       sizeof(told->last));
	} else if (answer->result == AUTH_SOURCE_FOUND ||
		   answer->result == AUTH_SOURCE_PROVEN) {
		told->entry = *answer->entry;
	}
}

static struct auth_subject subject_of(const char *user, const char *ip)
{
	struct auth_subject subject = { .service = "imap" };

	snprintf(subject.user, sizeof(subject.user), "%s", user);
	snprintf(subject.remote_ip, sizeof(subject.remote_ip), "%s", ip);
	return subject;
}

static void begin_to_ask(enum auth_source_task task, const char *user,
			 const char *password, struct told *told)
{
	const struct auth_subject subject = subject_of(user, "192.0.2.9");
	const struct auth_source_question question = {
		.task = task,
		.subject = &subject,
		.secret = span_of(password),
	};

	auth_source_ask(source, &question, on_told, told);
}

static struct told ask(enum auth_source_task task, const char *user,
		       const char *password)
{
	struct told told = { 0 };

	begin_to_ask(task, user, password, &told);
	while (!told.count)
		chains_turn();
	assert_int_equal(told.count, 1);
	return told;
}

static enum auth_source_result look_up(const char *user)
{
	return ask(AUTH_SOURCE_LOOKUP, user, "").result;
}

static void test_auth_source__files_leave_the_hash_to_others(void **state)
{
	struct told told;

	(void)state;
	chains_write("one", "ann:{PLAIN}a\n");
	configure("accounts \"x\" {\ntype = \"passwd-file\"\n"
		  "file = \"DIR/one\"\n}\n");
	told = ask(AUTH_SOURCE_PROVE, "ann", "x");
	assert_int_equal(told.result, AUTH_SOURCE_FOUND);
	assert_string_equal(told.entry.password, "{PLAIN}a");
	assert_int_equal(ask(AUTH_SOURCE_PROVE, "eve", "x").result,
			 AUTH_SOURCE_UNKNOWN);
	assert_true(auth_source_can_list(source));
}

static void test_auth_source__a_proof_is_kept_for_its_password(void **state)
{
	const struct auth_subject ann = subject_of("ann", "192.0.2.9");
	const struct auth_subject far = subject_of("ann", "198.51.100.1");
	struct told told;

	(void)state;
	chains_write("one", "ann:{PLAIN}a\n");
	configure("accounts \"x\" {\ntype = \"passwd-file\"\n"
		  "file = \"DIR/one\"\n}\n");
	ask(AUTH_SOURCE_PROVE, "ann", "a");
	auth_source_prove(source, &ann, SPAN("a"));
	told = ask(AUTH_SOURCE_PROVE, "ann", "a");
	assert_int_equal(told.result, AUTH_SOURCE_PROVEN);
	assert_int_equal(ask(AUTH_SOURCE_PROVE, "ann", "b").result,
			 AUTH_SOURCE_FOUND);
	/* Where from does not matter to a file. */
	auth_source_prove(source, &far, SPAN("b"));
	assert_int_equal(ask(AUTH_SOURCE_PROVE, "ann", "b").result,
			 AUTH_SOURCE_PROVEN);
}

static void test_auth_source__lists_come_in_pages(void **state)
{
	auto_buf struct buf text;
	struct told told;

	(void)state;
	buf_init(&text, 65536);
	for (unsigned i = 0; i < 2 * AUTH_SOURCE_PAGE + 50; i++)
		buf_add_format(&text, "u%04u:{PLAIN}x\n", i);
	chains_write("one", buf_str(&text));
	configure("accounts \"x\" {\ntype = \"passwd-file\"\n"
		  "file = \"DIR/one\"\n}\n");
	told = ask(AUTH_SOURCE_LIST, "", "");
	assert_int_equal(told.page_count, AUTH_SOURCE_PAGE);
	assert_string_equal(told.first, "u0000");
	assert_string_equal(told.last, "u0199");
	told = ask(AUTH_SOURCE_LIST, told.last, "");
	told = ask(AUTH_SOURCE_LIST, told.last, "");
	assert_int_equal(told.page_count, 50);
	assert_string_equal(told.last, "u0449");
	told = ask(AUTH_SOURCE_LIST, told.last, "");
	assert_int_equal(told.result, AUTH_SOURCE_FOUND);
	assert_int_equal(told.page_count, 0);
	unlink(chains_path("one"));
	assert_int_equal(ask(AUTH_SOURCE_LIST, "", "").result,
			 AUTH_SOURCE_TEMP);
}

static void test_auth_source__an_answer_too_late_is_dropped(void **state)
{
	static struct told first, behind;
	int listener = chains_silent("silent");

	(void)state;
	configure("accounts \"x\" {\ntype = \"authdaemond\"\n"
		  "socket = \"DIR/silent\"\ntimeout = 1\nthreads = 1\n}\n");
	begin_to_ask(AUTH_SOURCE_LOOKUP, "ann", "", &first);
	begin_to_ask(AUTH_SOURCE_LOOKUP, "bob", "", &behind);
	while (!first.count || !behind.count)
		chains_turn();
	assert_int_equal(first.result, AUTH_SOURCE_TEMP);
	assert_int_equal(behind.result, AUTH_SOURCE_TEMP);
	/* The next one is answered; those before are not, again. */
	close(listener);
	assert_int_equal(look_up("joe"), AUTH_SOURCE_TEMP);
	assert_int_equal(first.count, 1);
	assert_int_equal(behind.count, 1);
}

static void test_auth_source__trouble_is_not_kept(void **state)
{
	(void)state;
	configure("accounts \"x\" {\ntype = \"passwd-file\"\n"
		  "file = \"DIR/one\"\n}\n");
	assert_int_equal(look_up("ann"), AUTH_SOURCE_TEMP);
	chains_write("one", "ann:{PLAIN}a\n");
	assert_int_equal(look_up("ann"), AUTH_SOURCE_FOUND);
	assert_int_equal(look_up("eve"), AUTH_SOURCE_UNKNOWN);
	chains_write("one", "eve:{PLAIN}a\n");
	assert_int_equal(look_up("eve"), AUTH_SOURCE_UNKNOWN);
	auth_cache_flush(cache, NULL, NULL);
	assert_int_equal(look_up("eve"), AUTH_SOURCE_FOUND);
}

static void add_to_sqlite(const char *user)
{
	const struct account_sqlite_options options = {
		.path = chains_path("db"),
		.mail_home = "/srv/mail/%d/%n",
		.mail_dir = "%h/Maildir",
		.create = true,
		.owner_uid = (uid_t)-1,
		.owner_gid = (gid_t)-1,
	};
	struct account_entry row = { .password = "{PLAIN}x" };
	struct account_sqlite *db = account_sqlite_new(&options);
	struct err err;

	snprintf(row.account.user, sizeof(row.account.user), "%s", user);
	assert_true(account_sqlite_add(db, &row, NULL, &err));
	account_sqlite_free(&db);
}

static sqlite3 *open_sqlite(const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(chains_path("db"), &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 5000);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	return db;
}

static void configure_sqlite(void)
{
	configure_cached("accounts \"x\" {\ntype = \"sqlite\"\n"
			 "file = \"DIR/db\"\nthreads = 1\n}\n",
			 0);
}

static void test_auth_source__a_change_holds_at_once(void **state)
{
	struct told told = { 0 }, gone = { 0 };

	(void)state;
	add_to_sqlite("ann");
	configure_sqlite();
	begin_to_ask(AUTH_SOURCE_LOOKUP, "ann", "", &told);
	assert_int_equal(told.count, 1);
	assert_int_equal(told.result, AUTH_SOURCE_FOUND);
	sqlite3_close(open_sqlite("DELETE FROM mailbox"));
	begin_to_ask(AUTH_SOURCE_LOOKUP, "ann", "", &gone);
	assert_int_equal(gone.count, 1);
	assert_int_equal(gone.result, AUTH_SOURCE_UNKNOWN);
}

static void test_auth_source__the_loop_waits_for_no_lock(void **state)
{
	struct told told = { 0 };
	sqlite3 *other;

	(void)state;
	add_to_sqlite("ann");
	sqlite3_close(open_sqlite("PRAGMA journal_mode = DELETE"));
	configure_sqlite();
	assert_int_equal(look_up("ann"), AUTH_SOURCE_FOUND);
	other = open_sqlite("BEGIN EXCLUSIVE");
	begin_to_ask(AUTH_SOURCE_LOOKUP, "ann", "", &told);
	assert_int_equal(told.count, 0);
	sqlite3_close(other);
	while (!told.count)
		chains_turn();
	assert_int_equal(told.result, AUTH_SOURCE_FOUND);
}

static void test_auth_source__its_trouble_is_told_once(void **state)
{
	struct told told;

	(void)state;
	configure_sqlite();
	told = ask(AUTH_SOURCE_LOOKUP, "ann", "");
	assert_int_equal(told.result, AUTH_SOURCE_TEMP);
	assert_non_null(strstr(told.err.detail, "db"));
	add_to_sqlite("ann");
	assert_int_equal(look_up("ann"), AUTH_SOURCE_FOUND);
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, chains_begin, chains_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_auth_source__files_leave_the_hash_to_others),
		TEST(test_auth_source__a_proof_is_kept_for_its_password),
		TEST(test_auth_source__lists_come_in_pages),
		TEST(test_auth_source__an_answer_too_late_is_dropped),
		TEST(test_auth_source__trouble_is_not_kept),
		TEST(test_auth_source__a_change_holds_at_once),
		TEST(test_auth_source__the_loop_waits_for_no_lock),
		TEST(test_auth_source__its_trouble_is_told_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
