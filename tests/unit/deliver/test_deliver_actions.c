/* SPDX-License-Identifier: MIT */
/* What is done of a list of actions: all of it or nothing, and each thing once
 * however often the message comes. */
#include "deliver/deliver_actions.h"

#include <string.h>

#include "base/auto.h"
#include "config/config.h"
#include "deliver/deliver_actions_store.h"
#include "deliver/deliver_once.h"
#include "tests/unit/store/fixture.h"

static struct fixture *f;
static struct config config;
static struct err err;
static struct buf told;
static struct deliver_sieve_log user_log;
static const struct submit_client submit = { .socket = "/there/is/none" };
static const struct sieve_version as_it_came = {
	.header = SPAN("Subject: a\nMessage-ID: <a@b>\n\n"),
	.body = SPAN("body\n"),
};
static struct sieve_action plain = {
	.kind = SIEVE_KEEP,
	.is_implicit = true,
	.message = &as_it_came,
};
static struct deliver_outgoing outgoing;
static struct deliver_once_text given_once;
/* The delivery or the event of a test. */
static struct deliver_actions actions;
static struct sieve_action action[8];
static size_t count;

static int set_up(void **state)
{
	if (fixture_make(state))
		return -1;
	f = *state;
	if (!config_load(NULL, f->top, &config, &err))
		return -1;
	buf_init(&told, 10000);
	user_log = (struct deliver_sieve_log){
		.config = &config,
		.account = &f->account,
		.message_id = "",
		.told = &told,
	};
	outgoing = (struct deliver_outgoing){
		.submit = &submit,
		.config = &config,
		.account = &f->account,
		.store = f->user,
		.sender = SPAN("s@example.net"),
		.recipient = SPAN("kei@example.org"),
		.rest = SPAN("Subject: a\nMessage-ID: <a@b>\n\nbody\n"),
		.given = SPAN("Subject: a\nMessage-ID: <a@b>\n\nbody\n"),
	};
	given_once = (struct deliver_once_text){ .text = outgoing.given };
	outgoing.given_once = &given_once;
	count = 0;
	return 0;
}

static int tear_down(void **state)
{
	buf_release(&told);
	config_release(&config);
	return fixture_remove(state);
}

/* ---- the list ---- */

static struct sieve_action *want(enum sieve_action_kind kind)
{
	struct sieve_action *a = &action[count];

	*a = (struct sieve_action){
		.kind = kind,
		.script = SPAN("main"),
		.line = (uint32_t)count + 1,
		.message = &as_it_came,
	};
	if (count)
		action[count - 1].next = a;
	count++;
	return a;
}

static void want_in(const char *mailbox)
{
	want(SIEVE_FILEINTO)->target.mailbox = span_of(mailbox);
}

static struct sieve_action *want_piped(const char *program)
{
	struct sieve_action *a = want(SIEVE_PIPE);

	a->pipe.program = span_of(program);
	return a;
}

static void make(const char *name)
{
	assert_true(store_create(f->user, span_of(name), &err));
}

/* ---- doing it ---- */

/* To the end, as deliveries do; keep NULL: the message lies there already. */
static bool attempt(const char *keep, struct deliver_stored *out)
{
	bool done;

	*out = (struct deliver_stored){ 0 };
	actions = (struct deliver_actions){
		.o = &outgoing,
		.log = &user_log,
		.list = count ? action : NULL,
		.plain = keep ? &plain : NULL,
		.whole = store_spool_new(f->user),
		.keep = keep ? span_of(keep) : (struct span){ NULL, 0 },
	};
	assert_true(store_spool_write(actions.whole, outgoing.rest, &err));
	done = deliver_actions_plan(&actions, &err) &&
	       deliver_actions_check(&actions, &err) &&
	       deliver_actions_send(&actions, &err) &&
	       deliver_actions_store(&actions, out, &err);
	store_spool_free(&actions.whole);
	return done;
}

static void end(void)
{
	deliver_actions_finish(&actions);
	deliver_actions_release(&actions);
}

static void assert_done(const char *keep, const char *outcome)
{
	struct deliver_stored stored;

	if (!attempt(keep, &stored))
		fail_msg("%s", err_log_text(&err));
	assert_string_equal(stored.outcome, outcome);
	end();
}

static void assert_not_done(const char *keep, enum err_kind kind)
{
	struct deliver_stored stored;

	assert_false(attempt(keep, &stored));
	assert_int_equal(err.kind, kind);
	end();
}

static uint32_t messages(const char *mailbox)
{
	return fixture_status(f, mailbox).messages;
}

/* ---- copies ---- */

static void test_deliver_actions__a_mailbox_gets_one_copy(void **state)
{
	(void)state;
	make("A");
	want_in("A");
	want_in("A");
	want_in("INBOX");
	want(SIEVE_KEEP)->target.mailbox = SPAN("INBOX");
	assert_done("INBOX", "stored");
	assert_int_equal(actions.copy_count, 2);
	assert_int_equal(messages("A"), 1);
	assert_int_equal(messages("INBOX"), 1);
}

static void test_deliver_actions__an_edited_one_is_another(void **state)
{
	static const struct sieve_version edited = {
		.header = SPAN("Subject: b\r\n\r\n"),
		.body = SPAN("other\r\n"),
		.is_edited = true,
	};

	(void)state;
	want_in("INBOX");
	want_in("INBOX");
	action[1].message = &edited;
	want_in("INBOX");
	assert_done("INBOX", "stored");
	assert_int_equal(messages("INBOX"), 2);
}

static void test_deliver_actions__no_list_is_discard(void **state)
{
	(void)state;
	assert_done("INBOX", "discarded");
	want(SIEVE_DISCARD);
	assert_done("INBOX", "discarded");
	assert_int_equal(messages("INBOX"), 0);
}

/* A delivery must not lose it; what lies somewhere is safe there. */
static void test_deliver_actions__a_mailbox_that_is_missing(void **state)
{
	(void)state;
	make("A");
	want_in("A");
	want_in("None");
	assert_done("INBOX", "stored");
	assert_int_equal(messages("INBOX"), 1);
	assert_int_equal(messages("A"), 1);
	assert_string_equal(buf_str(&told), "main line 2: There is no such "
					    "mailbox; the message goes to "
					    "INBOX");
	assert_not_done(NULL, ERR_NOTFOUND);
	assert_string_equal(err.text, "There is no mailbox 'None'");
	assert_int_equal(messages("INBOX"), 1);
	assert_int_equal(messages("A"), 1);
}

static void test_deliver_actions__too_large_for_any_is_refused(void **state)
{
	static const struct sieve_version larger = {
		.header =
			SPAN("Subject: larger than the message that came\n\n"),
		.body = SPAN("body\n"),
		.is_edited = true,
	};

	(void)state;
	make("A");
	want_in("A");
	want(SIEVE_KEEP)->target.mailbox = SPAN("INBOX");
	action[1].message = &larger;
	f->settings.message_max = outgoing.rest.len;
	fixture_reopen(f);
	outgoing.store = f->user;
	assert_not_done("INBOX", ERR_LIMIT);
	assert_int_equal(messages("A"), 0);
	assert_int_equal(messages("INBOX"), 0);
}

/* An attempt that was cut off before it was acknowledged. */
static void test_deliver_actions__what_was_stored_is_found_again(void **state)
{
	struct deliver_stored first, second;

	(void)state;
	make("A");
	want_in("A");
	want(SIEVE_KEEP)->target.mailbox = SPAN("INBOX");
	assert_true(attempt("INBOX", &first));
	deliver_actions_release(&actions);
	assert_true(attempt("INBOX", &second));
	assert_int_equal(second.uid, first.uid);
	for (size_t i = 0; i < 2; i++)
		assert_true(actions.copy[i].is_found);
	end();
	assert_int_equal(messages("A"), 1);
	assert_int_equal(messages("INBOX"), 1);
	/* It was acknowledged: the same bytes are another message. */
	assert_done("INBOX", "stored");
	assert_int_equal(messages("A"), 2);
	assert_int_equal(messages("INBOX"), 2);
}

/* ---- refusals (RFC 5429 2.1.1, 2.2) ---- */

static void assert_refusal(enum deliver_actions_refusal wanted,
			   enum sieve_action_kind kind, const char *reason)
{
	want(kind)->reason = span_of(reason);
	actions = (struct deliver_actions){
		.o = &outgoing,
		.log = &user_log,
		.list = action,
		.keep = SPAN("INBOX"),
	};
	assert_true(deliver_actions_plan(&actions, &err));
	assert_int_equal(actions.refusal, wanted);
	count = 0;
}

static void assert_refused(enum sieve_action_kind kind, const char *reason,
			   const char *answer)
{
	assert_refusal(DELIVER_ACTIONS_REFUSED, kind, reason);
	assert_false(deliver_actions_check(&actions, &err));
	assert_int_equal(err.kind, ERR_DENIED);
	assert_string_equal(err.text, answer);
	deliver_actions_release(&actions);
}

static void assert_returned(enum sieve_action_kind kind, const char *reason)
{
	assert_refusal(DELIVER_ACTIONS_RETURNED, kind, reason);
	deliver_actions_release(&actions);
}

static void test_deliver_actions__who_refuses_says_why(void **state)
{
	static const char other[] =
		"The recipient's mail filter refused the message";
	char long_one[300] = { 0 };

	(void)state;
	memset(long_one, 'x', sizeof(long_one) - 1);
	assert_refused(SIEVE_REJECT, "No.\r\n\r\n  Not  here.",
		       "No. Not here.");
	assert_refused(SIEVE_EREJECT, "No.", "No.");
	assert_refused(SIEVE_EREJECT, "N\xc3\xb6.", other);
	assert_returned(SIEVE_REJECT, "N\xc3\xb6.");
	assert_returned(SIEVE_REJECT, long_one);
	/* Nobody is there to be told. */
	outgoing.sender = SPAN("");
	assert_refused(SIEVE_REJECT, "N\xc3\xb6.", other);
}

static void test_deliver_actions__what_is_kept_too_is_not_refused(void **state)
{
	(void)state;
	want_in("INBOX");
	assert_returned(SIEVE_REJECT, "No.");
	want_in("INBOX");
	assert_returned(SIEVE_EREJECT, "No.");
}

/* ---- what goes out ---- */

static void
test_deliver_actions__nothing_is_stored_while_mail_waits(void **state)
{
	(void)state;
	want_in("INBOX");
	want(SIEVE_REDIRECT)->redirect.address = SPAN("a@example.net");
	assert_not_done("INBOX", ERR_TEMP);
	assert_int_equal(messages("INBOX"), 0);
}

static void test_deliver_actions__to_itself_is_keep(void **state)
{
	(void)state;
	want(SIEVE_REDIRECT)->redirect.address = SPAN("Kei@Example.org");
	assert_done("INBOX", "stored");
	assert_int_equal(messages("INBOX"), 1);
}

static void test_deliver_actions__a_program_that_fails(void **state)
{
	(void)state;
	make("A");
	want_in("A");
	want_piped("none");
	assert_done("INBOX", "stored");
	assert_true(actions.is_void);
	assert_int_equal(messages("A"), 0);
	assert_int_equal(messages("INBOX"), 1);
	/* What lies there is left there. */
	assert_not_done(NULL, ERR_DENIED);
	assert_int_equal(messages("A"), 0);
	/* One that is only tried. */
	count = 1;
	action[0].next = NULL;
	want_piped("none")->pipe.try = true;
	assert_done(NULL, "stored");
	assert_int_equal(messages("A"), 1);
}

static void test_deliver_actions__kept_if_no_program_takes_it(void **state)
{
	struct sieve_action *keep;

	(void)state;
	want_piped("none")->pipe.try = true;
	keep = want(SIEVE_KEEP);
	keep->target.mailbox = SPAN("INBOX");
	keep->is_implicit = true;
	keep->if_pipes_fail = true;
	assert_done("INBOX", "stored");
	assert_int_equal(messages("INBOX"), 1);
}

int main(void)
{
#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(test_deliver_actions__##name, set_up,  \
					tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_mailbox_gets_one_copy),
		TEST(an_edited_one_is_another),
		TEST(no_list_is_discard),
		TEST(a_mailbox_that_is_missing),
		TEST(too_large_for_any_is_refused),
		TEST(what_was_stored_is_found_again),
		TEST(who_refuses_says_why),
		TEST(what_is_kept_too_is_not_refused),
		TEST(nothing_is_stored_while_mail_waits),
		TEST(to_itself_is_keep),
		TEST(a_program_that_fails),
		TEST(kept_if_no_program_takes_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
