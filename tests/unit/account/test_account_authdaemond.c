/* SPDX-License-Identifier: MIT */
/* authdaemond is played by a thread that knows what it will be asked; the real
 * one is asked in tests/interop. */
#include "sources.h"

#include <pthread.h>
#include <sys/socket.h>

#include "io/listen.h"

struct exchange {
	const char *question;
	const char *answer;
};

static char type[] = "authdaemond";
static const char ann[] = "USERNAME=\nUID=1000\nGID=1001\nHOME=/h/ann\n"
			  "ADDRESS=ann@a.example\nMAILDIR=./Maildir\n.\n";
static const char pre_ann[] = "PRE . imap ann@a.example\n";
static const char list[] = "ENUMERATE\n";

static struct config_source section;
static struct account_entry entry;
static struct err err;
static struct account_source *source;

static int listener;
static pthread_t thread;
static const struct exchange *played; /* ends in { NULL } */
static unsigned as_expected;

static bool is_asked(int fd, const char *question)
{
	char text[1024];
	size_t len = 0;

	while (len < strlen(question)) {
		ssize_t n = recv(fd, text + len, strlen(question) - len, 0);

		if (n <= 0)
			return false;
		len += (size_t)n;
	}
	return memcmp(text, question, len) == 0;
}

static void *serve(void *arg)
{
	for (const struct exchange *x = played; x->question; x++) {
		int fd = accept(listener, NULL, NULL);
		size_t len = strlen(x->answer);

		if (is_asked(fd, x->question))
			as_expected++;
		if (send(fd, x->answer, len, MSG_NOSIGNAL) != (ssize_t)len)
			as_expected = 0;
		close(fd);
	}
	return arg;
}

static void play(const struct exchange *exchanges)
{
	played = exchanges;
	as_expected = 0;
	assert_int_equal(pthread_create(&thread, NULL, serve, NULL), 0);
}

static void check_played(void)
{
	unsigned count = 0;

	pthread_join(thread, NULL);
	while (played[count].question)
		count++;
	assert_int_equal(as_expected, count);
}

static int begin(void **state)
{
	static char path[128];

	if (test_dir_make(state) != 0)
		return -1;
	snprintf(path, sizeof(path), "%s/socket", test_dir);
	section = test_section(type);
	section.socket = path;
	section.timeout = 60;
	return listen_unix(path, 0600, &listener, &err) &&
			       account_source_open(&test_config, &section,
						   &source, &err)
		       ? 0
		       : -1;
}

static int end(void **state)
{
	account_source_close(&source);
	close(listener);
	return test_dir_remove(state);
}

static bool verify(const char *user, struct span password)
{
	const struct account_attempt attempt = {
		.query = { user, "pop3", "", "192.0.2.9" },
		.secret = password,
	};

	return source->kind->verify(source, &attempt, &entry, &err);
}

static void test_account_authdaemond__who_is_who(void **state)
{
	static const struct exchange exchanges[] = {
		{ pre_ann, ann },
		{ "PRE . imap eve@a.example\n", "FAIL\n" },
		{ NULL, NULL },
	};

	(void)state;
	play(exchanges);
	assert_true(test_lookup(source, "ann@a.example", &entry, &err));
	assert_string_equal(entry.account.mail, "/h/ann/./Maildir");
	assert_int_equal(entry.account.uid, 1000);
	assert_false(test_lookup(source, "eve@a.example", &entry, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	check_played();
}

static void test_account_authdaemond__fail_has_two_reasons(void **state)
{
	static const struct exchange exchanges[] = {
		{ "TCPREMOTEIP=192.0.2.9\nAUTH 29\n"
		  "pop3\nlogin\nann@a.example\na b\n",
		  ann },
		{ "TCPREMOTEIP=192.0.2.9\nAUTH 27\n"
		  "pop3\nlogin\nann@a.example\nx\n",
		  "FAIL\n" },
		{ "PRE . pop3 ann@a.example\n", ann },
		{ "TCPREMOTEIP=192.0.2.9\nAUTH 27\n"
		  "pop3\nlogin\neve@a.example\nx\n",
		  "FAIL\n" },
		{ "PRE . pop3 eve@a.example\n", "FAIL\n" },
		{ NULL, NULL },
	};

	(void)state;
	play(exchanges);
	assert_true(verify("ann@a.example", SPAN("a b")));
	assert_false(verify("ann@a.example", SPAN("x")));
	assert_int_equal(err.kind, ERR_DENIED);
	assert_false(verify("eve@a.example", SPAN("x")));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	check_played();
}

static void test_account_authdaemond__trouble_is_no_word(void **state)
{
	static const struct exchange exchanges[] = {
		{ "PRE . imap ann\n", "UID=1000\nHOME=/h\n" }, /* no end */
		{ "PRE . imap ann\n", "" },
		{ "TCPREMOTEIP=192.0.2.9\nAUTH 17\npop3\nlogin\nann\nx\n", "" },
		/* a FAIL of which nothing more is said */
		{ "TCPREMOTEIP=192.0.2.9\nAUTH 17\npop3\nlogin\nann\nx\n",
		  "FAIL\n" },
		{ "PRE . pop3 ann\n", "" },
		{ NULL, NULL },
	};

	(void)state;
	play(exchanges);
	for (int i = 0; i < 4; i++) {
		assert_false(i < 2 ? test_lookup(source, "ann", &entry, &err)
				   : verify("ann", SPAN("x")));
		assert_int_equal(err.kind, ERR_TEMP);
	}
	check_played();
	close(listener);
	listener = -1;
	assert_false(test_lookup(source, "ann", &entry, &err));
	assert_int_equal(err.kind, ERR_TEMP);
}

static void test_account_authdaemond__silence_ends(void **state)
{
	(void)state;
	section.timeout = 1;
	assert_false(test_lookup(source, "ann", &entry, &err));
	assert_int_equal(err.kind, ERR_TEMP);
}

/* A line more would be another question. */
static void test_account_authdaemond__passwords_are_one_line(void **state)
{
	(void)state;
	assert_false(verify("ann", SPAN("x\nann")));
	assert_int_equal(err.kind, ERR_DENIED);
	assert_false(verify("ann", span_make("x\0y", 3)));
	assert_int_equal(err.kind, ERR_DENIED);
}

/* authpam knows root, who has no mail here. */
static void test_account_authdaemond__root_is_nobody(void **state)
{
	static const struct exchange exchanges[] = {
		{ "PRE . imap root\n",
		  "UID=0\nGID=0\nHOME=/root\nADDRESS=root\n.\n" },
		{ NULL, NULL },
	};

	(void)state;
	play(exchanges);
	assert_false(test_lookup(source, "root", &entry, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	check_played();
}

static void test_account_authdaemond__lists_in_order(void **state)
{
	static const char names[] = "# authuserdb\nzoe\t0\t0\n\nann@a.example"
				    "\t1\t1\ngone\t1\t1\n.\n";
	static const struct exchange exchanges[] = {
		{ list, names },
		{ pre_ann, ann },
		{ "PRE . imap gone\n", "FAIL\n" },
		{ "PRE . imap zoe\n", "FAIL\n" },
		{ list, "ann\n" }, /* cut off */
		{ NULL, NULL },
	};

	(void)state;
	play(exchanges);
	assert_true(source->kind->next(source, "", &entry, &err));
	assert_string_equal(entry.account.user, "ann@a.example");
	assert_false(source->kind->next(source, "ann@a.example", &entry, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_false(source->kind->next(source, "zoe", &entry, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	check_played();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_account_authdaemond__who_is_who),
		TEST(test_account_authdaemond__fail_has_two_reasons),
		TEST(test_account_authdaemond__trouble_is_no_word),
		TEST(test_account_authdaemond__silence_ends),
		TEST(test_account_authdaemond__passwords_are_one_line),
		TEST(test_account_authdaemond__root_is_nobody),
		TEST(test_account_authdaemond__lists_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
