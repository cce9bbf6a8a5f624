/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include "account/account_sqlite.h"

static char dir[64];
static char path[96];

static int make_dir(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/fumikura-test-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof(path), "%s/accounts.sqlite", dir);
	return 0;
}

static int remove_dir(void **state)
{
	static const char *const tails[] = { "", "-wal", "-shm" };
	char name[128];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
		snprintf(name, sizeof(name), "%s%s", path, tails[i]);
		unlink(name);
	}
	return rmdir(dir);
}

static struct account_sqlite *handle(bool create)
{
	struct account_sqlite_options options = {
		.path = path,
		.mail_home = "/srv/mail/%d/%n",
		.mail_dir = "%h/Maildir",
		.create = create,
		.owner_uid = (uid_t)-1,
		.owner_gid = (gid_t)-1,
	};
	return account_sqlite_new(&options);
}

static struct account_entry user(const char *name)
{
	struct account_entry row = { .password = "{PLAIN}x" };

	snprintf(row.account.user, sizeof(row.account.user), "%s", name);
	return row;
}

static void run_sql(const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 1000);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void test_account_sqlite__a_missing_file_is_trouble(void **state)
{
	struct account_sqlite *reader = handle(false);
	struct account_sqlite *writer = handle(true);
	struct account_entry row;
	struct err err;

	(void)state;
	assert_false(account_sqlite_lookup(reader, "a", &row, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	assert_false(account_sqlite_lookup(writer, "a", &row, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_false(account_sqlite_lookup(reader, "a", &row, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	account_sqlite_free(&reader);
	account_sqlite_free(&writer);
}

static void test_account_sqlite__limits_are_changed(void **state)
{
	struct account_sqlite *db = handle(true);
	struct account_entry row = user("limits@b.c");
	struct account_entry got;
	struct err err;

	(void)state;
	assert_true(account_sqlite_add(db, &row, NULL, &err));
	assert_true(account_sqlite_set_limits(db, row.account.user, 5 << 20, 7,
					      &err));
	assert_true(account_sqlite_lookup(db, row.account.user, &got, &err));
	assert_int_equal(got.account.quota_bytes, 5 << 20);
	assert_int_equal(got.account.quota_messages, 7);
	assert_false(account_sqlite_set_limits(db, row.account.user, UINT64_MAX,
					       7, &err));
	assert_int_equal(err.kind, ERR_LIMIT);
	assert_false(account_sqlite_set_limits(db, "nobody@b.c", 1, 0, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	account_sqlite_free(&db);
}

static void test_account_sqlite__a_user_lives(void **state)
{
	struct account_sqlite *reader = handle(false);
	struct account_sqlite *writer = handle(true);
	struct account_entry row = user("a@b.c");
	struct account_entry got;
	struct err err;

	(void)state;
	row.account.quota_bytes = 1000;
	assert_true(account_sqlite_add(writer, &row, NULL, &err));
	assert_true(account_sqlite_lookup(reader, "a@b.c", &got, &err));
	assert_string_equal(got.account.home, "/srv/mail/b.c/a");
	assert_string_equal(got.account.mail, "/srv/mail/b.c/a/Maildir");
	assert_string_equal(got.password, "{PLAIN}x");
	assert_int_equal(got.account.quota_bytes, 1000);
	assert_int_equal(got.account.state, ACCOUNT_ACTIVE);
	assert_false(account_sqlite_add(writer, &row, NULL, &err));
	assert_int_equal(err.kind, ERR_EXISTS);

	assert_true(account_sqlite_replace_password(writer, "a@b.c", "{PLAIN}x",
						    "{PLAIN}y", &err));
	assert_true(account_sqlite_set_state(writer, "a@b.c", ACCOUNT_NOACCESS,
					     &err));
	assert_true(account_sqlite_lookup(reader, "a@b.c", &got, &err));
	assert_string_equal(got.password, "{PLAIN}y");
	assert_int_equal(got.account.state, ACCOUNT_NOACCESS);

	assert_true(account_sqlite_delete(writer, "a@b.c", &err));
	assert_false(account_sqlite_lookup(reader, "a@b.c", &got, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_false(account_sqlite_delete(writer, "a@b.c", &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	account_sqlite_free(&reader);
	account_sqlite_free(&writer);
}

static void test_account_sqlite__an_inactive_row_is_disabled(void **state)
{
	struct account_sqlite *db = handle(true);
	struct account_entry row = user("a@b.c");
	struct err err;

	(void)state;
	assert_true(account_sqlite_add(db, &row, NULL, &err));
	run_sql("UPDATE domain SET active = 0");
	assert_true(account_sqlite_lookup(db, "a@b.c", &row, &err));
	assert_int_equal(row.account.state, ACCOUNT_DISABLED);
	run_sql("UPDATE domain SET active = 1; UPDATE mailbox SET active = 0");
	assert_true(account_sqlite_lookup(db, "a@b.c", &row, &err));
	assert_int_equal(row.account.state, ACCOUNT_DISABLED);
	account_sqlite_free(&db);
}

static void test_account_sqlite__maildir_overrides_the_template(void **state)
{
	struct account_sqlite *db = handle(true);
	struct account_entry row = user("a@b.c");
	struct err err;

	(void)state;
	assert_true(account_sqlite_add(db, &row, "b.c/a/", &err));
	assert_true(account_sqlite_lookup(db, "a@b.c", &row, &err));
	assert_string_equal(row.account.mail, "/srv/mail/b.c/a");
	run_sql("UPDATE mailbox SET maildir = '/x/y'");
	assert_true(account_sqlite_lookup(db, "a@b.c", &row, &err));
	assert_string_equal(row.account.mail, "/x/y");
	run_sql("UPDATE mailbox SET maildir = 'b.c/../../etc'");
	assert_false(account_sqlite_lookup(db, "a@b.c", &row, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	account_sqlite_free(&db);
}

static void test_account_sqlite__the_list_passes_over_bad_rows(void **state)
{
	static const char *const names[] = { "c", "a", "b", "d" };
	struct account_sqlite *db = handle(true);
	struct account_entry row;
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		row = user(names[i]);
		assert_true(account_sqlite_add(db, &row, NULL, &err));
	}
	run_sql("UPDATE mailbox SET quota = -1 WHERE username = 'b'");
	row = user("");
	assert_true(account_sqlite_next(db, "", &row, &err));
	assert_string_equal(row.account.user, "a");
	assert_true(account_sqlite_next(db, "a", &row, &err));
	assert_string_equal(row.account.user, "c");
	assert_true(account_sqlite_next(db, "c", &row, &err));
	assert_string_equal(row.account.user, "d");
	assert_false(account_sqlite_next(db, "d", &row, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_false(account_sqlite_lookup(db, "b", &row, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	account_sqlite_free(&db);
}

static void test_account_sqlite__a_replaced_file_is_seen(void **state)
{
	struct account_sqlite *reader = handle(false);
	struct account_sqlite *writer = handle(true);
	struct account_entry row = user("old");
	struct err err;

	(void)state;
	assert_true(account_sqlite_add(writer, &row, NULL, &err));
	assert_true(account_sqlite_lookup(reader, "old", &row, &err));
	account_sqlite_free(&writer);
	account_sqlite_free(&reader);
	reader = handle(false);
	assert_true(account_sqlite_lookup(reader, "old", &row, &err));
	unlink(path);
	assert_false(account_sqlite_lookup(reader, "old", &row, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	writer = handle(true);
	row = user("new");
	assert_true(account_sqlite_add(writer, &row, NULL, &err));
	assert_true(account_sqlite_lookup(reader, "new", &row, &err));
	assert_false(account_sqlite_lookup(reader, "old", &row, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	account_sqlite_free(&reader);
	account_sqlite_free(&writer);
}

static void test_account_sqlite__damage_is_trouble_not_absence(void **state)
{
	struct account_sqlite *db = handle(false);
	FILE *file = fopen(path, "w");
	struct account_entry row;
	struct err err;

	(void)state;
	assert_non_null(file);
	for (int i = 0; i < 1000; i++)
		fputs("not a database ", file);
	fclose(file);
	assert_false(account_sqlite_lookup(db, "a", &row, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	account_sqlite_free(&db);
}

/* As the first version made it. */
static const char version_1[] =
	"CREATE TABLE domain (domain TEXT NOT NULL PRIMARY KEY,"
	" active INTEGER NOT NULL DEFAULT 1);"
	"CREATE TABLE mailbox (username TEXT NOT NULL PRIMARY KEY,"
	" password TEXT NOT NULL, name TEXT NOT NULL DEFAULT '',"
	" maildir TEXT NOT NULL DEFAULT '', quota INTEGER NOT NULL DEFAULT 0,"
	" quota_messages INTEGER NOT NULL DEFAULT 0,"
	" quota_rules TEXT NOT NULL DEFAULT '',"
	" message_bytes INTEGER NOT NULL DEFAULT 0, local_part TEXT NOT NULL,"
	" domain TEXT NOT NULL, modified TEXT,"
	" active INTEGER NOT NULL DEFAULT 1,"
	" state TEXT NOT NULL DEFAULT 'active');"
	"INSERT INTO mailbox (username, password, local_part, domain)"
	" VALUES ('old@example.org', 'x', 'old', 'example.org');"
	"PRAGMA user_version = 1;";

static void
test_account_sqlite__tables_of_the_first_version_are_upgraded(void **state)
{
	struct account_sqlite *db = handle(false), *other = handle(false);
	struct account_entry row;
	struct err err;

	(void)state;
	run_sql(version_1);
	assert_true(account_sqlite_lookup(db, "old@example.org", &row, &err));
	assert_string_equal(row.apop_secret, "");
	assert_true(account_sqlite_set_apop(other, "old@example.org",
					    "{PLAIN}secret", &err));
	assert_true(account_sqlite_lookup(db, "old@example.org", &row, &err));
	assert_string_equal(row.apop_secret, "{PLAIN}secret");
	run_sql("PRAGMA user_version = 3");
	account_sqlite_free(&db);
	db = handle(false);
	assert_false(account_sqlite_lookup(db, "old@example.org", &row, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	account_sqlite_free(&db);
	account_sqlite_free(&other);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_dir, remove_dir)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_account_sqlite__tables_of_the_first_version_are_upgraded),
		TEST(test_account_sqlite__a_missing_file_is_trouble),
		TEST(test_account_sqlite__a_user_lives),
		TEST(test_account_sqlite__limits_are_changed),
		TEST(test_account_sqlite__an_inactive_row_is_disabled),
		TEST(test_account_sqlite__maildir_overrides_the_template),
		TEST(test_account_sqlite__the_list_passes_over_bad_rows),
		TEST(test_account_sqlite__a_replaced_file_is_seen),
		TEST(test_account_sqlite__damage_is_trouble_not_absence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
