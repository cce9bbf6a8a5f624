/* SPDX-License-Identifier: MIT */
/*
 * Whole sessions over a socketpair: the session runs in a process of its own,
 * as a worker does, on a fresh account in a temporary folder; the test talks
 * to it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ftw.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/xalloc.h"
#include "imap/imap_session.h"

enum {
	ANSWER_MAX = 1 << 20,
	PATIENCE_MS = 20000
};

struct place {
	char dir[64];
	struct config config;
	uint64_t quota_messages;
};

struct peer {
	struct place *place;
	int fd;
	pid_t pid;
	struct buf in;
	struct buf answer; /* what the last ask returned */
	unsigned tags;
};

/* ---- the harness ---- */

static void fill_login(struct control_msg *msg, const char *dir)
{
	struct account *account = &msg->account;

	snprintf(account->user, sizeof(account->user), "alice@example.org");
	snprintf(account->home, sizeof(account->home), "%s/home", dir);
	snprintf(account->mail, sizeof(account->mail), "%s/home/Maildir", dir);
	account->uid = UINT32_MAX;
	account->gid = UINT32_MAX;
	snprintf(msg->login.tag, sizeof(msg->login.tag), "l1");
	snprintf(msg->login.session, sizeof(msg->login.session), "test");
}

/* One more line (or whatever came) into peer->in; false at the end. */
static bool fill(struct peer *peer)
{
	struct pollfd fd = { .fd = peer->fd, .events = POLLIN };
	char *room = buf_reserve(&peer->in, 65536);
	ssize_t got;

	assert_non_null(room);
	assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
	got = read(peer->fd, room, 65536);
	if (got <= 0)
		return false;
	buf_grew(&peer->in, (size_t)got);
	return true;
}

/* Reads lines into peer->answer up to one that begins with `start`; at the
 * end of the stream what there is. */
static const char *read_until(struct peer *peer, const char *start)
{
	buf_reset(&peer->answer);
	for (;;) {
		struct span all = buf_span(&peer->in);
		size_t end = span_find_char(all, '\n');
		bool last;

		if (end == all.len) {
			if (!fill(peer))
				return buf_str(&peer->answer);
			continue;
		}
		last = span_starts(all, span_of(start));
		buf_add(&peer->answer, span_first(all, end + 1));
		buf_drop_front(&peer->in, end + 1);
		if (last)
			return buf_str(&peer->answer);
	}
}

static void say(struct peer *peer, struct span bytes)
{
	while (bytes.len) {
		ssize_t put =
			send(peer->fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);

		assert_true(put > 0);
		bytes = span_from(bytes, (size_t)put);
	}
}
#define SAY(peer, text) say(peer, SPAN(text))

/* Takes the tag off the last line. */
static void strip_tag(struct buf *answer, struct span tag)
{
	size_t at = answer->len ? answer->len - 1 : 0;

	while (at && answer->ptr[at - 1] != '\n')
		at--;
	if (!span_starts(span_from(buf_span(answer), at), tag))
		return;
	memmove(answer->ptr + at, answer->ptr + at + tag.len,
		answer->len - at - tag.len);
	buf_truncate(answer, answer->len - tag.len);
}

/* Sends a command with a tag of its own; returns all lines of its answer, the
 * tagged one without its tag. */
static const char *ask(struct peer *peer, const char *command)
{
	auto_free char *line = NULL;
	char tag[16];

	snprintf(tag, sizeof(tag), "t%u ", ++peer->tags);
	line = x_printf("%s%s\r\n", tag, command);
	say(peer, span_of(line));
	read_until(peer, tag);
	strip_tag(&peer->answer, span_of(tag));
	return buf_str(&peer->answer);
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("no <%s> in <%s>", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("<%s> in <%s>", part, text);
}

#define ASK_HAS(peer, command, part) assert_has(ask(peer, command), part)

static _Noreturn void run_session(const struct place *place, int fd)
{
	struct control_msg *msg = x_calloc(1, sizeof(*msg));

	fill_login(msg, place->dir);
	msg->account.quota_messages = (uint32_t)place->quota_messages;
	imap_session_serve(&place->config, msg, fd);
	free(msg);
	/* Not _exit, so that leaks are found. */
	exit(0);
}

static void peer_start(struct peer *peer, struct place *place)
{
	int fds[2];

	*peer = (struct peer){ .place = place };
	assert_int_equal(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
	fflush(NULL);
	peer->pid = fork();
	assert_true(peer->pid >= 0);
	if (peer->pid == 0) {
		close(fds[0]);
		run_session(place, fds[1]);
	}
	close(fds[1]);
	peer->fd = fds[0];
	buf_init(&peer->in, ANSWER_MAX);
	buf_init(&peer->answer, ANSWER_MAX);
}

static void peer_open(struct peer *peer, struct place *place)
{
	peer_start(peer, place);
	assert_has(read_until(peer, "l1 "), "l1 OK [CAPABILITY IMAP4rev1 ");
}

static void peer_close(struct peer *peer)
{
	int status = 0;

	shutdown(peer->fd, SHUT_WR);
	close(peer->fd);
	waitpid(peer->pid, &status, 0);
	buf_release(&peer->in);
	buf_release(&peer->answer);
	assert_int_equal(status, 0);
}
#define auto_peer __attribute__((cleanup(peer_close)))

static void append(struct peer *peer, const char *options, const char *text)
{
	auto_free char *command =
		x_printf("APPEND %s {%zu+}\r\n%s", options, strlen(text), text);

	ASK_HAS(peer, command, "OK [APPENDUID ");
}

static const char message[] = "From: a@example.org\r\n"
			      "Subject: hello\r\n"
			      "Date: Thu, 1 Jan 2026 10:00:00 +0000\r\n"
			      "\r\n"
			      "body\r\n";

static void append_some(struct peer *peer, int count)
{
	while (count-- > 0)
		append(peer, "INBOX", message);
}

static int setup(void **state)
{
	struct place *place = x_calloc(1, sizeof(*place));
	struct config *config = &place->config;

	snprintf(place->dir, sizeof(place->dir), "/tmp/fumikura-imap-XXXXXX");
	if (!mkdtemp(place->dir))
		return -1;
	config->hostname = x_strdup("test.example.org");
	config->imap_idle_timeout = 60;
	config->imap_line_max = 100000;
	config->imap_literal_max = 5000;
	config->imap_bad_commands = 20;
	config->message_max = 100000;
	config->mime_parts_max = 100;
	config->mime_depth_max = 10;
	config->header_max = 100000;
	config->mailbox_max = 100;
	config->keywords_max = 64;
	*state = place;
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int flag,
		      struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static int teardown(void **state)
{
	struct place *place = *state;

	nftw(place->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(place->config.hostname);
	free(place);
	return 0;
}

/* ---- any state ---- */

static void test_imap_session__simple_commands(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	ASK_HAS(&p, "CAPABILITY", "* CAPABILITY IMAP4rev1 LITERAL+ ");
	ASK_HAS(&p, "capability", "UIDPLUS");
	ASK_HAS(&p, "noop", "OK NOOP completed");
	ASK_HAS(&p, "NOOP x", "BAD ");
	ASK_HAS(&p, "NAMESPACE", "* NAMESPACE ((\"\" \".\")) NIL NIL\r\n");
	ASK_HAS(&p, "ID NIL", "* ID (\"name\" \"Fumikura\")\r\n");
	ASK_HAS(&p, "ID (\"name\" \"x\" \"version\" NIL)", "OK ");
	ASK_HAS(&p, "ID (\"name\")", "BAD ");
	ASK_HAS(&p, "ENABLE CONDSTORE X-FOO", "* ENABLED\r\n");
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
	assert_string_equal(ask(&p, "LOGOUT"),
			    "* BYE Logging out\r\nOK Logout completed\r\n");
	assert_false(fill(&p));
}

static void test_imap_session__pipelined_commands_are_answered(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	SAY(&p, "a NOOP\r\nb CREATE x\r\nc LIST \"\" x\r\nd NOOP\r\n");
	assert_string_equal(read_until(&p, "d "),
			    "a OK NOOP completed\r\n"
			    "b OK Create completed\r\n"
			    "* LIST (\\HasNoChildren) \".\" x\r\n"
			    "c OK List completed\r\n"
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
	assert_has(read_until(&p, "* BYE"), "x BAD Unknown command\r\n");
	assert_has(buf_str(&p.answer), "* BYE Too many bad commands");
	assert_false(fill(&p));
}

static void test_imap_session__lines_without_a_tag_are_bad(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	SAY(&p, "\r\n");
	assert_has(read_until(&p, "* BAD"), "* BAD A command needs a tag");
	SAY(&p, "(foo) NOOP\r\n");
	assert_has(read_until(&p, "* BAD"), "* BAD ");
	SAY(&p, "a\r\n");
	assert_has(read_until(&p, "a BAD"), "a BAD ");
	ASK_HAS(&p, "NOOP", "OK ");
}

static void test_imap_session__a_line_too_long_is_passed_over(void **state)
{
	auto_buf struct buf line;
	auto_peer struct peer p;

	buf_init(&line, 1 << 20);
	while (line.len < 300000)
		buf_add(&line, SPAN("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
	buf_add(&line, SPAN("\r\n"));
	peer_open(&p, *state);
	SAY(&p, "a NOOP ");
	say(&p, buf_span(&line));
	assert_has(read_until(&p, "* BAD"), "* BAD [LIMIT] ");
	ASK_HAS(&p, "NOOP", "OK ");
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
	assert_has(read_until(&p, "a "), "a BAD [LIMIT] Literal too large");
	SAY(&p, "b CREATE {6000+}\r\n");
	say(&p, buf_span(&bytes));
	SAY(&p, " {3+}\r\nfoo\r\n");
	assert_has(read_until(&p, "b "), "b BAD [LIMIT] Literal too large");
	ASK_HAS(&p, "NOOP", "OK ");
	SAY(&p, "c CREATE {4000000000+}\r\n");
	assert_has(read_until(&p, "* BYE"), "* BYE [TOOBIG] ");
}

static void test_imap_session__literals_wait_for_leave(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	SAY(&p, "a CREATE {3}\r\n");
	assert_string_equal(read_until(&p, "+ "), "+ OK\r\n");
	SAY(&p, "foo\r\n");
	assert_has(read_until(&p, "a "), "a OK ");
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
	assert_has(read_until(&p, "* BYE"), "* BYE No command for too long");
	assert_false(fill(&p));
	assert_has(read_until(&q, "* BYE"), "* BYE Idle for too long");
	assert_false(fill(&q));
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
	assert_has(read_until(&p, "* BYE"), "l1 NO [UNAVAILABLE] ");
	assert_lacks(buf_str(&p.answer), place->dir);
	peer_close(&p);
}

/* ---- mailboxes ---- */

static void test_imap_session__list_shows_the_tree(void **state)
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
	ask(&p, "LIST \"\" *");
	assert_has(buf_str(&p.answer),
		   "* LIST (\\HasNoChildren) \".\" INBOX\r\n");
	assert_has(buf_str(&p.answer),
		   "* LIST (\\Noselect \\HasChildren) \".\" a\r\n");
	assert_has(buf_str(&p.answer),
		   "* LIST (\\HasNoChildren) \".\" a.b.c\r\n");
	assert_has(buf_str(&p.answer), "\".\" Entw&APw-rfe\r\n");
	ask(&p, "LIST \"\" %");
	assert_has(buf_str(&p.answer), "\".\" a\r\n");
	assert_lacks(buf_str(&p.answer), "a.b");
	ASK_HAS(&p, "LIST a. %", "\".\" a.b\r\n");
	ASK_HAS(&p, "LIST \"\" inBOX", "\".\" INBOX\r\n");
	ASK_HAS(&p, "CREATE d.", "OK ");
	ASK_HAS(&p, "LIST \"\" d", "\".\" d\r\n");
}

/* RFC 3501 6.3.9 */
static void test_imap_session__lsub_shows_parents_of_subscribed(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	ASK_HAS(&p, "CREATE a.b", "OK ");
	ASK_HAS(&p, "SUBSCRIBE a.b", "OK ");
	ASK_HAS(&p, "SUBSCRIBE a.c", "OK ");
	ASK_HAS(&p, "SUBSCRIBE INBOX", "OK ");
	ask(&p, "LSUB \"\" %");
	assert_has(buf_str(&p.answer), "* LSUB (\\Noselect) \".\" a\r\nOK ");
	assert_has(buf_str(&p.answer), "* LSUB () \".\" INBOX\r\n");
	ask(&p, "LSUB \"\" *");
	assert_has(buf_str(&p.answer), "* LSUB () \".\" a.b\r\n");
	assert_has(buf_str(&p.answer), "* LSUB () \".\" a.c\r\n");
	assert_lacks(buf_str(&p.answer), "\".\" a\r\n");
	ASK_HAS(&p, "UNSUBSCRIBE a.b", "OK ");
	assert_lacks(ask(&p, "LSUB \"\" *"), "a.b\r\n");
	assert_lacks(ask(&p, "LIST \"\" *"), "a.c\r\n");
}

static void test_imap_session__rename_and_delete(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	ASK_HAS(&p, "CREATE a.b", "OK ");
	append(&p, "a.b", message);
	ASK_HAS(&p, "SELECT a.b", "* 1 EXISTS\r\n");
	ASK_HAS(&p, "RENAME a z.y", "OK ");
	append(&p, "z.y.b", message);
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

static void test_imap_session__status_counts(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	append(&p, "INBOX (\\Seen)", message);
	append(&p, "INBOX", message);
	ASK_HAS(&p, "STATUS inbox (MESSAGES UNSEEN UIDNEXT)",
		"* STATUS INBOX (MESSAGES 2 UNSEEN 1 UIDNEXT 3)\r\n");
	ASK_HAS(&p, "STATUS INBOX (UIDVALIDITY RECENT)", "UIDVALIDITY ");
	ASK_HAS(&p, "STATUS INBOX (FOO)", "BAD ");
	ASK_HAS(&p, "STATUS INBOX ()", "BAD ");
	ASK_HAS(&p, "STATUS nope (MESSAGES)", "NO [NONEXISTENT] ");
}

static void test_imap_session__select_says_what_rfc_wants(void **state)
{
	auto_peer struct peer p;
	const char *answer;

	peer_open(&p, *state);
	append(&p, "INBOX (\\Seen)", message);
	append_some(&p, 2);
	answer = ask(&p, "SELECT INBOX");
	assert_has(answer, "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen "
			   "\\Draft");
	assert_has(answer, "* OK [PERMANENTFLAGS (\\Answered ");
	assert_has(answer, "\\*)] ");
	assert_has(answer, "* 3 EXISTS\r\n* 3 RECENT\r\n");
	assert_has(answer, "* OK [UNSEEN 2] ");
	assert_has(answer, "* OK [UIDVALIDITY ");
	assert_has(answer, "* OK [UIDNEXT 4] ");
	assert_has(answer, "OK [READ-WRITE] ");
	answer = ask(&p, "EXAMINE INBOX");
	assert_has(answer, "* OK [PERMANENTFLAGS ()] ");
	assert_has(answer, "* 0 RECENT\r\n");
	assert_has(answer, "OK [READ-ONLY] ");
	ASK_HAS(&p, "STORE 1 FLAGS ()", "NO [READ-ONLY] ");
	ASK_HAS(&p, "EXPUNGE", "NO [READ-ONLY] ");
	ASK_HAS(&p, "SELECT nope", "NO [NONEXISTENT] ");
	ASK_HAS(&p, "SEARCH ALL", "BAD No mailbox");
}

/* ---- messages ---- */

/* An announcement must not cost a look at all that came before it. */
static void test_imap_session__many_literals_take_little_time(void **state)
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
	say(&p, buf_span(&line));
	assert_has(read_until(&p, "a "), "a BAD ");
}

static void test_imap_session__append_keeps_flags_and_date(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	ASK_HAS(&p, "SELECT INBOX", "OK ");
	append(&p, "INBOX (\\Seen $Work) \"01-Jan-2020 10:00:00 +0000\"",
	       message);
	ASK_HAS(&p, "SEARCH KEYWORD $work SEEN ON 1-Jan-2020",
		"* SEARCH 1\r\n");
	SAY(&p, "a APPEND inbox {5}\r\n");
	assert_has(read_until(&p, "+ "), "+ OK\r\n");
	SAY(&p, "a: b\n\r\n");
	assert_has(read_until(&p, "a "), "* 2 EXISTS\r\n");
	assert_has(buf_str(&p.answer), "a OK [APPENDUID ");
	SAY(&p, "b APPEND {5}\r\n");
	assert_has(read_until(&p, "+ "), "+ OK\r\n");
	SAY(&p, "INBOX {5}\r\n");
	assert_has(read_until(&p, "+ "), "+ OK\r\n");
	SAY(&p, "a: b\n\r\n");
	assert_has(read_until(&p, "b "), "b OK [APPENDUID ");
}

static void test_imap_session__append_is_refused_before_it_comes(void **state)
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
	ASK_HAS(&p, "APPEND INBOX {5+}\r\na: b\n {3+}\r\nfoo", "BAD ");
	ASK_HAS(&p, "STATUS INBOX (MESSAGES)", "(MESSAGES 0)");
	SAY(&p, "x APPEND INBOX {4000000000+}\r\n");
	assert_has(read_until(&p, "* BYE"), "* BYE [TOOBIG] ");
}

static void test_imap_session__quota_holds(void **state)
{
	struct place *place = *state;
	auto_peer struct peer p;

	place->quota_messages = 2;
	peer_open(&p, place);
	append_some(&p, 2);
	ASK_HAS(&p, "APPEND INBOX {5}", "NO [OVERQUOTA] ");
	ASK_HAS(&p, "APPEND INBOX {5+}\r\na: b\n", "NO [OVERQUOTA] ");
	ASK_HAS(&p, "CREATE x", "OK ");
	ASK_HAS(&p, "SELECT INBOX", "* 2 EXISTS");
	ASK_HAS(&p, "COPY 1 x", "NO [OVERQUOTA] ");
	ASK_HAS(&p, "MOVE 1 x", "OK ");
}

static void test_imap_session__store_answers_unless_silent(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	append_some(&p, 3);
	ASK_HAS(&p, "SELECT INBOX", "* 3 EXISTS");
	assert_string_equal(ask(&p, "STORE 1:2 +FLAGS (\\Seen)"),
			    "* 1 FETCH (FLAGS (\\Seen \\Recent))\r\n"
			    "* 2 FETCH (FLAGS (\\Seen \\Recent))\r\n"
			    "OK Store completed\r\n");
	assert_string_equal(ask(&p, "UID STORE 2:3 -flags \\Seen"),
			    "* 2 FETCH (UID 2 FLAGS (\\Recent))\r\n"
			    "* 3 FETCH (UID 3 FLAGS (\\Recent))\r\n"
			    "OK Store completed\r\n");
	assert_string_equal(ask(&p, "STORE 1:* FLAGS.SILENT (\\Draft)"),
			    "OK Store completed\r\n");
	assert_string_equal(ask(&p, "NOOP"), "OK NOOP completed\r\n");
	ASK_HAS(&p, "SEARCH DRAFT", "* SEARCH 1 2 3\r\n");
	ASK_HAS(&p, "STORE 4 FLAGS ()", "BAD ");
	ASK_HAS(&p, "UID STORE 99 +FLAGS (\\Seen)", "OK Store completed");
	ASK_HAS(&p, "STORE 1 FLAGS (\\Foo)", "BAD ");
}

static void test_imap_session__new_keywords_are_told(void **state)
{
	auto_peer struct peer p;
	const char *answer;

	peer_open(&p, *state);
	append_some(&p, 1);
	ASK_HAS(&p, "SELECT INBOX", "* 1 EXISTS");
	answer = ask(&p, "STORE 1 +FLAGS ($Work)");
	assert_has(answer, "$Work)\r\n* OK [PERMANENTFLAGS (");
	assert_has(answer, "* 1 FETCH (FLAGS ($Work \\Recent))\r\n");
	assert_lacks(ask(&p, "STORE 1 +FLAGS ($work)"), "PERMANENT");
	ASK_HAS(&p, "STORE 1 -FLAGS ($WORK)",
		"* 1 FETCH (FLAGS (\\Recent))\r\n");
}

static void test_imap_session__search_by_number_and_uid(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	append_some(&p, 4);
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

static void test_imap_session__copy_and_move_tell_uids(void **state)
{
	auto_peer struct peer p;
	const char *answer;

	peer_open(&p, *state);
	append_some(&p, 3);
	ASK_HAS(&p, "CREATE x", "OK ");
	ASK_HAS(&p, "SELECT INBOX", "* 3 EXISTS");
	ASK_HAS(&p, "COPY 1:2 nope", "NO [TRYCREATE] ");
	answer = ask(&p, "COPY 1,3 x");
	assert_has(answer, "OK [COPYUID ");
	assert_has(answer, " 1,3 1:2] Copy completed");
	answer = ask(&p, "UID MOVE 2:3 x");
	assert_has(answer, " 2:3 3:4] Moved\r\n* 3 EXPUNGE\r\n"
			   "* 2 EXPUNGE\r\nOK Move completed");
	ASK_HAS(&p, "UID COPY 77 x", "OK No messages found");
	ASK_HAS(&p, "STATUS x (MESSAGES)", "(MESSAGES 4)");
	ASK_HAS(&p, "MOVE 1 x", "* 1 EXPUNGE\r\n");
}

static void test_imap_session__expunge_by_uid_spares_others(void **state)
{
	auto_peer struct peer p;

	peer_open(&p, *state);
	append_some(&p, 3);
	ASK_HAS(&p, "SELECT INBOX", "* 3 EXISTS");
	ASK_HAS(&p, "STORE 1,3 +FLAGS.SILENT (\\Deleted)", "OK ");
	assert_string_equal(ask(&p, "UID EXPUNGE 2:9"),
			    "* 3 EXPUNGE\r\nOK Expunge completed\r\n");
	assert_string_equal(ask(&p, "CLOSE"), "OK Close completed\r\n");
	ASK_HAS(&p, "STATUS INBOX (MESSAGES)", "(MESSAGES 1)");
	ASK_HAS(&p, "SELECT INBOX", "* 1 EXISTS");
	ASK_HAS(&p, "STORE 1 +FLAGS.SILENT (\\Deleted)", "OK ");
	ASK_HAS(&p, "UNSELECT", "OK ");
	ASK_HAS(&p, "STATUS INBOX (MESSAGES)", "(MESSAGES 1)");
}

/* ---- two sessions ---- */

/* RFC 3501 7.4.1 */
static void test_imap_session__expunges_wait_for_their_moment(void **state)
{
	auto_peer struct peer p;
	auto_peer struct peer q;

	peer_open(&p, *state);
	append_some(&p, 3);
	ASK_HAS(&p, "SELECT INBOX", "* 3 EXISTS");
	peer_open(&q, *state);
	ASK_HAS(&q, "SELECT INBOX", "* 3 EXISTS");
	ASK_HAS(&q, "UID STORE 1 +FLAGS.SILENT (\\Deleted)", "OK ");
	ASK_HAS(&q, "EXPUNGE", "* 1 EXPUNGE\r\n");
	append_some(&q, 1);
	assert_lacks(ask(&p, "SEARCH ALL"), "EXPUNGE");
	assert_lacks(ask(&p, "STORE 2 +FLAGS (\\Seen)"), "EXPUNGE");
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
	assert_has(read_until(&p, "+ "), "+ ");
	peer_open(&q, *state);
	append_some(&q, 1);
	assert_has(read_until(&p, "* 1 EXISTS"), "* 1 EXISTS");
	ASK_HAS(&q, "SELECT INBOX", "OK ");
	ASK_HAS(&q, "STORE 1 +FLAGS (\\Deleted)", "OK ");
	assert_has(read_until(&p, "* 1 FETCH"), "\\Deleted");
	ASK_HAS(&q, "EXPUNGE", "* 1 EXPUNGE");
	assert_has(read_until(&p, "* 1 EXPUNGE"), "* 1 EXPUNGE");
	SAY(&p, "done\r\n");
	assert_has(read_until(&p, "i "), "i OK Idle completed");
	SAY(&p, "j IDLE\r\n");
	assert_has(read_until(&p, "+ "), "+ ");
	SAY(&p, "k NOOP\r\n");
	assert_has(read_until(&p, "j "), "j BAD ");
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
	assert_false(fill(&p));
}

static void test_imap_session__a_deleted_mailbox_ends_idle(void **state)
{
	auto_peer struct peer p;
	auto_peer struct peer q;

	peer_open(&p, *state);
	ASK_HAS(&p, "CREATE x", "OK ");
	ASK_HAS(&p, "SELECT x", "OK ");
	SAY(&p, "i IDLE\r\n");
	assert_has(read_until(&p, "+ "), "+ ");
	peer_open(&q, *state);
	ASK_HAS(&q, "DELETE x", "OK ");
	assert_has(read_until(&p, "* BYE"), "* BYE [UNAVAILABLE] ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(test_imap_session__##name, setup,      \
					teardown)
		T(simple_commands),
		T(logout_says_bye_first),
		T(pipelined_commands_are_answered),
		T(twenty_bad_commands_end_it),
		T(lines_without_a_tag_are_bad),
		T(a_line_too_long_is_passed_over),
		T(large_literals_are_refused),
		T(literals_wait_for_leave),
		T(silence_ends_it),
		T(a_store_in_trouble_is_told),
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
		T(expunges_wait_for_their_moment),
		T(idle_hears_at_once),
		T(a_deleted_mailbox_ends_it),
		T(a_deleted_mailbox_ends_idle),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
