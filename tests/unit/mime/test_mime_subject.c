/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "mime/mime_subject.h"

/* The base, with "!" before it for a reply or forward. */
static const char *base(const char *subject)
{
	static char room[256];
	auto_buf struct buf normal;
	struct span found;
	bool is_reply;

	buf_init(&normal, sizeof(room));
	mime_subject_normalize(&normal, span_of(subject));
	found = mime_subject_base(buf_span(&normal), &is_reply);
	snprintf(room, sizeof(room), "%s%.*s", is_reply ? "!" : "",
		 SPAN_ARG(found));
	return room;
}

static void test_mime_subject__leaders_and_trailers_go(void **state)
{
	(void)state;
	assert_string_equal(base("plan"), "plan");
	assert_string_equal(base("Re: plan"), "!plan");
	assert_string_equal(base("RE : FWD: fw:plan"), "!plan");
	assert_string_equal(base("re[2]: plan"), "!plan");
	assert_string_equal(base("[list] Re: [list] plan"), "!plan");
	assert_string_equal(base("plan (fwd) (FWD)  "), "!plan");
	assert_string_equal(base("[fwd: [a] Re: plan (fwd)]"), "!plan");
	assert_string_equal(base("  a \t  b "), "a b");
}

static void test_mime_subject__what_is_no_artifact_stays(void **state)
{
	(void)state;
	assert_string_equal(base("[list]"), "[list]");
	assert_string_equal(base("[a] [b]"), "[b]");
	assert_string_equal(base("[list] plan"), "plan");
	assert_string_equal(base("Re plan"), "Re plan");
	assert_string_equal(base("Reply: plan"), "Reply: plan");
	assert_string_equal(base("[a[b] plan"), "[a[b] plan");
	assert_string_equal(base("[fwd: plan"), "[fwd: plan");
	assert_string_equal(base("Aw: plan"), "Aw: plan");
	assert_string_equal(base("Re:"), "!");
	assert_string_equal(base(""), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mime_subject__leaders_and_trailers_go),
		cmocka_unit_test(test_mime_subject__what_is_no_artifact_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
