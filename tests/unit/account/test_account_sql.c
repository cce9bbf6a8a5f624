/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "account/account_names.h"
#include "account/account_sql_answer.h"
#include "account/account_sql_schema.h"

static const struct account_sql_base base = { "/srv/mail/%d/%n", "%h/Maildir",
					      "", "MD5-CRYPT" };

/* ---- queries ---- */

static void test_account_sql__placeholders_become_question_marks(void **state)
{
	struct account_sql_query query;
	struct err err;

	(void)state;
	assert_true(account_sql_parse("a %{local} 10% like '%x' %{domain}"
				      "%{remote_ip}%{service}%{local_ip}"
				      "%{user}%{old}%{new}",
				      &query, &err));
	assert_string_equal(query.text, "a ? 10% like '%x' ???????");
	assert_int_equal(query.count, 8);
	assert_int_equal(query.place[0], ACCOUNT_SQL_LOCAL);
	assert_int_equal(query.place[1], ACCOUNT_SQL_DOMAIN);
	assert_int_equal(query.place[7], ACCOUNT_SQL_NEW);
	account_sql_query_release(&query);
}

static void test_account_sql__values_belong_to_placeholders(void **state)
{
	const struct account_query who = { "ann@example.org", "imap", "::1",
					   "192.0.2.1" };
	const struct account_sql_values values = { &who, "o", "n", "5", "3" };
	static const char *const expected[] = {
		[ACCOUNT_SQL_USER] = "ann@example.org",
		[ACCOUNT_SQL_LOCAL] = "ann",
		[ACCOUNT_SQL_DOMAIN] = "example.org",
		[ACCOUNT_SQL_SERVICE] = "imap",
		[ACCOUNT_SQL_LOCAL_IP] = "::1",
		[ACCOUNT_SQL_REMOTE_IP] = "192.0.2.1",
		[ACCOUNT_SQL_OLD] = "o",
		[ACCOUNT_SQL_NEW] = "n",
		[ACCOUNT_SQL_EXPIRES] = "5",
		[ACCOUNT_SQL_NOW] = "3",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(expected); i++)
		assert_true(span_eq(
			account_sql_value(&values, (enum account_sql_place)i),
			span_of(expected[i])));
}

static void test_account_sql__bad_queries_are_refused(void **state)
{
	static const char *const bad[] = {
		"x = '%{user}'",
		"x = \"%{user}\"",
		"x = %{nobody}",
		"x = %{user",
		"%{user}%{user}%{user}%{user}%{user}%{user}%{user}%{user}"
		"%{user}%{user}%{user}%{user}%{user}%{user}%{user}%{user}"
		"%{user}",
	};
	struct account_sql_query query;
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_false(account_sql_parse(bad[i], &query, &err));
		assert_int_equal(err.kind, ERR_SYNTAX);
	}
	assert_true(account_sql_parse("  ", &query, &err));
	assert_null(query.text);
}

/* ---- rows ---- */

struct pair {
	const char *name;
	const char *text;
};

static bool take(const char *asked, const struct pair *pairs,
		 struct account_entry *out, struct err *err)
{
	struct account_sql_cell cell[ACCOUNT_SQL_COLUMNS_MAX];
	size_t n = 0;

	for (; pairs[n].name; n++) {
		cell[n].name = pairs[n].name;
		cell[n].text = span_of(pairs[n].text);
	}
	return account_sql_entry(&base, asked, cell, n, out, err);
}

static void test_account_sql__a_row_becomes_an_entry(void **state)
{
	const struct pair row[] = {
		{ "USERNAME", "Ann@Example.org" },
		{ "password", "abcdef" },
		{ "name", "Ann" },
		{ "uid", "5000" },
		{ "gid", "5001" },
		{ "quota", "1024S,10C" },
		{ "message_bytes", "77" },
		{ "quota_rules", "Trash:+1M" },
		{ "services", "imap, SMTP" },
		{ "allow_nets", "192.0.2.0/24" },
		{ "delivery", "nolocal, Reply" },
		{ "host", "node2" },
		{ "state", "noaccess" },
		{ "settings", NULL },
		{ NULL, NULL },
	};
	struct account_entry e;
	struct err err;

	(void)state;
	assert_true(take("ann@example.org", row, &e, &err));
	assert_string_equal(e.account.user, "ann@example.org");
	assert_string_equal(e.account.home, "/srv/mail/example.org/ann");
	assert_string_equal(e.account.mail,
			    "/srv/mail/example.org/ann/Maildir");
	assert_string_equal(e.password, "{MD5-CRYPT}abcdef");
	assert_string_equal(e.name, "Ann");
	assert_int_equal(e.account.uid, 5000);
	assert_int_equal(e.account.gid, 5001);
	assert_int_equal(e.account.quota_bytes, 1024);
	assert_int_equal(e.account.quota_messages, 10);
	assert_int_equal(e.account.message_bytes, 77);
	assert_string_equal(e.account.quota_rules, "Trash:+1M");
	assert_int_equal(e.closed_services,
			 ACCOUNT_POP3 | ACCOUNT_SIEVE | ACCOUNT_LMTP);
	assert_string_equal(e.allow_nets, "192.0.2.0/24");
	assert_int_equal(e.delivery, ACCOUNT_NO_LOCAL | ACCOUNT_REPLY);
	assert_string_equal(e.host, "node2");
	assert_int_equal(e.account.state, ACCOUNT_NOACCESS);
}

static void test_account_sql__no_columns_mean_a_plain_user(void **state)
{
	const struct pair row[] = { { NULL, NULL } };
	struct account_entry e;
	struct err err;

	(void)state;
	assert_true(take("ann", row, &e, &err));
	assert_string_equal(e.account.user, "ann");
	assert_int_equal(e.account.uid, UINT32_MAX);
	assert_int_equal(e.account.state, ACCOUNT_ACTIVE);
	assert_string_equal(e.password, "");
}

static void test_account_sql__another_user_is_no_such_user(void **state)
{
	static const char *const others[] = { "\xc3\xa4nn@example.org",
					      "bob@example.org",
					      "ann@example.com" };
	struct account_entry e;
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		const struct pair row[] = { { "username", others[i] },
					    { NULL, NULL } };
		const struct pair local[] = { { "local_part", "b" },
					      { NULL, NULL } };

		assert_false(take("ann@example.org", row, &e, &err));
		assert_int_equal(err.kind, ERR_NOTFOUND);
		assert_false(take("ann@example.org", local, &e, &err));
		assert_int_equal(err.kind, ERR_NOTFOUND);
	}
}

static void test_account_sql__an_alias_leads_to_its_user(void **state)
{
	const struct pair row[] = { { "real_user", "Ann@example.org" },
				    { NULL, NULL } };
	struct account_entry e;
	struct err err;

	(void)state;
	assert_true(take("ann@alias.example", row, &e, &err));
	assert_string_equal(e.account.user, "ann@example.org");
	assert_string_equal(e.account.home, "/srv/mail/example.org/ann");
}

static void test_account_sql__unusable_rows_are_corrupt(void **state)
{
	static const struct pair bad[] = {
		{ "acive", "0" },
		{ "active", "perhaps" },
		{ "state", "gone" },
		{ "uid", "-1" },
		{ "quota_bytes", "1.5" },
		{ "quota", "much" },
		{ "services", "imap,gopher" },
		{ "delivery", "nolocal,perhaps" },
		{ "home", "relative" },
		{ "home", "/srv/../etc" },
		{ "mail", "x" },
		{ "maildir", "../../etc" },
		{ "real_user", "a/b" },
	};
	struct account_entry e;
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		const struct pair row[] = { bad[i], { NULL, NULL } };

		assert_false(take("ann@example.org", row, &e, &err));
		assert_int_equal(err.kind, ERR_CORRUPT);
	}
}

static void test_account_sql__inactive_is_disabled(void **state)
{
	static const char *const no[] = { "0", "f", "N", "false" };
	static const char *const yes[] = { "1", "t", "Y", "TRUE" };
	struct account_entry e;
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(no); i++) {
		const struct pair off[] = { { "active", no[i] },
					    { NULL, NULL } };
		const struct pair on[] = { { "active", yes[i] },
					   { NULL, NULL } };

		assert_true(take("ann", off, &e, &err));
		assert_int_equal(e.account.state, ACCOUNT_DISABLED);
		assert_true(take("ann", on, &e, &err));
		assert_int_equal(e.account.state, ACCOUNT_ACTIVE);
	}
}

static void test_account_sql__vpopmail_flags_close_services(void **state)
{
	const struct pair row[] = { { "vpopmail_flags", "2074" },
				    { NULL, NULL } };
	struct account_entry e;
	struct err err;

	(void)state;
	assert_true(take("ann", row, &e, &err));
	assert_int_equal(e.closed_services, ACCOUNT_POP3 | ACCOUNT_IMAP |
						    ACCOUNT_LMTP |
						    ACCOUNT_SMTP);
}

/* ---- places ---- */

static void test_account_sql_place__paths(void **state)
{
	static const struct {
		const char *home, *mail, *maildir;
		const char *want_home, *want_mail;
	} cases[] = {
		{ "", "", "example.org/ann/", "/srv/mail/example.org/ann",
		  "/srv/mail/example.org/ann" },
		{ "", "", "/x//y/", "/srv/mail/example.org/ann", "/x/y" },
		{ "/h/100%", "", "", "/h/100%", "/h/100%/Maildir" },
		{ "/h/", "/m/", "ignored", "/h", "/m" },
	};
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct account a = { .user = "ann@example.org" };

		assert_true(account_sql_place(&base, cases[i].home,
					      cases[i].mail, cases[i].maildir,
					      &a, &err));
		assert_string_equal(a.home, cases[i].want_home);
		assert_string_equal(a.mail, cases[i].want_mail);
	}
}

static void test_account_sql_place__base_of_maildirs(void **state)
{
	const struct account_sql_base elsewhere = { "/srv/mail/%d/%n",
						    "%h/Maildir", "/vmail",
						    "" };
	struct account a = { .user = "ann@example.org" };
	struct err err;

	(void)state;
	assert_true(account_sql_place(&elsewhere, "", "", "o/a/", &a, &err));
	assert_string_equal(a.mail, "/vmail/o/a");
}

/* ---- answers ---- */

static void test_account_sql_answer__two_rows_are_trouble(void **state)
{
	const struct account_sql_cell mine = { "username", SPAN("ann") };
	const struct account_sql_cell other = { "username",
						SPAN("\xc3\xa4nn") };
	struct account_sql_answer answer;
	struct account_entry e;
	struct err err;

	(void)state;
	account_sql_answer_begin(&answer, &base, "ann", &e);
	assert_true(account_sql_answer_row(&answer, &other, 1, &err));
	assert_false(account_sql_answer_end(&answer, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_true(account_sql_answer_row(&answer, &mine, 1, &err));
	assert_true(account_sql_answer_row(&answer, &other, 1, &err));
	assert_true(account_sql_answer_end(&answer, &err));
	assert_string_equal(e.account.user, "ann");
	assert_false(account_sql_answer_row(&answer, &mine, 1, &err));
	assert_int_equal(err.kind, ERR_CORRUPT);
	assert_false(account_sql_answer_temp("ann", &err));
	assert_int_equal(err.kind, ERR_TEMP);
}

/* ---- names ---- */

/* All but b@x. */
static bool found(void *source, const struct account_query *query,
		  struct account_entry *out, struct err *err)
{
	(void)source;
	snprintf(out->name, sizeof(out->name), "%s", query->user);
	return query->user[0] != 'b' || err_set(err, ERR_CORRUPT, "not usable");
}

static void test_account_names__come_in_bytewise_order(void **state)
{
	struct account_names names = { .name = NULL };
	struct account_entry e;
	struct err err = { 0 };

	(void)state;
	assert_false(account_names_serves(&names, "x"));
	account_names_add(&names, SPAN("b@x"));
	account_names_add(&names, SPAN("A@x"));
	account_names_add(&names, SPAN("no/name"));
	account_names_add(&names, SPAN("a_@x"));
	account_names_add(&names, SPAN("a@x"));
	account_names_sort(&names);
	assert_true(account_names_serves(&names, "a@x"));
	assert_false(account_names_serves(&names, ""));
	assert_true(account_names_next(&names, "", found, NULL, &e, &err));
	assert_string_equal(e.name, "a@x");
	assert_true(account_names_next(&names, "a@x", found, NULL, &e, &err));
	assert_string_equal(e.name, "a_@x");
	/* b@x can't be used. */
	assert_false(account_names_next(&names, "a_@x", found, NULL, &e, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	account_names_release(&names);
}

/* ---- schemas ---- */

static struct config_source section_of(const char *schema, const char *query)
{
	/* The options are char *, and only read. */
	const struct config_source section = {
		.name = (char *)(uintptr_t) "s",
		.schema = (char *)(uintptr_t)schema,
		.user_query = (char *)(uintptr_t)query,
		.iterate_query = (char *)(uintptr_t) "",
		.password_update = (char *)(uintptr_t) "",
		.password_query = (char *)(uintptr_t) "",
		.relay_update = (char *)(uintptr_t) "",
		.relay_purge = (char *)(uintptr_t) "",
		.line = 7,
	};

	return section;
}

static void test_account_sql_schema__presets_parse(void **state)
{
	static const char *const names[] = { "postfixadmin",
					     "postfixadmin-expiry", "vpopmail",
					     "vpopmail-limits",
					     "vpopmail-domains" };
	const struct config config = { .file = NULL };
	struct account_sql_schema schema;
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct config_source s = section_of(names[i], "");

		assert_true(account_sql_schema_is_set(&s));
		assert_true(account_sql_schema_of(&config, &s, &schema, &err));
		assert_non_null(schema.user.text);
		account_sql_schema_release(&schema);
	}
}

static void test_account_sql_schema__mistakes_name_the_line(void **state)
{
	const struct config config = { .file = (char *)(uintptr_t) "f" };
	struct config_source none = section_of("", "");
	struct config_source unknown = section_of("exim", "");
	struct config_source quoted = section_of("", "x='%{user}'");
	struct account_sql_schema schema;
	struct err err;

	(void)state;
	assert_false(account_sql_schema_is_set(&none));
	assert_false(account_sql_schema_of(&config, &none, &schema, &err));
	assert_false(account_sql_schema_of(&config, &unknown, &schema, &err));
	assert_int_equal(err.kind, ERR_SYNTAX);
	assert_non_null(strstr(err.text, "f:7: "));
	assert_false(account_sql_schema_of(&config, &quoted, &schema, &err));
	assert_non_null(strstr(err.text, "f:7: user_query: "));
}

static void test_account_sql_schema__own_query_beats_the_preset(void **state)
{
	const struct config config = { .file = NULL };
	struct config_source s =
		section_of("vpopmail-domains", "SELECT %{user}, %{remote_ip}");
	struct account_sql_schema schema;
	struct err err;

	(void)state;
	assert_true(account_sql_schema_of(&config, &s, &schema, &err));
	assert_string_equal(schema.user.text, "SELECT ?, ?");
	assert_false(schema.table_per_domain);
	assert_int_equal(account_sql_schema_varies(&s), ACCOUNT_BY_REMOTE_IP);
	account_sql_schema_release(&schema);
}

static void test_account_sql_schema__tables_of_vpopmail(void **state)
{
	const struct config config = { .file = NULL };
	struct config_source s = section_of("vpopmail-domains", "");
	struct account_sql_schema schema;
	char table[32];
	char *text;
	struct err err;

	(void)state;
	assert_true(account_sql_schema_table("a@my-dom.example.org", table,
					     sizeof(table)));
	assert_string_equal(table, "my_dom_example_org");
	assert_true(account_sql_schema_table("a", table, sizeof(table)));
	assert_string_equal(table, "users");
	assert_false(
		account_sql_schema_table("a@x`;drop", table, sizeof(table)));
	assert_false(account_sql_schema_table("a@x\"y", table, sizeof(table)));
	assert_false(account_sql_schema_table(
		"a@1234567890123456789012345678901234567890", table,
		sizeof(table)));
	assert_true(account_sql_schema_of(&config, &s, &schema, &err));
	text = account_sql_schema_with_table(&schema, "t_t");
	assert_non_null(strstr(text, " FROM `t_t` WHERE pw_name = ?"));
	free(text);
	account_sql_schema_release(&schema);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_account_sql__placeholders_become_question_marks),
		cmocka_unit_test(
			test_account_sql__values_belong_to_placeholders),
		cmocka_unit_test(test_account_sql__bad_queries_are_refused),
		cmocka_unit_test(test_account_sql__a_row_becomes_an_entry),
		cmocka_unit_test(
			test_account_sql__no_columns_mean_a_plain_user),
		cmocka_unit_test(
			test_account_sql__another_user_is_no_such_user),
		cmocka_unit_test(test_account_sql__an_alias_leads_to_its_user),
		cmocka_unit_test(test_account_sql__unusable_rows_are_corrupt),
		cmocka_unit_test(test_account_sql__inactive_is_disabled),
		cmocka_unit_test(
			test_account_sql__vpopmail_flags_close_services),
		cmocka_unit_test(test_account_sql_place__paths),
		cmocka_unit_test(test_account_sql_place__base_of_maildirs),
		cmocka_unit_test(test_account_sql_answer__two_rows_are_trouble),
		cmocka_unit_test(test_account_names__come_in_bytewise_order),
		cmocka_unit_test(test_account_sql_schema__presets_parse),
		cmocka_unit_test(
			test_account_sql_schema__mistakes_name_the_line),
		cmocka_unit_test(
			test_account_sql_schema__own_query_beats_the_preset),
		cmocka_unit_test(test_account_sql_schema__tables_of_vpopmail),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
