/* SPDX-License-Identifier: MIT */
/* Metadata of mailboxes, the user and messages; special-use attributes. */
#include "store/store_metadata.h"

#include <string.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "fixture.h"

static enum err_kind set(struct fixture *f, const char *mailbox,
			 const char *entry, const char *value)
{
	const struct store_metadata m = {
		.entry = span_of(entry),
		.value = value ? span_of(value) : span_make(NULL, 0),
	};
	struct err err = { 0 };

	return store_metadata_set(f->user, span_of(mailbox), &m, 1, &err)
		       ? ERR_NONE
		       : err.kind;
}

static const char *tell(const struct store_metadata *list, size_t count)
{
	static char room[2000];
	auto_buf struct buf out;

	buf_init(&out, sizeof(room) - 1);
	for (size_t i = 0; i < count; i++) {
		buf_add(&out, list[i].entry);
		buf_add_char(&out, '=');
		buf_add(&out, list[i].value);
		buf_add_char(&out, ';');
	}
	memcpy(room, buf_str(&out), out.len + 1);
	return room;
}

/* "entry=value;entry=value;" */
static const char *metadata(struct fixture *f, const char *mailbox)
{
	auto_arena struct arena arena;
	struct store_metadata *list;
	struct err err = { 0 };
	size_t count;

	arena_init(&arena);
	if (!store_metadata_list(f->user, span_of(mailbox), &arena, &list,
				 &count, &err))
		return err_kind_name(err.kind);
	return tell(list, count);
}

static void test_store_metadata__goes_with_the_mailbox(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	assert_true(store_create(f->user, SPAN("A"), &err));
	assert_int_equal(set(f, "", "/shared/admin", "mailto:x"), ERR_NONE);
	assert_int_equal(set(f, "INBOX", "/private/comment", "in"), ERR_NONE);
	assert_int_equal(set(f, "A", "/private/comment", "a\n b"), ERR_NONE);
	assert_int_equal(set(f, "A", "/shared/x", ""), ERR_NONE);
	assert_int_equal(set(f, "A", "/PRIVATE/comment", "c"), ERR_NONE);
	assert_true(store_rename(f->user, SPAN("A"), SPAN("B"), &err));
	for (unsigned i = 0; i < 2; i++) {
		assert_string_equal(metadata(f, ""), "/shared/admin=mailto:x;");
		assert_string_equal(metadata(f, "inbox"),
				    "/private/comment=in;");
		assert_string_equal(metadata(f, "B"),
				    "/private/comment=c;/shared/x=;");
		fixture_lose_index(f);
	}
	assert_string_equal(metadata(f, "A"), err_kind_name(ERR_NOTFOUND));
	assert_int_equal(set(f, "A", "/private/x", "y"), ERR_NOTFOUND);
	assert_int_equal(set(f, "B", "/private/comment", NULL), ERR_NONE);
	assert_string_equal(metadata(f, "B"), "/shared/x=;");
	assert_true(store_delete(f->user, SPAN("B"), &err));
	assert_true(store_create(f->user, SPAN("B"), &err));
	assert_string_equal(metadata(f, "B"), "");
}

static void test_store_metadata__limits_hold(void **state)
{
	struct fixture *f = *state;
	char value[101];

	f->settings.metadata_bytes_max = 100;
	f->settings.metadata_entries_max = 2;
	fixture_reopen(f);
	memset(value, 'x', 100);
	value[100] = '\0';
	assert_int_equal(set(f, "", "/private/a", value), ERR_NONE);
	assert_int_equal(set(f, "", "/private/b", "yy"), ERR_NONE);
	assert_int_equal(set(f, "", "/private/c", "z"), ERR_LIMIT);
	assert_int_equal(set(f, "", "/private/b", "z"), ERR_NONE);
	assert_int_equal(set(f, "INBOX", "/private/c", "z"), ERR_NONE);
	f->settings.metadata_bytes_max = 99;
	fixture_reopen(f);
	assert_int_equal(set(f, "", "/private/a", value), ERR_LIMIT);
	assert_int_equal(set(f, "", "", "x"), ERR_SYNTAX);
	assert_int_equal(set(f, "", "private", "x"), ERR_SYNTAX);
	assert_int_equal(set(f, "", "/private/b", NULL), ERR_NONE);
	assert_int_equal(set(f, "", "/private/c", "z"), ERR_NONE);
}

static void test_store_metadata__the_file_stays_small(void **state)
{
	struct fixture *f = *state;
	auto_free char *path = x_printf("%s/fumikura-facts", f->account.mail);
	char value[2001];
	struct stat st;

	memset(value, 'x', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	fixture_append(f, "INBOX", "1", 0);
	for (unsigned i = 0; i < 100; i++) {
		value[0] = (char)('a' + i % 26);
		assert_int_equal(set(f, "INBOX", "/private/x", value),
				 ERR_NONE);
	}
	assert_int_equal(stat(path, &st), 0);
	assert_true(st.st_size < 70 * 1024);
}

/* ---- special use ---- */

/* "INBOX; Sent \Sent;" */
static const char *listed(struct fixture *f)
{
	static char room[1000];
	struct store_mailbox_entry *list;
	auto_arena struct arena arena;
	auto_buf struct buf out;
	struct err err = { 0 };
	size_t count;

	arena_init(&arena);
	buf_init(&out, sizeof(room) - 1);
	assert_true(store_list(f->user, &arena, &list, &count, &err));
	for (size_t i = 1; i < count; i++) {
		buf_add(&out, list[i].name);
		buf_add_char(&out, ' ');
		store_special_write(&out, list[i].flags);
		buf_add_char(&out, ';');
	}
	memcpy(room, buf_str(&out), out.len + 1);
	return room;
}

static void test_store_special__is_by_name_if_nothing_is_said(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	f->settings.special_use = "Sent=Sent, My Drafts = \\Drafts,Odd=Odd,x";
	fixture_reopen(f);
	assert_true(store_create(f->user, SPAN("My Drafts"), &err));
	assert_true(store_create(f->user, SPAN("Odd"), &err));
	assert_true(store_create(f->user, SPAN("Sent"), &err));
	assert_true(store_create(f->user, SPAN("Sent.old"), &err));
	assert_true(store_subscribe(f->user, SPAN("Trash"), true, &err));
	assert_string_equal(listed(f), "My Drafts \\Drafts;Odd ;Sent \\Sent;"
				       "Sent.old ;Trash ;");
	/* Said of another one. */
	assert_int_equal(set(f, "Odd", "/PRIVATE/SpecialUse", "\\sent \\Junk"),
			 ERR_NONE);
	assert_string_equal(listed(f), "My Drafts \\Drafts;Odd \\Junk \\Sent;"
				       "Sent ;Sent.old ;Trash ;");
	/* Said that it has none. */
	assert_int_equal(set(f, "Odd", "/private/specialuse", NULL), ERR_NONE);
	assert_int_equal(set(f, "Sent", "/private/specialuse", ""), ERR_NONE);
	assert_string_equal(listed(f), "My Drafts \\Drafts;Odd ;Sent ;"
				       "Sent.old ;Trash ;");
}

static void test_store_special__is_there_from_the_start(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	assert_true(store_create_special(
		f->user, SPAN("Gesendet"),
		STORE_MAILBOX_SENT | STORE_MAILBOX_ARCHIVE, &err));
	assert_true(
		store_rename(f->user, SPAN("Gesendet"), SPAN("Raus"), &err));
	fixture_lose_index(f);
	assert_string_equal(listed(f), "Raus \\Archive \\Sent;");
	assert_string_equal(metadata(f, "Raus"),
			    "/private/specialuse=\\Archive \\Sent;");
}

static void test_store_special__what_is_not_offered_is_refused(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(set(f, "INBOX", "/private/specialuse", "\\All"),
			 ERR_DENIED);
	assert_int_equal(set(f, "INBOX", "/private/specialuse", "Sent"),
			 ERR_DENIED);
	assert_string_equal(metadata(f, "INBOX"), "");
}

/* ---- annotations ---- */

static enum err_kind annotate(struct store_box *box, const struct ranges *uids,
			      const char *entry, const char *value)
{
	const struct store_metadata m = {
		.entry = span_of(entry),
		.value = value ? span_of(value) : span_make(NULL, 0),
	};
	struct err err = { 0 };

	return store_annotation_set(box, uids, &m, 1, &err) ? ERR_NONE
							    : err.kind;
}

static const char *annotations(struct fixture *f, const char *mailbox,
			       uint32_t uid)
{
	struct store_box *box = fixture_open(f, mailbox);
	auto_arena struct arena arena;
	struct store_metadata *list;
	struct err err = { 0 };
	size_t count;

	arena_init(&arena);
	assert_true(
		store_annotation_list(box, uid, &arena, &list, &count, &err));
	store_box_close(&box);
	return tell(list, count);
}

static void test_store_annotation__goes_with_the_message(void **state)
{
	struct fixture *f = *state;
	auto_ranges struct ranges some;
	struct store_message before, after;
	struct store_box *box;
	struct err err = { 0 };

	assert_true(store_create(f->user, SPAN("A"), &err));
	assert_true(store_create(f->user, SPAN("B"), &err));
	fixture_append(f, "A", "0", 0);
	for (unsigned i = 0; i < 3; i++)
		fixture_append(f, "INBOX", "1", 0);
	box = fixture_open(f, "INBOX");
	assert_true(fixture_message(box, 2, &before));
	assert_int_equal(annotate(box, &box->uids, "/comment/value.priv", "c"),
			 ERR_NONE);
	assert_true(fixture_message(box, 2, &after));
	assert_true(after.modseq > before.modseq);
	ranges_init(&some);
	ranges_add_run(&some, 2, UINT32_MAX);
	assert_int_equal(annotate(box, &some, "/x/value.shared", "y"),
			 ERR_NONE);
	ranges_remove_run(&some, 3, UINT32_MAX);
	assert_int_equal(annotate(box, &some, "/Comment/value.priv", NULL),
			 ERR_NONE);
	store_box_close(&box);
	fixture_carry(f, "INBOX", "A", STORE_COPY);
	fixture_carry(f, "INBOX", "B", STORE_MOVE);
	for (unsigned i = 0; i < 2; i++) {
		assert_string_equal(annotations(f, "A", 1), "");
		assert_string_equal(annotations(f, "A", 2),
				    "/comment/value.priv=c;");
		assert_string_equal(annotations(f, "A", 3),
				    "/x/value.shared=y;");
		assert_string_equal(annotations(f, "B", 3),
				    "/comment/value.priv=c;"
				    "/x/value.shared=y;");
		fixture_lose_index(f);
	}
}

/* More than one transaction carries. */
static void test_store_annotation__go_with_many_messages(void **state)
{
	enum {
		MANY = 600
	};
	struct fixture *f = *state;
	auto_ranges struct ranges some;
	struct store_box *box;
	struct err err = { 0 };

	ranges_init(&some);
	for (unsigned i = 0; i < MANY; i++) {
		auto_free char *path = x_printf("cur/%u.a.b:2,S", 1000 + i);

		fixture_write(f, path, "a: b\n");
	}
	assert_true(store_create(f->user, SPAN("A"), &err));
	box = fixture_open(f, "INBOX");
	assert_int_equal(annotate(box, &box->uids, "/a", "x"), ERR_NONE);
	ranges_add_run(&some, 1, MANY - 1);
	assert_int_equal(annotate(box, &some, "/a", NULL), ERR_NONE);
	ranges_remove_run(&some, 2, MANY);
	assert_int_equal(annotate(box, &some, "/a", "y"), ERR_NONE);
	store_box_close(&box);
	fixture_carry(f, "INBOX", "A", STORE_COPY);
	assert_string_equal(annotations(f, "A", 1), "/a=y;");
	assert_string_equal(annotations(f, "A", 2), "");
	assert_string_equal(annotations(f, "A", MANY - 1), "");
	assert_string_equal(annotations(f, "A", MANY), "/a=x;");
}

static void test_store_annotation__limits_hold(void **state)
{
	struct fixture *f = *state;
	struct store_box *box;

	f->settings.metadata_entries_max = 2;
	fixture_reopen(f);
	fixture_append(f, "INBOX", "1", 0);
	box = fixture_open(f, "INBOX");
	assert_int_equal(annotate(box, &box->uids, "/a", "x"), ERR_NONE);
	assert_int_equal(annotate(box, &box->uids, "/b", "x"), ERR_NONE);
	assert_int_equal(annotate(box, &box->uids, "/c", "x"), ERR_LIMIT);
	assert_int_equal(annotate(box, &box->uids, "/b", "y"), ERR_NONE);
	/* Not a fact of another kind. */
	assert_int_equal(annotate(box, &box->uids, "uidl", "y"), ERR_SYNTAX);
	store_box_close(&box);
	assert_string_equal(annotations(f, "INBOX", 1), "/a=x;/b=y;");
}

#define T(test)                                                                \
	cmocka_unit_test_setup_teardown(test, fixture_make, fixture_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_store_metadata__goes_with_the_mailbox),
		T(test_store_metadata__limits_hold),
		T(test_store_metadata__the_file_stays_small),
		T(test_store_special__is_by_name_if_nothing_is_said),
		T(test_store_special__is_there_from_the_start),
		T(test_store_special__what_is_not_offered_is_refused),
		T(test_store_annotation__goes_with_the_message),
		T(test_store_annotation__go_with_many_messages),
		T(test_store_annotation__limits_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
