/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include "store/store_across.h"
#include "store/store_progress.h"

/* The box becomes read-only when its last message is copied, so that nothing
 * can be expunged from it. */
static void spring(void *arg, uint32_t done, uint32_t goal)
{
	struct store_box *box = arg;

	if (done + 1 == goal)
		box->access = STORE_READ_ONLY;
}

static void
test_store_across__copies_stay_where_originals_can_not_go(void **state)
{
	struct fixture *f = *state;
	struct store_progress progress = { .tell = spring };
	const struct store_across to = {
		.user = f->user,
		.name = SPAN("Archive"),
	};
	struct store_copied copied;
	struct store_box *box;
	struct err err = { 0 };

	fixture_append(f, "INBOX", "one", 0);
	fixture_append(f, "INBOX", "two", 0);
	assert_true(store_create(f->user, to.name, &err));
	box = fixture_open(f, "INBOX");
	progress.arg = box;
	box->progress = &progress;
	store_copy_init(&copied);
	assert_false(store_across_copy(box, &box->uids, &to, STORE_MOVE,
				       &copied, &err));
	assert_int_equal(err.kind, ERR_DENIED);
	assert_int_equal(fixture_count(f, ".Archive/new"), 2);
	/* What the client is told of. */
	assert_string_equal(fixture_set(&copied.from), "1:2");
	assert_string_equal(fixture_set(&copied.to), "1:2");
	store_copy_release(&copied);
	store_box_close(&box);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_store_across__copies_stay_where_originals_can_not_go,
			fixture_make, fixture_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
