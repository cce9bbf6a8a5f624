/* SPDX-License-Identifier: MIT */
/* Whole conversations; delivery is played by the functions below. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/check.h"
#include "base/log.h"
#include "base/x.h"
#include "deliver/deliver_mail.h"
#include "lmtp/lmtp_session.h"

/* ---- the play ---- */

struct deliver_mail {
	struct buf bytes;
};

static struct buf stored; /* "user:mailbox:message;" of each store */
static char envelope[600];
static enum err_kind end_kind;
static int client_fd = -1;
static bool seen_slow; /* had the client its answer when "after" was stored? */

static struct err trouble(enum err_kind kind, int os)
{
	struct err err;

	err_set(&err, kind, "Play");
	err.os = os;
	return err;
}

const char *deliver_host(const struct deliver *d)
{
	(void)d;
	return "mx.test";
}

bool deliver_find(struct deliver *d, struct span address, struct account *out,
		  struct span *out_detail, struct err *err)
{
	size_t plus = span_find_char(address, '+');

	(void)d;
	*out_detail = span_from(address, plus + 1);
	*out = (struct account){ .uid = UINT32_MAX };
	if (span_eq(address, SPAN("unknown")))
		return err_set(err, ERR_NOTFOUND, "No such user");
	if (span_eq(address, SPAN("down")))
		return err_set(err, ERR_TEMP, "Temporary failure");
	snprintf(out->user, sizeof(out->user), "%.*s",
		 SPAN_ARG(span_first(address, plus)));
	if (span_eq(address, SPAN("off")))
		return err_set(err, ERR_DISABLED, "Mailbox disabled");
	return true;
}

void deliver_open_site(struct deliver *d)
{
	(void)d;
}

bool deliver_check_is_needed(const struct account *account)
{
	(void)account;
	return true;
}

bool deliver_check(struct deliver *d, const struct account *account,
		   struct span mailbox, uint64_t size, struct err *err)
{
	(void)d;
	(void)mailbox;
	if (span_eq(span_of(account->user), SPAN("full")))
		return err_set(err, ERR_QUOTA, "Mailbox full");
	if (span_eq(span_of(account->user), SPAN("small")) && size > 10)
		return err_set(err, ERR_LIMIT, "Too big");
	return true;
}

bool deliver_ask_rules(struct deliver *d, const struct account *account,
		       struct err *err)
{
	(void)d;
	return !span_eq(span_of(account->user), SPAN("norules")) ||
	       err_set(err, ERR_TEMP, "Temporary failure");
}

struct deliver_mail *deliver_mail_begin(struct deliver *d,
					const struct deliver_envelope *e)
{
	struct deliver_mail *mail = x_calloc(1, sizeof(*mail));
	struct span recipient = { 0 };
	struct span origin = { 0 };

	(void)d;
	if (e->only) {
		recipient =
			e->only->final.len ? e->only->final : e->only->address;
		origin = e->only->origin;
	}
	snprintf(envelope, sizeof(envelope), "%.*s|%.*s|%.*s|%.*s%s",
		 SPAN_ARG(e->sender), SPAN_ARG(recipient), SPAN_ARG(origin),
		 SPAN_ARG(e->protocol), e->binary ? "|binary" : "");
	buf_init(&mail->bytes, 1 << 20);
	return mail;
}

bool deliver_mail_open_file(struct deliver *d, const struct account *account,
			    int *out_fd, struct err *err)
{
	(void)d;
	(void)account;
	(void)out_fd;
	return err_set(err, ERR_TEMP, "Temporary failure");
}

void deliver_mail_write(struct deliver_mail *mail, struct span bytes)
{
	buf_add(&mail->bytes, bytes);
}

bool deliver_mail_end(struct deliver_mail *mail, struct err *err)
{
	(void)mail;
	return end_kind == ERR_NONE || err_set(err, end_kind, "Play");
}

static void note_seen(void)
{
	static char answers[4096];
	ssize_t got = recv(client_fd, answers, sizeof(answers) - 1,
			   MSG_PEEK | MSG_DONTWAIT);

	answers[got > 0 ? got : 0] = '\0';
	seen_slow = strstr(answers, "<slow>") != NULL;
}

bool deliver_mail_store(struct deliver_mail *mail,
			const struct deliver_recipient *to,
			struct deliver_stored *out, struct err *err)
{
	struct span user = span_of(to->account->user);

	if (span_eq(user, SPAN("slow")))
		usleep(1100 * 1000);
	if (span_eq(user, SPAN("after")))
		note_seen();
	if (span_eq(user, SPAN("overnow")))
		return err_set(err, ERR_QUOTA, "Mailbox full");
	if (span_eq(user, SPAN("disk"))) {
		*err = trouble(ERR_TEMP, ENOSPC);
		return false;
	}
	if (span_eq(user, SPAN("broken"))) {
		*err = trouble(ERR_CORRUPT, 0);
		return false;
	}
	if (span_eq(user, SPAN("looping")))
		return err_set(err, ERR_STATE, "Mail loop");
	buf_add_format(&stored, "%s:%.*s:%.*s;", to->account->user,
		       SPAN_ARG(to->mailbox), SPAN_ARG(buf_span(&mail->bytes)));
	out->uid = 1;
	out->mailbox = to->mailbox;
	out->outcome = "stored";
	return true;
}

bool deliver_mail_is_bounced(const struct deliver *d, struct span sender,
			     const struct err *refusal)
{
	(void)d;
	return sender.len && refusal->kind == ERR_QUOTA;
}

void deliver_mail_free(struct deliver_mail **mail)
{
	if (*mail)
		buf_release(&(*mail)->bytes);
	free(*mail);
	*mail = NULL;
}

uint64_t deliver_mail_size(const struct deliver_mail *mail)
{
	return mail->bytes.len;
}

const char *deliver_mail_queue(const struct deliver_mail *mail)
{
	(void)mail;
	return "Q1";
}

const char *deliver_mail_id(const struct deliver_mail *mail)
{
	(void)mail;
	return "<id@x>";
}

bool deliver_can_send(const struct deliver *d)
{
	(void)d;
	return true;
}

int deliver_mail_fd(const struct deliver_mail *mail)
{
	(void)mail;
	return -1;
}

void deliver_rest(struct deliver *d)
{
	(void)d;
}

bool deliver_mail_is_told(const struct deliver_mail *mail,
			  const struct deliver_recipient *to,
			  enum deliver_dsn_report report)
{
	(void)mail;
	(void)to;
	(void)report;
	return false;
}

void deliver_mail_report(struct deliver_mail *mail,
			 const struct deliver_recipient *to,
			 enum deliver_dsn_report report)
{
	(void)mail;
	(void)to;
	(void)report;
}

/* ---- the conversations ---- */

static const struct lmtp_peer trusted = { .known = true,
					  .trusted = true,
					  .introduces = true };
static char codes[4096];
static bool by_detail, tempfail, crowded;

/* The first nine bytes at most of each reply's last line: its codes. */
static void note_codes(struct span replies)
{
	struct span line;
	size_t at = 0;

	codes[0] = '\0';
	while (span_cut(&replies, '\n', &line)) {
		size_t end;

		if (line.len < 4 || line.ptr[3] == '-')
			continue;
		line = span_trim(line);
		end = 4 + span_find_char(span_from(line, 4), ' ');
		if (!(line.len > 5 && line.ptr[5] == '.'))
			end = 3;
		at += (size_t)snprintf(codes + at, sizeof(codes) - at, "%.*s, ",
				       (int)end, line.ptr);
		assert_true(at < sizeof(codes));
	}
}

/* What the client sends at once, and then leaves; codes has the replies. */
static void talk_as(const struct lmtp_peer *peer, const char *input)
{
	static char disabled[] = "550 5.2.1 Off";
	char isolation[] = "uid";
	const struct config config = { .message_max = 1000,
				       .lmtp_recipients_max = 3,
				       .lmtp_user_concurrency = 2,
				       .reply_disabled = disabled,
				       .isolation = isolation,
				       .lmtp_save_to_detail_mailbox = by_detail,
				       .quota_full_tempfail = tempfail };
	struct lmtp_crowd crowd;
	struct lmtp_quit quit = { .fd = -1 };
	const struct lmtp_shared shared = { .config = &config,
					    .crowd = &crowd,
					    .quit = &quit };
	struct err err;
	static char replies[65536];
	struct stream stream;
	size_t len = 0;
	ssize_t got;
	int fds[2];

	buf_reset(&stored);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	assert_int_equal(write(fds[1], input, strlen(input)),
			 (ssize_t)strlen(input));
	shutdown(fds[1], SHUT_WR);
	stream_init(&stream, fds[0], fds[0], 65536, 5000);
	assert_true(lmtp_crowd_open(&crowd, 3, &err));
	for (unsigned i = 1; i < 3 && crowded; i++)
		assert_true(lmtp_crowd_begin(&crowd, i, "a", 0));
	client_fd = fds[1];
	lmtp_session_run(&shared, peer, &stream);
	lmtp_crowd_close(&crowd);
	stream_release(&stream);
	while ((got = read(fds[1], replies + len, sizeof(replies) - len)) > 0)
		len += (size_t)got;
	close(fds[1]);
	note_codes(span_make(replies, len));
}

static void talk(const char *input)
{
	talk_as(&trusted, input);
}

#define BEGIN "LHLO c\r\nMAIL FROM:<s@x>\r\n"
#define SAID  "220, 250, 250 2.1.0, "

static void test_lmtp_session__a_message_is_stored(void **state)
{
	(void)state;
	talk(BEGIN "RCPT TO:<a>\r\nDATA\r\nA: b\r\n\r\n..x\r\n.\r\nQUIT\r\n");
	assert_string_equal(codes, SAID "250 2.1.5, 354, 250 2.1.5, "
					"221 2.0.0, ");
	assert_string_equal(buf_str(&stored), "a:INBOX:A: b\r\n\r\n.x\r\n;");
	assert_string_equal(envelope, "s@x|a||LMTP");
}

/* RFC 2033 4.2: one reply for each accepted RCPT, in their order. */
static void test_lmtp_session__each_recipient_gets_its_reply(void **state)
{
	(void)state;
	talk(BEGIN "RCPT TO:<a>\r\nRCPT TO:<unknown>\r\nRCPT TO:<overnow>\r\n"
		   "RCPT TO:<b>\r\nDATA\r\nx\r\n.\r\nNOOP\r\n");
	assert_string_equal(codes, SAID "250 2.1.5, 550 5.1.1, 250 2.1.5, "
					"250 2.1.5, 354, 250 2.1.5, 552 5.2.2, "
					"250 2.1.5, 250 2.0.0, ");
	assert_string_equal(buf_str(&stored), "a:INBOX:x\r\n;b:INBOX:x\r\n;");
	assert_string_equal(envelope, "s@x|||LMTP");
	talk(BEGIN "RCPT TO:<disk>\r\nRCPT TO:<broken>\r\nDATA\r\nx\r\n.\r\n");
	assert_string_equal(codes, SAID "250 2.1.5, 250 2.1.5, 354, "
					"452 4.3.1, 451 4.3.0, ");
}

static void test_lmtp_session__answers_don_t_wait_for_all(void **state)
{
	(void)state;
	talk(BEGIN "RCPT TO:<slow>\r\nRCPT TO:<after>\r\n"
		   "DATA\r\nx\r\n.\r\n");
	assert_true(seen_slow);
	assert_string_equal(codes, SAID "250 2.1.5, 250 2.1.5, 354, "
					"250 2.1.5, 250 2.1.5, ");
}

static void test_lmtp_session__one_message_for_a_user_named_twice(void **state)
{
	(void)state;
	talk(BEGIN "RCPT TO:<a>\r\nRCPT TO:<a+x>\r\nDATA\r\nx\r\n.\r\n");
	assert_string_equal(codes, SAID "250 2.1.5, 250 2.1.5, 354, "
					"250 2.1.5, 250 2.1.5, ");
	assert_string_equal(buf_str(&stored), "a:INBOX:x\r\n;");
}

static void test_lmtp_session__recipients_are_refused_with_reason(void **state)
{
	(void)state;
	talk("LHLO c\r\nMAIL FROM:<> SIZE=20\r\nRCPT TO:<unknown>\r\n"
	     "RCPT TO:<off>\r\nRCPT TO:<down>\r\nRCPT TO:<full>\r\n"
	     "RCPT TO:<small>\r\nDATA\r\nRSET\r\n");
	assert_string_equal(codes, SAID "550 5.1.1, 550 5.2.1, 451 4.3.0, "
					"552 5.2.2, 552 5.2.3, 503 5.5.1, "
					"250 2.0.0, ");
	talk(BEGIN "RCPT TO:<a>\r\nRCPT TO:<b>\r\nRCPT TO:<c>\r\n"
		   "RCPT TO:<d>\r\n");
	assert_string_equal(codes, SAID "250 2.1.5, 250 2.1.5, 250 2.1.5, "
					"452 4.5.3, ");
	talk("LHLO c\r\nMAIL FROM:<> SIZE=1001\r\nRCPT TO:<a>\r\n");
	assert_string_equal(codes, "220, 250, 552 5.3.4, 503 5.5.1, ");
}

static void test_lmtp_session__the_whole_message_can_be_refused(void **state)
{
	(void)state;
	end_kind = ERR_LIMIT;
	talk(BEGIN "RCPT TO:<a>\r\nRCPT TO:<b>\r\nDATA\r\nx\r\n.\r\n");
	assert_string_equal(codes, SAID "250 2.1.5, 250 2.1.5, 354, "
					"552 5.3.4, 552 5.3.4, ");
	end_kind = ERR_STATE;
	talk(BEGIN "RCPT TO:<a>\r\nDATA\r\nx\r\n.\r\n");
	assert_string_equal(codes, SAID "250 2.1.5, 354, 554 5.4.6, ");
	end_kind = ERR_NONE;
	assert_int_equal(stored.len, 0);
	talk(BEGIN "RCPT TO:<norules>\r\nRCPT TO:<a>\r\nDATA\r\nx\r\n.\r\n");
	assert_string_equal(codes,
			    SAID "451 4.3.0, 250 2.1.5, 354, 250 2.1.5, ");
}

static void test_lmtp_session__a_cut_message_is_not_stored(void **state)
{
	(void)state;
	talk(BEGIN "RCPT TO:<a>\r\nDATA\r\nx\r\n.");
	assert_string_equal(codes, SAID "250 2.1.5, 354, ");
	assert_int_equal(stored.len, 0);
}

/* RFC 3030 3 */
static void test_lmtp_session__binary_goes_with_bdat_alone(void **state)
{
	(void)state;
	talk("LHLO c\r\nMAIL FROM:<s@x> BODY=BINARYMIME\r\nRCPT TO:<a>\r\n"
	     "DATA\r\nBDAT 2 LAST\r\nx\nNOOP\r\n");
	assert_string_equal(codes, SAID "250 2.1.5, 503 5.5.1, 250 2.1.5, "
					"250 2.0.0, ");
	assert_string_equal(buf_str(&stored), "a:INBOX:x\n;");
	assert_string_equal(envelope, "s@x|a||LMTP|binary");
	talk("LHLO c\r\nMAIL FROM:<> BODY=BINARYMIME\r\nRSET\r\n"
	     "MAIL FROM:<s@x>\r\nRCPT TO:<a>\r\nDATA\r\nx\r\n.\r\n");
	assert_string_equal(codes, SAID "250 2.0.0, 250 2.1.0, 250 2.1.5, "
					"354, 250 2.1.5, ");
	assert_string_equal(envelope, "s@x|a||LMTP");
}

static void test_lmtp_session__order_of_commands(void **state)
{
	(void)state;
	talk("MAIL FROM:<>\r\nRCPT TO:<a>\r\nDATA\r\nVRFY a\r\nEHLO x\r\n");
	assert_string_equal(codes, "220, 503 5.5.1, 503 5.5.1, 503 5.5.1, "
				   "252 2.5.0, 500 5.5.2, ");
	talk(BEGIN "MAIL FROM:<>\r\nRSET\r\nMAIL FROM:<>\r\nLHLO d\r\n"
		   "RCPT TO:<a>\r\nMAIL FROM:<a> X=1\r\n");
	assert_string_equal(codes, SAID "503 5.5.1, 250 2.0.0, 250 2.1.0, "
					"250, 503 5.5.1, 555 5.5.4, ");
	/* the next transaction knows nothing of the last */
	talk(BEGIN "RCPT TO:<a>\r\nDATA\r\nx\r\n.\r\nDATA\r\n"
		   "MAIL FROM:<t@x> SMTPUTF8\r\nRCPT TO:<b>\r\nDATA\r\n.\r\n");
	assert_string_equal(codes, SAID "250 2.1.5, 354, 250 2.1.5, "
					"503 5.5.1, 250 2.1.0, 250 2.1.5, 354, "
					"250 2.1.5, ");
	assert_string_equal(buf_str(&stored), "a:INBOX:x\r\n;b:INBOX:;");
	assert_string_equal(envelope, "t@x|b||UTF8LMTP");
}

static void test_lmtp_session__too_many_errors_end_it(void **state)
{
	auto_buf struct buf input;

	(void)state;
	buf_init(&input, 100000);
	for (unsigned i = 0; i < 100; i++)
		buf_add_str(&input, "XYZ\r\n");
	talk(buf_str(&input));
	assert_true(span_ends(span_of(codes), SPAN("500 5.5.2, 421 4.7.0, ")));
	assert_int_equal(span_of(codes).len,
			 5 + 19 * 11 + span_of("421 4.7.0, ").len);
	buf_reset(&input);
	for (unsigned i = 0; i < 2000; i++)
		buf_add_str(&input, "long line ");
	buf_add_str(&input, "\r\nNOOP\r\n");
	talk(buf_str(&input));
	assert_string_equal(codes, "220, 500 5.5.6, 250 2.0.0, ");
}

static void test_lmtp_session__our_command_names_the_mailbox(void **state)
{
	(void)state;
	talk(BEGIN "RCPT TO:<a> XMAILBOX=J+C3+BC XORIG=o XFINAL=f@x\r\n"
		   "DATA\r\nx\r\n.\r\n");
	assert_string_equal(buf_str(&stored), "a:J\xc3\xbc:x\r\n;");
	assert_string_equal(envelope, "s@x|f@x|o|LMTP");
	talk(BEGIN "RCPT TO:<a> XMAILBOX=a+0Ab\r\n");
	assert_string_equal(codes, SAID "501 5.5.4, ");
}

/* RFC 3030 2: chunks are octets; one reply each, behind the last one for each
 * recipient (RFC 2033 4.2). */
static void test_lmtp_session__chunks_make_a_message(void **state)
{
	(void)state;
	talk(BEGIN "RCPT TO:<a>\r\nRCPT TO:<b>\r\nBDAT 6\r\nA: b\r\n"
		   "BDAT 0\r\nBDAT 9 LAST\r\n\r\n.\r\nend\nNOOP\r\n");
	assert_string_equal(codes, SAID "250 2.1.5, 250 2.1.5, 250 2.0.0, "
					"250 2.0.0, 250 2.1.5, 250 2.1.5, "
					"250 2.0.0, ");
	assert_string_equal(buf_str(&stored),
			    "a:INBOX:A: b\r\n\r\n.\r\nend\n;"
			    "b:INBOX:A: b\r\n\r\n.\r\nend\n;");
}

static void test_lmtp_session__a_useless_chunk_is_passed_over(void **state)
{
	(void)state;
	talk("BDAT 6\r\nQUIT\r\nLHLO c\r\nMAIL FROM:<s@x>\r\n"
	     "RCPT TO:<unknown>\r\nBDAT 6 LAST\r\nQUIT\r\nNOOP\r\n");
	assert_string_equal(codes, "220, 503 5.5.1, 250, 250 2.1.0, "
				   "550 5.1.1, 503 5.5.1, 250 2.0.0, ");
	/* neither DATA nor RCPT between chunks */
	talk(BEGIN "RCPT TO:<a>\r\nBDAT 1\r\nxDATA\r\nRCPT TO:<b>\r\n"
		   "BDAT 1 LAST\r\ny");
	assert_string_equal(codes, SAID "250 2.1.5, 250 2.0.0, 503 5.5.1, "
					"503 5.5.1, 250 2.1.5, ");
	assert_string_equal(buf_str(&stored), "a:INBOX:xy;");
	/* RSET and the end of the connection forget what came */
	talk(BEGIN "RCPT TO:<a>\r\nBDAT 1\r\nxRSET\r\nBDAT 1 LAST\r\ny" BEGIN
		   "RCPT TO:<a>\r\nBDAT 4 LAST\r\nxyz");
	assert_string_equal(codes, SAID "250 2.1.5, 250 2.0.0, 250 2.0.0, "
					"503 5.5.1, 250, 250 2.1.0, "
					"250 2.1.5, ");
	assert_int_equal(stored.len, 0);
	talk(BEGIN "RCPT TO:<a>\r\nBDAT\r\nBDAT x\r\nBDAT 1 FIRST\r\n");
	assert_string_equal(codes, SAID "250 2.1.5, 501 5.5.4, 501 5.5.4, "
					"501 5.5.4, ");
}

/* RFC 2033 4.3: the last chunk has an answer for each recipient in any case. */
static void test_lmtp_session__last_chunk_refused_for_each(void **state)
{
	(void)state;
	end_kind = ERR_TEMP;
	talk(BEGIN "RCPT TO:<a>\r\nRCPT TO:<b>\r\n"
		   "BDAT 6 LAST\r\nQUIT\r\nBDAT 1 LAST\r\nxNOOP\r\n");
	end_kind = ERR_NONE;
	assert_string_equal(codes, SAID "250 2.1.5, 250 2.1.5, 451 4.3.0, "
					"451 4.3.0, 503 5.5.1, 250 2.0.0, ");
	assert_int_equal(stored.len, 0);
}

static void test_lmtp_session__who_introduces_a_client(void **state)
{
	const struct lmtp_peer host = { .known = true,
					.trusted = true,
					.address = "192.0.2.1" };
	(void)state;
	talk("XCLIENT ADDR=198.51.100.7 NAME=c.example HELO=[UNAVAILABLE]\r\n"
	     "LHLO c\r\nXFORWARD IDENT=Q2 SOURCE=REMOTE\r\n"
	     "MAIL FROM:<>\r\nXCLIENT ADDR=192.0.2.1\r\n"
	     "XFORWARD ADDR=192.0.2.1\r\nRSET\r\nXCLIENT IDENT=1\r\n"
	     "XFORWARD\r\nXCLIENT ADDR=300.1.1.1\r\n");
	assert_string_equal(codes, "220, 220, 250, 250 2.0.0, 250 2.1.0, "
				   "503 5.5.1, 503 5.5.1, 250 2.0.0, "
				   "501 5.5.4, 501 5.5.4, 501 5.5.4, ");
	talk_as(&host, "LHLO c\r\nXCLIENT ADDR=198.51.100.7\r\n"
		       "XFORWARD NAME=x\r\nSTARTTLS\r\n");
	assert_string_equal(codes, "220, 250, 550 5.7.1, 550 5.7.1, "
				   "502 5.5.1, ");
}

static void test_lmtp_session__settings_shape_replies(void **state)
{
	(void)state;
	by_detail = tempfail = crowded = true;
	talk(BEGIN "RCPT TO:<full>\r\nRCPT TO:<a>\r\nRCPT TO:<b+Li.st>\r\n"
		   "RCPT TO:<b>\r\nRCPT TO:<b+x> XMAILBOX=y\r\n"
		   "DATA\r\nx\r\n.\r\n");
	by_detail = tempfail = crowded = false;
	assert_string_equal(codes, SAID "452 4.2.2, 451 4.3.0, 250 2.1.5, "
					"250 2.1.5, 250 2.1.5, 354, "
					"250 2.1.5, 250 2.1.5, 250 2.1.5, ");
	assert_string_equal(buf_str(&stored),
			    "b:Li.st:x\r\n;b:INBOX:x\r\n;b:y:x\r\n;");
	talk(BEGIN "RCPT TO:<looping>\r\nDATA\r\nx\r\n.\r\n");
	assert_string_equal(codes, SAID "250 2.1.5, 354, 554 5.4.6, ");
}

static void test_lmtp_session__others_deliver_to_themselves_only(void **state)
{
	const struct lmtp_peer bob = { .known = true,
				       .uid = 4711,
				       .name = "bob" };
	(void)state;
	talk_as(&bob, BEGIN "RCPT TO:<a>\r\nRCPT TO:<unknown>\r\n"
			    "RCPT TO:<off>\r\nRCPT TO:<down>\r\n"
			    "RCPT TO:<bob>\r\n");
	assert_string_equal(codes, SAID "550 5.7.1, 550 5.7.1, 550 5.7.1, "
					"451 4.3.0, 250 2.1.5, ");
}

static int set_up(void **state)
{
	(void)state;
	log_init("test", LOG_LEVEL_ERROR);
	buf_init(&stored, 1 << 20);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	buf_release(&stored);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lmtp_session__a_message_is_stored),
		cmocka_unit_test(
			test_lmtp_session__each_recipient_gets_its_reply),
		cmocka_unit_test(test_lmtp_session__answers_don_t_wait_for_all),
		cmocka_unit_test(
			test_lmtp_session__one_message_for_a_user_named_twice),
		cmocka_unit_test(
			test_lmtp_session__recipients_are_refused_with_reason),
		cmocka_unit_test(
			test_lmtp_session__the_whole_message_can_be_refused),
		cmocka_unit_test(
			test_lmtp_session__a_cut_message_is_not_stored),
		cmocka_unit_test(
			test_lmtp_session__binary_goes_with_bdat_alone),
		cmocka_unit_test(test_lmtp_session__order_of_commands),
		cmocka_unit_test(test_lmtp_session__too_many_errors_end_it),
		cmocka_unit_test(
			test_lmtp_session__our_command_names_the_mailbox),
		cmocka_unit_test(test_lmtp_session__chunks_make_a_message),
		cmocka_unit_test(
			test_lmtp_session__a_useless_chunk_is_passed_over),
		cmocka_unit_test(
			test_lmtp_session__last_chunk_refused_for_each),
		cmocka_unit_test(test_lmtp_session__who_introduces_a_client),
		cmocka_unit_test(test_lmtp_session__settings_shape_replies),
		cmocka_unit_test(
			test_lmtp_session__others_deliver_to_themselves_only),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
