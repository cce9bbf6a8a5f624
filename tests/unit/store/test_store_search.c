/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include <string.h>

#include "store/store_search.h"

static const char *const mails[] = {
	"From: =?utf-8?q?J=C3=BCrgen?= <j@example.org>\r\n"
	"Subject: =?iso-2022-jp?b?GyRCRnxLXBsoQg==?= plan\r\n"
	"X-Odd: apple\r\n"
	"Date: Mon, 2 Feb 2026 23:30:00 -0500\r\n"
	"MIME-Version: 1.0\r\n"
	"Content-Type: text/plain; charset=utf-8\r\n"
	"Content-Transfer-Encoding: base64\r\n"
	"\r\n"
	"R3LDvMOfZSBhdXMgS8O2bG4=\r\n",

	"From: b@example.org\r\n"
	"Subject: second\r\n"
	"Date: Tue, 3 Feb 2026 08:00:00 +0000\r\n"
	"\r\n"
	"plain words about oranges\r\n",

	"From: c@example.org\r\n"
	"\r\n"
	"no subject, no date\r\n",
};

static const char report[] = "From: d@example.org\r\n"
			     "Subject: lemon\r\n"
			     "Content-Type: multipart/report; boundary=x\r\n"
			     "\r\n"
			     "--x\r\n"
			     "Content-Type: message/delivery-status\r\n"
			     "Content-Description: cherry\r\n"
			     "\r\n"
			     "Final-Recipient: rfc822; quince@example.org\r\n"
			     "--x\r\n"
			     "Content-Type: text/plain\r\n"
			     "raspberry, and no empty line\r\n"
			     "--x\r\n"
			     "Content-Type: message/rfc822\r\n"
			     "\r\n"
			     "Subject: melon\r\n"
			     "\r\n"
			     "walnut\r\n"
			     "--x--\r\n";

static void fill(struct fixture *f)
{
	struct store_append options = { .internaldate = 86400 * 20000 };
	struct store_appended out;

	for (size_t i = 0; i < ARRAY_LEN(mails); i++) {
		options.flags = i == 1 ? INDEX_SEEN | INDEX_FLAGGED : 0;
		assert_int_equal(fixture_append_bytes(f->user, "INBOX",
						      span_of(mails[i]),
						      &options, &out),
				 ERR_NONE);
	}
}

static void expect(struct store_box *box, struct store_criterion *c,
		   const char *uids)
{
	struct ranges found;
	struct err err = { 0 };

	ranges_init(&found);
	assert_true(store_search(box, c, &found, &err));
	assert_string_equal(fixture_set(&found), uids);
	ranges_release(&found);
	store_search_release(c);
}

static void text(struct store_box *box, enum store_key key, const char *name,
		 const char *value, const char *uids)
{
	struct store_criterion c = {
		.key = key,
		.name = span_of(name),
		.text = span_of(value),
	};

	expect(box, &c, uids);
}

static void number(struct store_box *box, enum store_key key, uint64_t n,
		   const char *uids)
{
	struct store_criterion c = { .key = key, .number = n };

	expect(box, &c, uids);
}

static void test_store_search__headers_are_decoded(void **state)
{
	struct fixture *f = *state;
	struct store_box *box;

	fill(f);
	box = fixture_open(f, "INBOX");
	text(box, STORE_KEY_HEADER, "Subject", "日本", "1");
	text(box, STORE_KEY_HEADER, "from", "JÜRGEN", "1");
	text(box, STORE_KEY_HEADER, "subject", "", "1:2");
	text(box, STORE_KEY_HEADER, "X-Odd", "APPLE", "1");
	text(box, STORE_KEY_HEADER, "X-None", "", "");
	text(box, STORE_KEY_BODY, NULL, "GRÜSSE AUS", "");
	text(box, STORE_KEY_BODY, NULL, "GRÜßE aus köln", "1");
	text(box, STORE_KEY_BODY, NULL, "example", "");
	text(box, STORE_KEY_TEXT, NULL, "example.org", "1:3");
	text(box, STORE_KEY_TEXT, NULL, "ORANGES", "2");
	store_box_close(&box);
}

/* RFC 9051 6.4.4 */
static void test_store_search__body_has_no_header_fields(void **state)
{
	struct store_append options = { .internaldate = 86400 * 20000 };
	struct store_appended out;
	struct fixture *f = *state;
	struct store_box *box;

	assert_int_equal(fixture_append_bytes(f->user, "INBOX", span_of(report),
					      &options, &out),
			 ERR_NONE);
	box = fixture_open(f, "INBOX");
	text(box, STORE_KEY_BODY, NULL, "walnut", "1");
	text(box, STORE_KEY_BODY, NULL, "quince@", "1");
	text(box, STORE_KEY_BODY, NULL, "cherry", "");
	text(box, STORE_KEY_BODY, NULL, "melon", "");
	text(box, STORE_KEY_TEXT, NULL, "cherry", "1");
	text(box, STORE_KEY_TEXT, NULL, "melon", "1");
	text(box, STORE_KEY_TEXT, NULL, "Raspberry", "1");
	text(box, STORE_KEY_TEXT, NULL, "lemon", "1");
	store_box_close(&box);
}

static void test_store_search__records_and_dates(void **state)
{
	struct fixture *f = *state;
	struct store_box *box;

	fill(f);
	box = fixture_open(f, "INBOX");
	number(box, STORE_KEY_FLAGS, INDEX_SEEN | INDEX_FLAGGED, "2");
	number(box, STORE_KEY_RECENT, 0, "1:3");
	number(box, STORE_KEY_ALL, 0, "1:3");
	number(box, STORE_KEY_LARGER, 150, "1");
	number(box, STORE_KEY_SMALLER, 60, "3");
	/* 2 February 2026 is day 20486; zones are disregarded. */
	number(box, STORE_KEY_SENTON, 20486, "1");
	number(box, STORE_KEY_SENTBEFORE, 20487, "1");
	number(box, STORE_KEY_SENTSINCE, 20487, "2");
	number(box, STORE_KEY_SINCE, 20001, "");
	number(box, STORE_KEY_BEFORE, 20002, "1:3");
	store_box_close(&box);
}

static void assert_sent(struct fixture *f, uint32_t uid, int64_t sent)
{
	struct store_box *box = fixture_open(f, "INBOX");
	struct store_message m;

	assert_true(fixture_message(box, uid, &m));
	assert_int_equal(m.sent, sent);
	if (sent != INT64_MIN)
		assert_int_equal(m.sent_zone, 540);
	/* Either way. */
	number(box, STORE_KEY_SENTON, 20779, "1:2");
	store_box_close(&box);
}

/* So that a search need not look anywhere else. */
static void test_store_search__records_know_when_it_was_sent(void **state)
{
	enum {
		SENT = 1795276923 /* 2026-11-21 16:02:03 UTC */
	};
	struct fixture *f = *state;
	struct store_box *box;
	struct err err = { 0 };

	assert_int_equal(fixture_append(f, "INBOX", "one", 0), 1);
	assert_int_equal(fixture_append(f, "INBOX", "two", 0), 2);
	assert_sent(f, 1, SENT);
	/* The blobs are taken over. */
	fixture_unlink(f, ".fumikura/index.mdb");
	fixture_reopen(f);
	assert_sent(f, 2, SENT);
	/* Nobody has parsed these. */
	fixture_lose_index(f);
	assert_sent(f, 1, INT64_MIN);
	box = fixture_open(f, "INBOX");
	assert_true(store_message_cache(box, 1, &err));
	store_box_close(&box);
	assert_sent(f, 1, SENT);
	assert_sent(f, 2, INT64_MIN);
}

static void test_store_search__programs(void **state)
{
	struct fixture *f = *state;
	struct store_box *box;
	struct store_criterion seen = { .key = STORE_KEY_FLAGS,
					.number = INDEX_SEEN };
	struct store_criterion words = { .key = STORE_KEY_TEXT,
					 .text = SPAN("subject"),
					 .next = &seen };
	struct store_criterion either = { .key = STORE_KEY_OR,
					  .child = &words };
	struct store_criterion not = { .key = STORE_KEY_NOT, .child = &either };
	struct store_criterion seq = { .key = STORE_KEY_SEQUENCE };
	struct store_criterion both = { .key = STORE_KEY_AND, .child = &seq };

	fill(f);
	box = fixture_open(f, "INBOX");
	ranges_init(&seq.set);
	ranges_add_run(&seq.set, 2, 3);
	expect(box, &not, "");
	ranges_add_run(&seq.set, 2, 3);
	expect(box, &both, "2:3");
	store_box_close(&box);
}

/* \Seen and "red" in the subject, below that key, and all of it negated. */
static void expect_pair(struct store_box *box, enum store_key key,
			const char *uids, const char *others)
{
	for (int negated = 0; negated < 2; negated++) {
		struct store_criterion seen = { .key = STORE_KEY_FLAGS,
						.number = INDEX_SEEN };
		struct store_criterion red = { .key = STORE_KEY_HEADER,
					       .name = SPAN("Subject"),
					       .text = SPAN("red"),
					       .next = &seen };
		struct store_criterion pair = { .key = key, .child = &red };
		struct store_criterion not = { .key = STORE_KEY_NOT,
					       .child = &pair };

		if (negated)
			expect(box, &not, others);
		else
			expect(box, &pair, uids);
	}
}

/* Of many messages: what records decide, and what they leave open. */
static void test_store_search__records_and_fields_together(void **state)
{
	struct fixture *f = *state;
	struct store_box *box;

	for (int i = 1; i <= 40; i++)
		fixture_append(f, "INBOX", i == 7 || i > 36 ? "red" : "blue",
			       i > 5 && i < 38 ? INDEX_SEEN : 0);
	box = fixture_open(f, "INBOX");
	expect_pair(box, STORE_KEY_OR, "6:40", "1:5");
	expect_pair(box, STORE_KEY_AND, "7,37", "1:6,8:36,38:40");
	store_box_close(&box);
}

static void set_of(struct store_criterion *c, enum store_key key,
		   uint32_t first, uint32_t last)
{
	*c = (struct store_criterion){ .key = key };
	ranges_init(&c->set);
	ranges_add_run(&c->set, first, last);
}

/* Sets of a view with gaps: UIDs 1, 3, 5, 7, 9. */
static void test_store_search__sets_need_no_message(void **state)
{
	struct fixture *f = *state;
	struct store_criterion a, b;
	struct store_criterion not = { .key = STORE_KEY_NOT, .child = &a };
	struct store_criterion either = { .key = STORE_KEY_OR, .child = &not };
	struct store_criterion both = { .key = STORE_KEY_AND, .child = &a };
	struct store_criterion seen = { .key = STORE_KEY_FLAGS,
					.number = INDEX_SEEN };
	struct store_box *box;
	struct err err = { 0 };

	for (int i = 1; i <= 9; i++)
		fixture_append(f, "INBOX", "s",
			       i % 2 ? INDEX_SEEN : INDEX_DELETED);
	box = fixture_open(f, "INBOX");
	assert_true(store_expunge(box, NULL, &err));
	store_box_close(&box);
	box = fixture_open(f, "INBOX");
	set_of(&a, STORE_KEY_SEQUENCE, 2, 3);
	expect(box, &a, "3,5");
	set_of(&a, STORE_KEY_SEQUENCE, 4, UINT32_MAX);
	expect(box, &a, "7,9");
	set_of(&a, STORE_KEY_SEQUENCE, 6, 9);
	expect(box, &a, "");
	set_of(&a, STORE_KEY_UID, 2, 6);
	expect(box, &a, "3,5");
	set_of(&a, STORE_KEY_UID, 2, 6);
	expect(box, &not, "1,7,9");
	set_of(&a, STORE_KEY_UID, 2, 6);
	set_of(&b, STORE_KEY_SEQUENCE, 2, 2);
	not .next = &b;
	expect(box, &either, "1,3,7,9");
	not .next = NULL;
	set_of(&a, STORE_KEY_UID, 2, 7);
	set_of(&b, STORE_KEY_SEQUENCE, 3, 5);
	a.next = &b;
	expect(box, &both, "5,7");
	set_of(&a, STORE_KEY_UID, 2, 7);
	set_of(&b, STORE_KEY_SEQUENCE, 3, 5);
	a.next = &b;
	b.next = &seen;
	expect(box, &both, "5,7");
	store_box_close(&box);
}

int main(void)
{
#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
	const struct CMUnitTest tests[] = {
		T(test_store_search__headers_are_decoded),
		T(test_store_search__body_has_no_header_fields),
		T(test_store_search__records_and_dates),
		T(test_store_search__records_know_when_it_was_sent),
		T(test_store_search__programs),
		T(test_store_search__records_and_fields_together),
		T(test_store_search__sets_need_no_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
