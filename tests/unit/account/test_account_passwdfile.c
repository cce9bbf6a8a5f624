/* SPDX-License-Identifier: MIT */
#include "account/account_field.h"
#include "account/account_passwdfile.h"

#include "sources.h"

#include "base/clock.h"

static char type[] = "passwd-file";
static char format_user[] = "%u";
static char format_local[] = "%n";

static struct config_source section;
static struct account_entry entry;
static struct err err;

static struct account_source *source_of(const char *path)
{
	static char file[256];
	struct account_source *source;

	snprintf(file, sizeof(file), "%s", path);
	section = test_section(type);
	section.file = file;
	section.user_format = format_user;
	assert_true(account_source_open(&test_config, &section, &source, &err));
	return source;
}

static void parse(const char *line)
{
	struct span key;

	assert_true(account_passwdfile_key(span_of(line), &key));
	account_passwdfile_key(span_of(line), &key);
	memset(&entry, 0, sizeof(entry));
	entry.account.uid = entry.account.gid = UINT32_MAX;
	assert_true(
		account_passwdfile_parse(span_of(line), "CRYPT", &entry, &err));
}

static void
test_account_passwdfile__a_line_gives_all_that_dovecot_reads(void **state)
{
	const struct account *a = &entry.account;

	(void)state;
	parse("a@b.org:{PLAIN}x y:1000:1001:Ann:/home/a:/bin/sh:"
	      "userdb_mail=maildir:~/mail:INDEX=/x "
	      "userdb_quota_rule=*:storage=10M "
	      "userdb_quota_rule2=Trash:ignore "
	      "allow_nets=192.0.2.0/24,2001:db8::/32 userdb_unheard=of");
	assert_string_equal(entry.password, "{PLAIN}x y");
	assert_int_equal(a->uid, 1000);
	assert_int_equal(a->gid, 1001);
	assert_string_equal(a->home, "/home/a");
	assert_string_equal(a->mail, "maildir:~/mail:INDEX=/x");
	assert_string_equal(a->quota_rules, "*:storage=10M,Trash:ignore");
	assert_string_equal(entry.allow_nets, "192.0.2.0/24,2001:db8::/32");
	assert_int_equal(a->state, ACCOUNT_ACTIVE);
}

static void test_account_passwdfile__short_lines_are_enough(void **state)
{
	(void)state;
	parse("ann:$6$abc");
	assert_string_equal(entry.password, "$6$abc");
	assert_int_equal(entry.account.uid, UINT32_MAX);
	parse("ann:abc");
	assert_string_equal(entry.password, "{CRYPT}abc");
	parse("ann:");
	assert_string_equal(entry.password, "");
	parse("ann:abc[34]:1:2::/h");
	assert_string_equal(entry.password, "{PLAIN-MD5}abc");
	parse("ann:x::::::nologin");
	assert_int_equal(entry.account.state, ACCOUNT_NOACCESS);
	parse("ann:x::::::nologin=Not today");
	assert_int_equal(entry.account.state, ACCOUNT_NOACCESS);
}

static void
test_account_passwdfile__what_cannot_be_used_is_temporary(void **state)
{
	static const char *const lines[] = {
		"ann:x:vmail:2::/h",
		"ann:x:1:-1::/h",
		"ann:x:1:2::/h::userdb_uid=vmail",
		"ann:x:1:2::/h::userdb_quota_rule=a,b",
		"ann:x:1:2::/h::userdb_quota_storage_size=lots",
		"ann:x:1:2::/h\x01::",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		account_field_begin(&entry, "ann");
		assert_false(account_passwdfile_parse(span_of(lines[i]),
						      "CRYPT", &entry, &err));
		assert_int_equal(err.kind, ERR_TEMP);
	}
}

static void
test_account_passwdfile__places_come_from_the_line_or_the_section(void **state)
{
	char *path = test_path("users");
	struct account_source *source = source_of(path);

	(void)state;
	test_write(path, "a@b.org:x\n"
			 "c@b.org:x:::::: userdb_home=/h%/c\n"
			 "d@b.org:x::::/h/d::userdb_mail=maildir:~/m\n"
			 "e@b.org:x::::/h/e::userdb_mail=mbox:~/m\n"
			 "f@b.org:x::::/h/../f\n"
			 "g@b.org:x::::h\n"
			 "i@b.org:x::::/h::userdb_mail=maildir:/v/%d/%n\n");
	assert_true(test_lookup(source, "a@b.org", &entry, &err));
	assert_string_equal(entry.account.mail, "/srv/mail/b.org/a/Maildir");
	assert_true(test_lookup(source, "c@b.org", &entry, &err));
	assert_string_equal(entry.account.mail, "/h%/c/Maildir");
	assert_true(test_lookup(source, "d@b.org", &entry, &err));
	assert_string_equal(entry.account.mail, "/h/d/m");
	assert_true(test_lookup(source, "i@b.org", &entry, &err));
	assert_string_equal(entry.account.mail, "/v/b.org/i");
	for (const char *c = "efg"; *c; c++) {
		char user[] = "?@b.org";

		user[0] = *c;
		assert_false(test_lookup(source, user, &entry, &err));
		assert_int_equal(err.kind, ERR_TEMP);
	}
	account_source_close(&source);
}

static void
test_account_passwdfile__a_change_is_seen_by_the_next_lookup(void **state)
{
	char *path = test_path("users");
	struct account_source *source = source_of(path);
	struct account_source *other;

	(void)state;
	test_replace(path, "ann:{PLAIN}1\n");
	assert_true(account_source_open(&test_config, &section, &other, &err));
	assert_true(test_lookup(source, "ann", &entry, &err));
	for (int i = 0; i < 20; i++) {
		char line[32];

		snprintf(line, sizeof(line), "ann:{PLAIN}%c\n", 'a' + i);
		if (i % 2)
			test_write(path, line); /* same size, same file */
		else
			test_replace(path, line);
		assert_true(test_lookup(source, "ann", &entry, &err));
		assert_int_equal(entry.password[7], 'a' + i);
		assert_true(test_lookup(other, "ann", &entry, &err));
		assert_int_equal(entry.password[7], 'a' + i);
	}
	account_source_close(&other);
	account_source_close(&source);
}

/* Written in place at that time. */
static void put_at(const char *path, const char *text, size_t len, int64_t us)
{
	const struct timespec at = { us / 1000000, us % 1000000 * 1000 };
	const struct timespec both[] = { at, at };

	test_put(path, text, len);
	assert_int_equal(utimensat(AT_FDCWD, path, both, 0), 0);
}

static void
test_account_passwdfile__a_half_written_file_changes_nothing(void **state)
{
	static const char whole[] = "ann:{PLAIN}1\nbob:{PLAIN}2\n";
	char *path = test_path("users");
	struct account_source *source = source_of(path);
	int64_t now = clock_now_us();

	(void)state;
	clock_fix_us(now);
	test_replace(path, whole);
	assert_true(test_lookup(source, "bob", &entry, &err));
	for (size_t cut = 0; cut < sizeof(whole) - 1; cut++) {
		put_at(path, whole, cut, now);
		assert_true(test_lookup(source, "ann", &entry, &err));
		assert_true(test_lookup(source, "bob", &entry, &err));
	}
	/* Left alone, it counts. */
	put_at(path, whole, strlen("ann:{PLAIN}1"), now);
	clock_fix_us(now + 10 * 1000 * 1000);
	assert_true(test_lookup(source, "ann", &entry, &err));
	assert_false(test_lookup(source, "bob", &entry, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	clock_fix_us(-1);
	account_source_close(&source);
}

static void
test_account_passwdfile__a_damaged_file_changes_nothing(void **state)
{
	char *path = test_path("users");
	struct account_source *source = source_of(path);

	(void)state;
	test_replace(path, "ann:{PLAIN}1\n");
	assert_true(test_lookup(source, "ann", &entry, &err));
	test_replace(path, "ann:{PLAIN}2\nno colon here\n");
	assert_true(test_lookup(source, "ann", &entry, &err));
	assert_string_equal(entry.password, "{PLAIN}1");
	account_source_close(&source);
	/* Nothing read before: trouble, never "no such user". */
	source = source_of(path);
	assert_false(test_lookup(source, "ann", &entry, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	assert_non_null(strstr(err.detail, "users:2"));
	test_put(path, "ann:{PLAIN}\0\n", 13);
	assert_false(test_lookup(source, "ann", &entry, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	unlink(path);
	assert_false(test_lookup(source, "ann", &entry, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	account_source_close(&source);
}

static void
test_account_passwdfile__two_lines_for_a_user_are_trouble(void **state)
{
	char *path = test_path("users");
	struct account_source *source = source_of(path);

	(void)state;
	test_replace(path, "ann:{PLAIN}1\nAnn:{PLAIN}2\nBob:{PLAIN}3\n");
	assert_false(test_lookup(source, "ann", &entry, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	assert_true(test_lookup(source, "bob", &entry, &err));
	assert_string_equal(entry.account.user, "bob");
	assert_false(test_lookup(source, "bo", &entry, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	account_source_close(&source);
}

static void
test_account_passwdfile__a_domain_may_have_its_own_file(void **state)
{
	struct account_source *source = source_of(test_path("%d/users"));

	(void)state;
	section.user_format = format_local;
	mkdir(test_path("b.org"), 0700);
	test_replace(test_path("b.org/users"), "ann:{PLAIN}1\n");
	assert_true(test_lookup(source, "ann@b.org", &entry, &err));
	assert_string_equal(entry.account.home, "/srv/mail/b.org/ann");
	assert_false(test_lookup(source, "ann@c.org", &entry, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_false(test_lookup(source, "ann", &entry, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	account_source_close(&source);
	/* A folder of files that is away may hold any domain. */
	source = source_of(test_path("away/%d"));
	assert_false(test_lookup(source, "ann@b.org", &entry, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	account_source_close(&source);
}

static void test_account_passwdfile__users_are_listed_in_order(void **state)
{
	static const char *const names[] = { "a.b@x.org", "a@x.org", "b", "z" };
	char *path = test_path("users");
	struct account_source *source = source_of(path);
	char after[256] = "";

	(void)state;
	test_replace(path, "# all of them\nZ:x\n\na@x.org:x\nb:x\n"
			   "bad:x:bad\na.b@x.org:x\n");
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		assert_true(source->kind->next(source, after, &entry, &err));
		assert_string_equal(entry.account.user, names[i]);
		snprintf(after, sizeof(after), "%s", entry.account.user);
	}
	assert_false(source->kind->next(source, after, &entry, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	account_source_close(&source);
}

static void test_account_passwdfile__a_hundred_thousand_users(void **state)
{
	enum {
		USERS = 100000
	};
	char *path = test_path("users");
	struct account_source *source = source_of(path);
	struct buf text;
	char user[64];

	(void)state;
	buf_init(&text, 64 << 20);
	for (unsigned i = 0; i < USERS; i++)
		buf_add_format(&text, "user%u@b.org:{PLAIN}%u:1:2::/h/%u\n",
			       i * 7919 % USERS, i, i);
	test_replace(path, buf_str(&text));
	for (unsigned i = 0; i < USERS; i += 997) {
		snprintf(user, sizeof(user), "user%u@b.org", i);
		assert_true(test_lookup(source, user, &entry, &err));
	}
	buf_release(&text);
	account_source_close(&source);
}

int main(void)
{
#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(test_account_passwdfile__##name,       \
					test_dir_make, test_dir_remove)
	const struct CMUnitTest tests[] = {
		T(a_line_gives_all_that_dovecot_reads),
		T(short_lines_are_enough),
		T(what_cannot_be_used_is_temporary),
		T(places_come_from_the_line_or_the_section),
		T(a_change_is_seen_by_the_next_lookup),
		T(a_half_written_file_changes_nothing),
		T(a_damaged_file_changes_nothing),
		T(two_lines_for_a_user_are_trouble),
		T(a_domain_may_have_its_own_file),
		T(users_are_listed_in_order),
		T(a_hundred_thousand_users),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
