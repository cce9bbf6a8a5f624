/* SPDX-License-Identifier: MIT */
/* Sessions: any state, bad input, ends, and two of them at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/x.h"
#include "peer.h"

/* ---- any state ---- */

static void test_imap_session__simple_commands(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	ASK_HAS(&p, "CAPABILITY", "* CAPABILITY IMAP4rev1 IMAP4rev2 LITERAL+ ");
	ASK_HAS(&p, "capability", "UIDPLUS");
	ASK_HAS(&p, "noop", "OK NOOP completed");
	ASK_HAS(&p, "NOOP x", "BAD ");
	ASK_HAS(&p, "NAMESPACE",
		"* NAMESPACE ((\"\" \".\")) ((\"#shared.\" \".\")) NIL\r\n");
	ASK_HAS(&p, "ID NIL", "* ID (\"name\" \"Fumikura\")\r\n");
	ASK_HAS(&p, "ID (\"name\" \"x\" \"version\" NIL)", "OK ");
	ASK_HAS(&p, "ID (\"name\")", "BAD ");
	ASK_HAS(&p, "ENABLE CONDSTORE X-FOO", "* ENABLED CONDSTORE\r\n");
	ASK_HAS(&p, "ENABLE", "BAD ");
	ASK_HAS(&p, "LOGIN a b", "BAD Already logged in");
	ASK_HAS(&p, "AUTHENTICATE PLAIN", "BAD ");
	ASK_HAS(&p, "STARTTLS", "BAD ");
	ASK_HAS(&p, "FROB", "BAD Unknown command");
	ASK_HAS(&p, "UID NOOP", "BAD Unknown command");
	ASK_HAS(&p, "SEARCH ALL", "BAD No mailbox is selected");
}

static void test_imap_session__logout_says_bye_first(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	assert_string_equal(peer_ask(&p, "LOGOUT"),
			    "* BYE Logging out\r\nOK Logout completed\r\n");
	assert_false(peer_fill(&p));
}

static void test_imap_session__pipelined_commands_are_answered(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	SAY(&p, "a NOOP\r\nb SUBSCRIBE x\r\nc LSUB \"\" x\r\nd NOOP\r\n");
	assert_string_equal(peer_read_until(&p, "d "),
			    "a OK NOOP completed\r\n"
			    "b OK Subscribe completed\r\n"
			    "* LSUB () \".\" x\r\n"
			    "c OK Lsub completed\r\n"
			    "d OK NOOP completed\r\n");
}

/* ---- bad input ---- */

static void test_imap_session__twenty_bad_commands_end_it(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	for (int i = 0; i < 19; i++)
		ASK_HAS(&p, "FROB", "BAD ");
	ASK_HAS(&p, "NOOP", "OK ");
	for (int i = 0; i < 19; i++)
		ASK_HAS(&p, "FROB", "BAD ");
	SAY(&p, "x FROB\r\n");
	peer_assert_has(peer_read_until(&p, "* BYE"),
			"x BAD Unknown command\r\n");
	peer_assert_has(buf_str(&p.answer), "* BYE Too many bad commands");
	assert_false(peer_fill(&p));
}

static void test_imap_session__lines_without_a_tag_are_bad(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	SAY(&p, "\r\n");
	peer_assert_has(peer_read_until(&p, "* BAD"),
			"* BAD A command needs a tag");
	SAY(&p, "(foo) NOOP\r\n");
	peer_assert_has(peer_read_until(&p, "* BAD"), "* BAD ");
	SAY(&p, "a\r\n");
	peer_assert_has(peer_read_until(&p, "a BAD"), "a BAD ");
	ASK_HAS(&p, "NOOP", "OK ");
}

static void say_much(struct peer *p)
{
	auto_buf struct buf line;

	buf_init(&line, 1 << 20);
	while (line.len < 300000)
		buf_add(&line, SPAN("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
	peer_say(p, buf_span(&line));
}

static void test_imap_session__a_line_too_long_is_passed_over(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	SAY(&p, "a NOOP ");
	say_much(&p);
	SAY(&p, "{9}\r\n");
	peer_assert_has(peer_read_until(&p, "* BAD"), "* BAD [LIMIT] ");
	ASK_HAS(&p, "NOOP", "OK ");
}

/* RFC 7888: the literal comes whatever was answered. */
static void
test_imap_session__a_literal_behind_a_line_too_long_is_not_run(void **state)
{
	static const char *const ends[] = { "\r\n", "\n" };

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		auto_peer struct peer p;

		peer_open(&p, *state);
		SAY(&p, "a CREATE \"");
		say_much(&p);
		SAY(&p, "\" {8+}");
		peer_say(&p, span_of(ends[i]));
		SAY(&p, "b NOOP\r\nc NOOP\r\n");
		peer_assert_has(peer_read_until(&p, "* BYE"), "* BAD [LIMIT] ");
		peer_assert_has(buf_str(&p.answer), "* BYE [TOOBIG] ");
		peer_assert_lacks(buf_str(&p.answer), "b OK");
		assert_false(peer_fill(&p));
	}
}

/* RFC 3501 4.3, RFC 7888 */
static void test_imap_session__large_literals_are_refused(void **state)
{
	auto_buf struct buf bytes;
	auto_peer struct peer p;

	buf_init(&bytes, 1 << 20);
	while (bytes.len < 6000)
		buf_add(&bytes, SPAN("a b NOOP\r\n"));
	peer_open(&p, *state);
	SAY(&p, "a CREATE {6000}\r\n");
	peer_assert_has(peer_read_until(&p, "a "),
			"a BAD [LIMIT] Literal too large");
	SAY(&p, "b CREATE {6000+}\r\n");
	peer_say(&p, buf_span(&bytes));
	SAY(&p, " {3+}\r\nfoo\r\n");
	peer_assert_has(peer_read_until(&p, "b "),
			"b BAD [LIMIT] Literal too large");
	ASK_HAS(&p, "NOOP", "OK ");
	SAY(&p, "c CREATE {4000000000+}\r\n");
	peer_assert_has(peer_read_until(&p, "* BYE"), "* BYE [TOOBIG] ");
}

static void test_imap_session__literals_wait_for_leave(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	SAY(&p, "a CREATE {3}\r\n");
	assert_string_equal(peer_read_until(&p, "+ "), "+ OK\r\n");
	SAY(&p, "foo\r\n");
	peer_assert_has(peer_read_until(&p, "a "), "a OK ");
	ASK_HAS(&p, "RENAME {3+}\r\nfoo {3+}\r\nbar", "OK ");
	ASK_HAS(&p, "LIST \"\" *", "\".\" bar\r\n");
}

static void test_imap_session__silence_ends_it(void **state)
{
	struct place *place = *state;
	auto_peer struct peer p;
	auto_peer struct peer q;

	place->config.imap_idle_timeout = 1;
	peer_open(&p, place);
	peer_open(&q, place);
	SAY(&q, "i IDLE\r\n");
	peer_assert_has(peer_read_until(&p, "* BYE"),
			"* BYE No command for too long");
	assert_false(peer_fill(&p));
	peer_assert_has(peer_read_until(&q, "* BYE"),
			"* BYE Idle for too long");
	assert_false(peer_fill(&q));
}

static void test_imap_session__a_store_in_trouble_is_told(void **state)
{
	struct place *place = *state;
	auto_free char *home = x_printf("%s/home", place->dir);
	FILE *file = fopen(home, "w");
	struct peer p;

	/* A file where the home should be. */
	assert_non_null(file);
	fclose(file);
	peer_start(&p, place);
	peer_assert_has(peer_read_until(&p, "* BYE"), "l1 NO [UNAVAILABLE] ");
	peer_assert_lacks(buf_str(&p.answer), place->dir);
	peer_close(&p);
}

/* ---- two sessions ---- */

/* RFC 3501 7.4.1 */
static void test_imap_session__expunges_wait_for_their_moment(void **state)
{
	auto_peer struct peer p;
	auto_peer struct peer q;

	peer_open(&p, *state);
	peer_append_some(&p, 3);
	ASK_HAS(&p, "SELECT INBOX", "* 3 EXISTS");
	peer_open(&q, *state);
	ASK_HAS(&q, "SELECT INBOX", "* 3 EXISTS");
	ASK_HAS(&q, "UID STORE 1 +FLAGS.SILENT (\\Deleted)", "OK ");
	ASK_HAS(&q, "EXPUNGE", "* 1 EXPUNGE\r\n");
	peer_append_some(&q, 1);
	peer_assert_lacks(peer_ask(&p, "SEARCH ALL"), "EXPUNGE");
	peer_assert_lacks(peer_ask(&p, "STORE 2 +FLAGS (\\Seen)"), "EXPUNGE");
	ASK_HAS(&p, "NOOP", "* 1 EXPUNGE\r\n");
	ASK_HAS(&p, "UID SEARCH ALL", "* SEARCH 2 3 4\r\n");
	ASK_HAS(&q, "NOOP", "* 1 FETCH (FLAGS (\\Seen");
	ASK_HAS(&q, "UID STORE 2 +FLAGS.SILENT (\\Deleted)", "OK ");
	ASK_HAS(&q, "EXPUNGE", "* 1 EXPUNGE\r\n");
	ASK_HAS(&p, "UID SEARCH ALL", "* 1 EXPUNGE\r\n");
}

static void test_imap_session__idle_hears_at_once(void **state)
{
	auto_peer struct peer p;
	auto_peer struct peer q;

	peer_open(&p, *state);
	ASK_HAS(&p, "SELECT INBOX", "* 0 EXISTS");
	SAY(&p, "i IDLE\r\n");
	peer_assert_has(peer_read_until(&p, "+ "), "+ ");
	peer_open(&q, *state);
	peer_append_some(&q, 1);
	peer_assert_has(peer_read_until(&p, "* 1 EXISTS"), "* 1 EXISTS");
	ASK_HAS(&q, "SELECT INBOX", "OK ");
	ASK_HAS(&q, "STORE 1 +FLAGS (\\Deleted)", "OK ");
	peer_assert_has(peer_read_until(&p, "* 1 FETCH"), "\\Deleted");
	ASK_HAS(&q, "EXPUNGE", "* 1 EXPUNGE");
	peer_assert_has(peer_read_until(&p, "* 1 EXPUNGE"), "* 1 EXPUNGE");
	SAY(&p, "done\r\n");
	peer_assert_has(peer_read_until(&p, "i "), "i OK Idle completed");
	SAY(&p, "j IDLE\r\n");
	peer_assert_has(peer_read_until(&p, "+ "), "+ ");
	SAY(&p, "k NOOP\r\n");
	peer_assert_has(peer_read_until(&p, "j "), "j BAD ");
}

static void test_imap_session__a_deleted_mailbox_ends_it(void **state)
{
	auto_peer struct peer p;
	auto_peer struct peer q;

	peer_open(&p, *state);
	ASK_HAS(&p, "CREATE x", "OK ");
	ASK_HAS(&p, "SELECT x", "OK ");
	peer_open(&q, *state);
	ASK_HAS(&q, "DELETE x", "OK ");
	ASK_HAS(&p, "NOOP", "* BYE [UNAVAILABLE] ");
	assert_false(peer_fill(&p));
}

static void test_imap_session__a_deleted_mailbox_ends_idle(void **state)
{
	auto_peer struct peer p;
	auto_peer struct peer q;

	peer_open(&p, *state);
	ASK_HAS(&p, "CREATE x", "OK ");
	ASK_HAS(&p, "SELECT x", "OK ");
	SAY(&p, "i IDLE\r\n");
	peer_assert_has(peer_read_until(&p, "+ "), "+ ");
	peer_open(&q, *state);
	ASK_HAS(&q, "DELETE x", "OK ");
	peer_assert_has(peer_read_until(&p, "* BYE"), "* BYE [UNAVAILABLE] ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(test_imap_session__##name, peer_setup, \
					peer_teardown)
		T(simple_commands),
		T(logout_says_bye_first),
		T(pipelined_commands_are_answered),
		T(twenty_bad_commands_end_it),
		T(lines_without_a_tag_are_bad),
		T(a_line_too_long_is_passed_over),
		T(a_literal_behind_a_line_too_long_is_not_run),
		T(large_literals_are_refused),
		T(literals_wait_for_leave),
		T(silence_ends_it),
		T(a_store_in_trouble_is_told),
		T(expunges_wait_for_their_moment),
		T(idle_hears_at_once),
		T(a_deleted_mailbox_ends_it),
		T(a_deleted_mailbox_ends_idle),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
