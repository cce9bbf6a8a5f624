/* SPDX-License-Identifier: MIT */
/* What of a message's notices goes on with it. */
#include "deliver/deliver_dsn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct deliver_dsn asked = { .ret = SPAN("HDRS"),
					  .envid = SPAN("QQ314159"),
					  .notify = SPAN("success,DELAY"),
					  .orcpt = SPAN("rfc822;First@x") };

struct sent {
	struct arena arena;
	struct submit_envelope e;
	struct submit_recipient to;
	bool done;
};

static struct sent *pass(const struct deliver_dsn_way *way)
{
	static struct sent sent;

	arena_release(&sent.arena);
	sent = (struct sent){ .e = { .sender = SPAN("s@x") },
			      .to = { .address = SPAN("n@y") } };
	arena_init(&sent.arena);
	sent.done = deliver_dsn_pass_on(way, &sent.arena, &sent.e, &sent.to);
	return &sent;
}

static void is(struct span got, const char *wanted)
{
	if (!span_eq(got, span_of(wanted)))
		fail_msg("'%.*s' is not '%s'", SPAN_ARG(got), wanted);
}

/* RFC 3461 5.2.7.2 */
static void test_deliver_dsn__a_single_address_gets_it_all(void **state)
{
	const struct deliver_dsn_way way = { .dsn = &asked,
					     .from = SPAN("a@x"),
					     .is_same_sender = true,
					     .is_alone = true,
					     .by_seconds = INT64_MIN };
	const struct sent *s = pass(&way);

	(void)state;
	is(s->to.notify, "success,DELAY");
	is(s->to.orcpt, "rfc822;First@x");
	is(s->e.ret, "HDRS");
	is(s->e.envid, "QQ314159");
	is(s->e.by, "");
	assert_true(deliver_dsn_passes_success(&way));
}

/* RFC 3461 5.2.7.3 (c) */
static void test_deliver_dsn__of_several_none_tells_of_success(void **state)
{
	struct deliver_dsn some = asked;
	struct deliver_dsn_way way = { .dsn = &some,
				       .from = SPAN("a@x"),
				       .is_same_sender = true,
				       .by_seconds = INT64_MIN };

	(void)state;
	is(pass(&way)->to.notify, "DELAY");
	assert_false(deliver_dsn_passes_success(&way));
	some.notify = SPAN("SUCCESS");
	is(pass(&way)->to.notify, "NEVER");
	some.notify = SPAN("NEVER");
	is(pass(&way)->to.notify, "NEVER");
	some.notify = SPAN("");
	is(pass(&way)->to.notify, "");
	is(pass(&way)->to.orcpt, "");
	is(pass(&way)->e.envid, "QQ314159");
}

/* RFC 6009 4, 6 */
static void test_deliver_dsn__what_a_script_says(void **state)
{
	struct deliver_dsn none = { .by_mode = SPAN("R"), .by_time = 5 };
	struct deliver_dsn_way way = { .dsn = &asked,
				       .from = SPAN("a+b=c@x"),
				       .is_same_sender = true,
				       .is_alone = true,
				       .notify = SPAN("FAILURE"),
				       .ret = SPAN("FULL"),
				       .by_mode = SPAN("return"),
				       .by_seconds = 600,
				       .by_trace = true };

	(void)state;
	is(pass(&way)->to.notify, "FAILURE");
	is(pass(&way)->e.ret, "FULL");
	is(pass(&way)->e.envid, "QQ314159");
	is(pass(&way)->to.orcpt, "rfc822;First@x");
	is(pass(&way)->e.by, "600;RT");
	assert_false(deliver_dsn_passes_success(&way));
	way.dsn = &none;
	is(pass(&way)->to.orcpt, "rfc822;a+2Bb+3Dc@x");
	way.by_seconds = 0;
	assert_false(pass(&way)->done);
	way.by_mode = SPAN("");
	way.by_trace = false;
	way.by_seconds = -5;
	is(pass(&way)->e.by, "-5;N");
	way.by_seconds = INT64_MAX;
	is(pass(&way)->e.by, "999999999;N");
	way.by_seconds = INT64_MIN + 1;
	is(pass(&way)->e.by, "-999999999;N");
	way.by_seconds = INT64_MIN;
	is(pass(&way)->e.by, "");
	way.from = SPAN("\xc3\xbc@x");
	is(pass(&way)->to.orcpt, "");
	way.from = SPAN("a@x");
	way.hides_origin = true;
	is(pass(&way)->to.orcpt, "");
}

/* RFC 2852 4.1.4.2 */
static void test_deliver_dsn__delays_are_told_where_times_are_not(void **state)
{
	struct deliver_dsn_way way = { .dsn = &asked,
				       .from = SPAN("a@x"),
				       .is_alone = true,
				       .by_mode = SPAN("notify"),
				       .by_seconds = 600 };

	(void)state;
	is(pass(&way)->to.notify, "FAILURE,DELAY");
	way.notify = SPAN("SUCCESS");
	is(pass(&way)->to.notify, "SUCCESS,DELAY");
	way.notify = SPAN("delay");
	is(pass(&way)->to.notify, "delay");
	way.notify = SPAN("Never");
	is(pass(&way)->to.notify, "Never");
	way.notify = SPAN("");
	way.by_mode = SPAN("return");
	is(pass(&way)->to.notify, "");
}

/* RFC 3461 5.2.7.1 */
static void test_deliver_dsn__another_sender_asked_for_nothing(void **state)
{
	struct deliver_dsn_way way = { .dsn = &asked,
				       .from = SPAN("a@x"),
				       .is_alone = true,
				       .by_seconds = INT64_MIN };

	(void)state;
	is(pass(&way)->to.notify, "");
	is(pass(&way)->to.orcpt, "");
	is(pass(&way)->e.ret, "");
	is(pass(&way)->e.envid, "");
	assert_false(deliver_dsn_passes_success(&way));
	way.notify = SPAN("NEVER");
	is(pass(&way)->to.orcpt, "rfc822;n@y");
	is(pass(&way)->e.envid, "");
}

static void test_deliver_dsn__what_is_told_here(void **state)
{
	struct deliver_dsn dsn = { .notify = SPAN("FAILURE,SUCCESS") };

	(void)state;
	assert_string_equal(deliver_dsn_told(&dsn, DELIVER_DSN_DELIVERED),
			    "delivered");
	assert_string_equal(deliver_dsn_told(&dsn, DELIVER_DSN_RELAYED),
			    "relayed");
	assert_null(deliver_dsn_told(&dsn, DELIVER_DSN_PASSED_ON));
	assert_null(deliver_dsn_told(&dsn, DELIVER_DSN_REFUSED));
	dsn.notify = SPAN("FAILURE");
	assert_null(deliver_dsn_told(&dsn, DELIVER_DSN_DELIVERED));
	dsn.notify = SPAN("");
	assert_null(deliver_dsn_told(&dsn, DELIVER_DSN_DELIVERED));
}

static int end(void **state)
{
	const struct deliver_dsn_way way = { .dsn = &asked };

	(void)state;
	arena_release(&pass(&way)->arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_deliver_dsn__a_single_address_gets_it_all),
		cmocka_unit_test(
			test_deliver_dsn__of_several_none_tells_of_success),
		cmocka_unit_test(test_deliver_dsn__what_a_script_says),
		cmocka_unit_test(
			test_deliver_dsn__delays_are_told_where_times_are_not),
		cmocka_unit_test(
			test_deliver_dsn__another_sender_asked_for_nothing),
		cmocka_unit_test(test_deliver_dsn__what_is_told_here),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
