/* SPDX-License-Identifier: MIT */
/* Commands about mailboxes and messages, as a client sees them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/x.h"
#include "peer.h"

/* ---- mailboxes ---- */

static void test_imap_commands__list_shows_the_tree(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	ASK_HAS(&p, "LIST \"\" \"\"", "* LIST (\\Noselect) \".\" \"\"\r\n");
	ASK_HAS(&p, "CREATE a.b.c", "OK ");
	ASK_HAS(&p, "CREATE Entw&APw-rfe", "OK ");
	ASK_HAS(&p, "CREATE a.b.c", "NO [ALREADYEXISTS] ");
	ASK_HAS(&p, "CREATE inbox", "NO [ALREADYEXISTS] ");
	ASK_HAS(&p, "CREATE x..y", "NO [CANNOT] ");
	ASK_HAS(&p, "CREATE &bad", "BAD ");
	peer_ask(&p, "LIST \"\" *");
	peer_assert_has(buf_str(&p.answer),
			"* LIST (\\HasNoChildren) \".\" INBOX\r\n");
	peer_assert_has(buf_str(&p.answer),
			"* LIST (\\Noselect \\HasChildren) \".\" a\r\n");
	peer_assert_has(buf_str(&p.answer),
			"* LIST (\\HasNoChildren) \".\" a.b.c\r\n");
	peer_assert_has(buf_str(&p.answer), "\".\" Entw&APw-rfe\r\n");
	peer_ask(&p, "LIST \"\" %");
	peer_assert_has(buf_str(&p.answer), "\".\" a\r\n");
	peer_assert_lacks(buf_str(&p.answer), "a.b");
	ASK_HAS(&p, "LIST a. %", "\".\" a.b\r\n");
	ASK_HAS(&p, "LIST \"\" inBOX", "\".\" INBOX\r\n");
	ASK_HAS(&p, "CREATE d.", "OK ");
	ASK_HAS(&p, "LIST \"\" d", "\".\" d\r\n");
}

/* RFC 3501 6.3.9 */
static void test_imap_commands__lsub_shows_parents_of_subscribed(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	ASK_HAS(&p, "CREATE a.b", "OK ");
	ASK_HAS(&p, "SUBSCRIBE a.b", "OK ");
	ASK_HAS(&p, "SUBSCRIBE a.c", "OK ");
	ASK_HAS(&p, "SUBSCRIBE INBOX", "OK ");
	peer_ask(&p, "LSUB \"\" %");
	peer_assert_has(buf_str(&p.answer),
			"* LSUB (\\Noselect) \".\" a\r\nOK ");
	peer_assert_has(buf_str(&p.answer), "* LSUB () \".\" INBOX\r\n");
	peer_ask(&p, "LSUB \"\" *");
	peer_assert_has(buf_str(&p.answer), "* LSUB () \".\" a.b\r\n");
	peer_assert_has(buf_str(&p.answer), "* LSUB () \".\" a.c\r\n");
	peer_assert_lacks(buf_str(&p.answer), "\".\" a\r\n");
	ASK_HAS(&p, "UNSUBSCRIBE a.b", "OK ");
	peer_assert_lacks(peer_ask(&p, "LSUB \"\" *"), "a.b\r\n");
	peer_assert_lacks(peer_ask(&p, "LIST \"\" *"), "a.c\r\n");
}

static void test_imap_commands__rename_and_delete(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	ASK_HAS(&p, "CREATE a.b", "OK ");
	peer_append(&p, "a.b", peer_message);
	ASK_HAS(&p, "SELECT a.b", "* 1 EXISTS\r\n");
	ASK_HAS(&p, "RENAME a z.y", "OK ");
	peer_append(&p, "z.y.b", peer_message);
	ASK_HAS(&p, "NOOP", "OK ");
	ASK_HAS(&p, "UID SEARCH ALL", "* SEARCH 1 2\r\n");
	ASK_HAS(&p, "LIST \"\" *b", "\".\" z.y.b\r\n");
	ASK_HAS(&p, "RENAME nope x", "NO [NONEXISTENT] ");
	ASK_HAS(&p, "RENAME z.y.b INBOX", "NO ");
	ASK_HAS(&p, "DELETE z.y.b", "OK ");
	ASK_HAS(&p, "SEARCH ALL", "BAD No mailbox");
	ASK_HAS(&p, "DELETE z.y.b", "NO [NONEXISTENT] ");
	ASK_HAS(&p, "DELETE INBOX", "NO [NOPERM] ");
}

static void test_imap_commands__status_counts(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	peer_append(&p, "INBOX (\\Seen)", peer_message);
	peer_append(&p, "INBOX", peer_message);
	ASK_HAS(&p, "STATUS inbox (MESSAGES UNSEEN UIDNEXT)",
		"* STATUS INBOX (MESSAGES 2 UNSEEN 1 UIDNEXT 3)\r\n");
	ASK_HAS(&p, "STATUS INBOX (UIDVALIDITY RECENT)", "UIDVALIDITY ");
	ASK_HAS(&p, "STATUS INBOX (FOO)", "BAD ");
	ASK_HAS(&p, "STATUS INBOX ()", "BAD ");
	ASK_HAS(&p, "STATUS nope (MESSAGES)", "NO [NONEXISTENT] ");
}

static void test_imap_commands__select_says_what_rfc_wants(void **state)
{
	auto_peer struct peer p;
	const char *answer;

	peer_open(&p, *state);
	peer_append(&p, "INBOX (\\Seen)", peer_message);
	peer_append_some(&p, 2);
	answer = peer_ask(&p, "SELECT INBOX");
	peer_assert_has(answer,
			"* FLAGS (\\Answered \\Flagged \\Deleted \\Seen "
			"\\Draft");
	peer_assert_has(answer, "* OK [PERMANENTFLAGS (\\Answered ");
	peer_assert_has(answer, "\\*)] ");
	peer_assert_has(answer, "* 3 EXISTS\r\n* 3 RECENT\r\n");
	peer_assert_has(answer, "* OK [UNSEEN 2] ");
	peer_assert_has(answer, "* OK [UIDVALIDITY ");
	peer_assert_has(answer, "* OK [UIDNEXT 4] ");
	peer_assert_has(answer, "OK [READ-WRITE] ");
	answer = peer_ask(&p, "EXAMINE INBOX");
	peer_assert_has(answer, "* OK [PERMANENTFLAGS ()] ");
	peer_assert_has(answer, "* 0 RECENT\r\n");
	peer_assert_has(answer, "OK [READ-ONLY] ");
	ASK_HAS(&p, "STORE 1 FLAGS ()", "NO [READ-ONLY] ");
	ASK_HAS(&p, "EXPUNGE", "NO [READ-ONLY] ");
	ASK_HAS(&p, "SELECT nope", "NO [NONEXISTENT] ");
	ASK_HAS(&p, "SEARCH ALL", "BAD No mailbox");
}

/* ---- messages ---- */

/* An announcement must not cost a look at all that came before it. */
static void test_imap_commands__many_literals_take_little_time(void **state)
{
	auto_peer struct peer p;
	auto_buf struct buf line;

	buf_init(&line, 1 << 20);
	peer_open(&p, *state);
	buf_add_str(&line, "a APPEND INBOX (");
	for (int i = 0; i < 9000; i++)
		buf_add_str(&line, "\\Seen ");
	for (int i = 0; i < 10000; i++)
		buf_add_str(&line, "{0+}\r\n");
	buf_add_str(&line, "\r\n");
	peer_say(&p, buf_span(&line));
	peer_assert_has(peer_read_until(&p, "a "), "a BAD ");
}

static void test_imap_commands__append_keeps_flags_and_date(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	ASK_HAS(&p, "SELECT INBOX", "OK ");
	peer_append(&p, "INBOX (\\Seen $Work) \"01-Jan-2020 10:00:00 +0000\"",
		    peer_message);
	ASK_HAS(&p, "SEARCH KEYWORD $work SEEN ON 1-Jan-2020",
		"* SEARCH 1\r\n");
	SAY(&p, "a APPEND inbox {5}\r\n");
	peer_assert_has(peer_read_until(&p, "+ "), "+ OK\r\n");
	SAY(&p, "a: b\n\r\n");
	peer_assert_has(peer_read_until(&p, "a "), "* 2 EXISTS\r\n");
	peer_assert_has(buf_str(&p.answer), "a OK [APPENDUID ");
	SAY(&p, "b APPEND {5}\r\n");
	peer_assert_has(peer_read_until(&p, "+ "), "+ OK\r\n");
	SAY(&p, "INBOX {5}\r\n");
	peer_assert_has(peer_read_until(&p, "+ "), "+ OK\r\n");
	SAY(&p, "a: b\n\r\n");
	peer_assert_has(peer_read_until(&p, "b "), "b OK [APPENDUID ");
}

static void test_imap_commands__append_is_refused_before_it_comes(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	ASK_HAS(&p, "APPEND nope {5}", "NO [TRYCREATE] ");
	ASK_HAS(&p, "APPEND INBOX {0}", "NO [CANNOT] ");
	ASK_HAS(&p, "APPEND INBOX {100001}", "NO [TOOBIG] ");
	ASK_HAS(&p, "APPEND INBOX (\\Foo) {6000}", "BAD ");
	ASK_HAS(&p, "APPEND INBOX", "BAD ");
	ASK_HAS(&p, "APPEND INBOX (\\Seen) foo", "BAD ");
	ASK_HAS(&p, "APPEND nope {5+}\r\na: b\n", "NO [TRYCREATE] ");
	ASK_HAS(&p, "APPEND INBOX {0+}\r\n", "NO [CANNOT] ");
	ASK_HAS(&p, "APPEND INBOX {5+}\r\na: b\n foo", "BAD ");
	ASK_HAS(&p, "STATUS INBOX (MESSAGES)", "(MESSAGES 0)");
	SAY(&p, "x APPEND INBOX {4000000000+}\r\n");
	peer_assert_has(peer_read_until(&p, "* BYE"), "* BYE [TOOBIG] ");
}

static void test_imap_commands__quota_holds(void **state)
{
	struct place *place = *state;
	auto_peer struct peer p;

	place->quota_messages = 2;
	peer_open(&p, place);
	peer_append_some(&p, 2);
	ASK_HAS(&p, "APPEND INBOX {5}", "NO [OVERQUOTA] ");
	ASK_HAS(&p, "APPEND INBOX {5+}\r\na: b\n", "NO [OVERQUOTA] ");
	ASK_HAS(&p, "CREATE x", "OK ");
	ASK_HAS(&p, "SELECT INBOX", "* 2 EXISTS");
	ASK_HAS(&p, "COPY 1 x", "NO [OVERQUOTA] ");
	ASK_HAS(&p, "MOVE 1 x", "OK ");
}

static void test_imap_commands__store_answers_unless_silent(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	peer_append_some(&p, 3);
	ASK_HAS(&p, "SELECT INBOX", "* 3 EXISTS");
	assert_string_equal(peer_ask(&p, "STORE 1:2 +FLAGS (\\Seen)"),
			    "* 1 FETCH (FLAGS (\\Seen \\Recent))\r\n"
			    "* 2 FETCH (FLAGS (\\Seen \\Recent))\r\n"
			    "OK Store completed\r\n");
	assert_string_equal(peer_ask(&p, "UID STORE 2:3 -flags \\Seen"),
			    "* 2 FETCH (UID 2 FLAGS (\\Recent))\r\n"
			    "* 3 FETCH (UID 3 FLAGS (\\Recent))\r\n"
			    "OK Store completed\r\n");
	assert_string_equal(peer_ask(&p, "STORE 1:* FLAGS.SILENT (\\Draft)"),
			    "OK Store completed\r\n");
	assert_string_equal(peer_ask(&p, "NOOP"), "OK NOOP completed\r\n");
	ASK_HAS(&p, "SEARCH DRAFT", "* SEARCH 1 2 3\r\n");
	ASK_HAS(&p, "STORE 4 FLAGS ()", "BAD ");
	ASK_HAS(&p, "UID STORE 99 +FLAGS (\\Seen)", "OK Store completed");
	ASK_HAS(&p, "STORE 1 FLAGS (\\Foo)", "BAD ");
}

static void test_imap_commands__new_keywords_are_told(void **state)
{
	auto_peer struct peer p;
	const char *answer;

	peer_open(&p, *state);
	peer_append_some(&p, 1);
	ASK_HAS(&p, "SELECT INBOX", "* 1 EXISTS");
	answer = peer_ask(&p, "STORE 1 +FLAGS ($Work)");
	peer_assert_has(answer, "$Work)\r\n* OK [PERMANENTFLAGS (");
	peer_assert_has(answer, "* 1 FETCH (FLAGS ($Work \\Recent))\r\n");
	peer_assert_lacks(peer_ask(&p, "STORE 1 +FLAGS ($work)"), "PERMANENT");
	ASK_HAS(&p, "STORE 1 -FLAGS ($WORK)",
		"* 1 FETCH (FLAGS (\\Recent))\r\n");
}

static void test_imap_commands__search_by_number_and_uid(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	peer_append_some(&p, 4);
	ASK_HAS(&p, "SELECT INBOX", "* 4 EXISTS");
	ASK_HAS(&p, "STORE 1 +FLAGS.SILENT (\\Deleted)", "OK ");
	ASK_HAS(&p, "EXPUNGE", "* 1 EXPUNGE\r\n");
	ASK_HAS(&p, "SEARCH ALL", "* SEARCH 1 2 3\r\n");
	ASK_HAS(&p, "UID SEARCH ALL", "* SEARCH 2 3 4\r\n");
	ASK_HAS(&p, "UID SEARCH 2:*", "* SEARCH 3 4\r\n");
	ASK_HAS(&p, "SEARCH UID 3:*", "* SEARCH 2 3\r\n");
	ASK_HAS(&p, "SEARCH SUBJECT HELLO BODY body", "* SEARCH 1 2 3\r\n");
	ASK_HAS(&p, "SEARCH FROM nobody", "* SEARCH\r\n");
	ASK_HAS(&p, "SEARCH CHARSET X-FOO ALL", "NO [BADCHARSET (");
	ASK_HAS(&p, "SEARCH FOO", "BAD ");
}

static void test_imap_commands__copy_and_move_tell_uids(void **state)
{
	auto_peer struct peer p;
	const char *answer;

	peer_open(&p, *state);
	peer_append_some(&p, 3);
	ASK_HAS(&p, "CREATE x", "OK ");
	ASK_HAS(&p, "SELECT INBOX", "* 3 EXISTS");
	ASK_HAS(&p, "COPY 1:2 nope", "NO [TRYCREATE] ");
	answer = peer_ask(&p, "COPY 1,3 x");
	peer_assert_has(answer, "OK [COPYUID ");
	peer_assert_has(answer, " 1,3 1:2] Copy completed");
	answer = peer_ask(&p, "UID MOVE 2:3 x");
	peer_assert_has(answer, " 2:3 3:4] Moved\r\n* 3 EXPUNGE\r\n"
				"* 2 EXPUNGE\r\nOK Move completed");
	ASK_HAS(&p, "UID COPY 77 x", "OK No messages found");
	ASK_HAS(&p, "STATUS x (MESSAGES)", "(MESSAGES 4)");
	ASK_HAS(&p, "MOVE 1 x", "* 1 EXPUNGE\r\n");
}

static void test_imap_commands__expunge_by_uid_spares_others(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	peer_append_some(&p, 3);
	ASK_HAS(&p, "SELECT INBOX", "* 3 EXISTS");
	ASK_HAS(&p, "STORE 1,3 +FLAGS.SILENT (\\Deleted)", "OK ");
	assert_string_equal(peer_ask(&p, "UID EXPUNGE 2:9"),
			    "* 3 EXPUNGE\r\nOK Expunge completed\r\n");
	assert_string_equal(peer_ask(&p, "CLOSE"), "OK Close completed\r\n");
	ASK_HAS(&p, "STATUS INBOX (MESSAGES)", "(MESSAGES 1)");
	ASK_HAS(&p, "SELECT INBOX", "* 1 EXISTS");
	ASK_HAS(&p, "STORE 1 +FLAGS.SILENT (\\Deleted)", "OK ");
	ASK_HAS(&p, "UNSELECT", "OK ");
	ASK_HAS(&p, "STATUS INBOX (MESSAGES)", "(MESSAGES 1)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(test_imap_commands__##name,            \
					peer_setup, peer_teardown)
		T(list_shows_the_tree),
		T(lsub_shows_parents_of_subscribed),
		T(rename_and_delete),
		T(status_counts),
		T(select_says_what_rfc_wants),
		T(many_literals_take_little_time),
		T(append_keeps_flags_and_date),
		T(append_is_refused_before_it_comes),
		T(quota_holds),
		T(store_answers_unless_silent),
		T(new_keywords_are_told),
		T(search_by_number_and_uid),
		T(copy_and_move_tell_uids),
		T(expunge_by_uid_spares_others),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
