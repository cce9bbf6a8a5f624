/* SPDX-License-Identifier: MIT */
#include "account/account_vpasswd.h"

#include "sources.h"

#include <cdb.h>

#include "account/account_field.h"

static char type[] = "vpopmail";

static struct config_source section;
static struct account_entry entry;
static struct err err;

/* The vpasswd lines of a domain. */
static void put_domain(const char *name, const char *lines)
{
	char path[128];

	snprintf(path, sizeof(path), "domains/%s", name);
	mkdir(test_path("domains"), 0700);
	mkdir(test_path(path), 0700);
	snprintf(path, sizeof(path), "domains/%s/vpasswd", name);
	test_replace(test_path(path), lines);
}

/* alias may be NULL. */
static size_t assign_line(char *out, size_t size, const char *alias,
			  const char *name)
{
	return (size_t)snprintf(out, size, "+%s-:%s:89:90:%s/domains/%s:-::\n",
				alias ? alias : name, name, test_dir, name);
}

static struct account_source *source_of(const char *domains_file)
{
	static char file[256];
	struct account_source *source;

	snprintf(file, sizeof(file), "%s", domains_file);
	section = test_section(type);
	section.domains_file = file;
	assert_true(account_source_open(&test_config, &section, &source, &err));
	return source;
}

/* a.org with an alias, b.org. */
static struct account_source *two_domains(void)
{
	char *assign = test_path("assign");
	char text[1024] = "=alias:alias:7790:2108:/var/qmail/alias:::\n";
	size_t len = strlen(text);

	len += assign_line(text + len, sizeof(text) - len, NULL, "b.org");
	len += assign_line(text + len, sizeof(text) - len, "alias.org",
			   "a.org");
	len += assign_line(text + len, sizeof(text) - len, NULL, "a.org");
	snprintf(text + len, sizeof(text) - len, ".\n");
	test_replace(assign, text);
	put_domain("a.org", "bob:$1$x:1:0:Bob:/v/a/bob:NOQUOTA\n"
			    "ann:$1$x:1:0:Ann:/v/a/0/ann:5242880S,100C:geheim\n"
			    "ann.x:$1$x:1:0:X:/v/a/x:NOQUOTA\n");
	put_domain("b.org", "ann:$1$y:2:26:Ann B:/v/b/ann:10MB:apop\n");
	return source_of(assign);
}

static void add_cdb(struct cdb_make *make, struct span key, struct span value)
{
	assert_int_equal(cdb_make_add(make, key.ptr, (unsigned)key.len,
				      value.ptr, (unsigned)value.len),
			 0);
}

/* Both keys have the value. */
static void put_cdb(const char *path, struct span key, struct span other,
		    struct span value)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct cdb_make make;

	assert_int_equal(cdb_make_start(&make, fd), 0);
	add_cdb(&make, key, value);
	add_cdb(&make, other, value);
	assert_int_equal(cdb_make_finish(&make), 0);
	close(fd);
}

static void
test_account_vpopmail__the_line_says_home_quota_and_flags(void **state)
{
	struct account_source *source = two_domains();
	const struct account *a = &entry.account;

	(void)state;
	assert_true(test_lookup(source, "ann@a.org", &entry, &err));
	assert_string_equal(a->user, "ann@a.org");
	assert_string_equal(a->home, "/v/a/0/ann");
	assert_string_equal(a->mail, "/v/a/0/ann/Maildir");
	assert_int_equal(a->uid, 89);
	assert_int_equal(a->gid, 90);
	assert_int_equal(a->quota_bytes, 5242880);
	assert_int_equal(a->quota_messages, 100);
	assert_string_equal(entry.name, "Ann");
	assert_string_equal(entry.password, "{PLAIN}geheim");
	assert_true(test_lookup(source, "bob@a.org", &entry, &err));
	assert_string_equal(entry.password, "$1$x");
	assert_int_equal(a->quota_bytes, 0);
	assert_true(test_lookup(source, "ann@b.org", &entry, &err));
	assert_int_equal(a->quota_bytes, 10485760);
	assert_int_equal(entry.closed_services,
			 ACCOUNT_POP3 | ACCOUNT_IMAP | ACCOUNT_LMTP);
	account_source_close(&source);
}

static void test_account_vpopmail__an_alias_domain_is_the_real_one(void **state)
{
	struct account_source *source = two_domains();

	(void)state;
	assert_true(test_lookup(source, "ann@alias.org", &entry, &err));
	assert_string_equal(entry.account.user, "ann@a.org");
	account_source_close(&source);
}

static void
test_account_vpopmail__unknown_and_trouble_are_told_apart(void **state)
{
	struct account_source *source = two_domains();

	(void)state;
	assert_false(test_lookup(source, "eve@a.org", &entry, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_false(test_lookup(source, "ann@c.org", &entry, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_false(test_lookup(source, "ann", &entry, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	unlink(test_path("domains/a.org/vpasswd"));
	assert_false(test_lookup(source, "ann@a.org", &entry, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	unlink(test_path("assign"));
	assert_false(test_lookup(source, "ann@c.org", &entry, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	account_source_close(&source);
}

static void test_account_vpopmail__cdb_goes_before_text(void **state)
{
	struct account_source *source = two_domains();
	char *path = test_path("domains/a.org/vpasswd.cdb");

	(void)state;
	put_cdb(path, SPAN("ann"), SPAN("ann.x"),
		SPAN("$1$z:1:0:Ann:/v/new/ann:NOQUOTA"));
	assert_true(test_lookup(source, "ann@a.org", &entry, &err));
	assert_string_equal(entry.account.home, "/v/new/ann");
	assert_false(test_lookup(source, "bob@a.org", &entry, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	for (size_t cut = 0; cut < 2100; cut += 300) {
		assert_int_equal(truncate(path, (off_t)(2100 - cut)), 0);
		if (test_lookup(source, "ann@a.org", &entry, &err))
			continue;
		assert_true(err.kind == ERR_TEMP || err.kind == ERR_NOTFOUND);
	}
	test_write(path, "");
	assert_false(test_lookup(source, "ann@a.org", &entry, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	account_source_close(&source);
}

static void test_account_vpopmail__domains_may_be_in_qmails_cdb(void **state)
{
	char *path = test_path("cdb");
	struct account_source *source = two_domains();
	char value[256];
	int len = snprintf(value, sizeof(value),
			   "a.org%c89%c90%c%s/domains/a.org%c-%c%c", 0, 0, 0,
			   test_dir, 0, 0, 0);

	(void)state;
	account_source_close(&source);
	put_cdb(path, SPAN("!alias.org-"), SPAN("!a.org-"),
		span_make(value, (size_t)len));
	source = source_of(path);
	assert_true(test_lookup(source, "bob@alias.org", &entry, &err));
	assert_string_equal(entry.account.user, "bob@a.org");
	assert_int_equal(entry.account.gid, 90);
	assert_false(test_lookup(source, "bob@b.org", &entry, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	/* The list is made of the text beside it. */
	assert_true(source->kind->next(source, "", &entry, &err));
	assert_string_equal(entry.account.user, "ann.x@a.org");
	account_source_close(&source);
}

static bool verify(struct account_source *source, const char *user,
		   enum account_proof proof, const char *secret)
{
	const struct account_attempt attempt = {
		.query = { user, "imap", "", "" },
		.proof = proof,
		.secret = span_of(secret),
	};

	return source->kind->verify(source, &attempt, &entry, &err);
}

static void
test_account_vpopmail__a_plain_password_is_the_hashed_one(void **state)
{
	/* of "secret" */
	static const char lines[] =
		"ann:$1$wAhbqKla$l6o1ZBeyEZJMsuemnnFBI0:1:0:Ann:/v/ann::apop\n"
		"bob:$1$wAhbqKla$l6o1ZBeyEZJMsuemnnFBI0:1:0:Bob:/v/bob:\n"
		"eve::1:0:Eve:/v/eve::apop\n";
	struct account_source *source = two_domains();

	(void)state;
	put_domain("a.org", lines);
	assert_true(
		verify(source, "ann@a.org", ACCOUNT_PROOF_PASSWORD, "secret"));
	assert_string_equal(entry.account.home, "/v/ann");
	assert_false(
		verify(source, "ann@a.org", ACCOUNT_PROOF_PASSWORD, "apop"));
	assert_int_equal(err.kind, ERR_DENIED);
	/* One password alone is what lookup gives. */
	assert_false(
		verify(source, "bob@a.org", ACCOUNT_PROOF_PASSWORD, "secret"));
	assert_int_equal(err.kind, ERR_STATE);
	assert_false(
		verify(source, "eve@a.org", ACCOUNT_PROOF_PASSWORD, "apop"));
	assert_int_equal(err.kind, ERR_STATE);
	assert_false(verify(source, "ann@a.org", ACCOUNT_PROOF_APOP, "x"));
	assert_int_equal(err.kind, ERR_STATE);
	assert_false(verify(source, "who@a.org", ACCOUNT_PROOF_PASSWORD, "x"));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	account_source_close(&source);
}

static void test_account_vpopmail__all_domains_are_listed_in_order(void **state)
{
	static const char *const names[] = { "ann.x@a.org", "ann@a.org",
					     "ann@b.org", "bob@a.org" };
	struct account_source *source = two_domains();
	char after[256] = "";

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		assert_true(source->kind->next(source, after, &entry, &err));
		assert_string_equal(entry.account.user, names[i]);
		snprintf(after, sizeof(after), "%s", names[i]);
	}
	assert_false(source->kind->next(source, after, &entry, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	account_source_close(&source);
}

static void
test_account_vpopmail__what_cannot_be_used_is_temporary(void **state)
{
	static const char *const rests[] = {
		"x:1:0:Ann:v/ann:NOQUOTA",
		"x:1:0:Ann:",
		"x:1:zero:Ann:/v/ann:",
		"x:1:0:Ann:/v/ann:lots",
		"x:1:0:Ann:/v/ann:5S,nine",
		"x:1",
		"",
	};
	struct span clear;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rests); i++) {
		account_field_begin(&entry, "ann@a.org");
		assert_false(account_vpasswd_parse(span_of(rests[i]), "CRYPT",
						   0, &entry, &clear, &err));
		assert_int_equal(err.kind, ERR_TEMP);
	}
}

static void
test_account_vpasswd__limits_of_a_domain_close_services(void **state)
{
	const struct span rest = SPAN("x:1:0:Ann:/home/ann:NOQUOTA");
	const struct span over = SPAN("x:1:8192:Ann:/home/ann:NOQUOTA");
	struct span clear;
	uint32_t closed;

	(void)state;
	assert_int_equal(account_vpasswd_limits(SPAN("")), 0);
	assert_int_equal(account_vpasswd_limits(SPAN("# disable_pop\n"
						     "disable_popx\nquota: 1")),
			 0);
	closed = account_vpasswd_limits(
		SPAN("maxpopaccounts: 5\ndisable_pop\r\ndisable_smtp: 1\n"
		     "disable_imap"));
	assert_int_equal(closed, ACCOUNT_POP3 | ACCOUNT_SMTP | ACCOUNT_IMAP);
	assert_true(account_vpasswd_parse(rest, "CRYPT", closed, &entry, &clear,
					  &err));
	assert_int_equal(entry.closed_services, closed);
	assert_true(account_vpasswd_parse(over, "CRYPT", closed, &entry, &clear,
					  &err));
	assert_int_equal(entry.closed_services, 0);
}

int main(void)
{
#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(test_account_vpopmail__##name,         \
					test_dir_make, test_dir_remove)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_account_vpasswd__limits_of_a_domain_close_services),
		T(the_line_says_home_quota_and_flags),
		T(an_alias_domain_is_the_real_one),
		T(unknown_and_trouble_are_told_apart),
		T(cdb_goes_before_text),
		T(domains_may_be_in_qmails_cdb),
		T(a_plain_password_is_the_hashed_one),
		T(all_domains_are_listed_in_order),
		T(what_cannot_be_used_is_temporary),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
