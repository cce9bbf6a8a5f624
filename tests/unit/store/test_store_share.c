/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/auto.h"
#include "store/store_share.h"

static const struct md_acl_person mio = {
	.user = SPAN("mio@example.org"),
	.groups = SPAN("team, staff"),
};

static char *dir_of(struct fixture *f)
{
	return x_printf("%s/shared", f->top);
}

static struct md_acl_entry entry_of(enum md_acl_who who, const char *name)
{
	return (struct md_acl_entry){
		.who = who,
		.name = span_of(name),
		.rights = STORE_RIGHT_LOOKUP | STORE_RIGHT_READ,
	};
}

static void note(struct fixture *f, const char *owner,
		 const struct md_acl_entry *entry)
{
	auto_free char *dir = dir_of(f);
	struct account account = f->account;
	struct err err = { 0 };

	snprintf(account.user, sizeof(account.user), "%s", owner);
	assert_true(store_share_note(dir, &account, entry, &err));
}

/* The names with a space behind each. */
static void assert_names(const struct span *name, size_t count,
			 const char *wanted)
{
	auto_buf struct buf text;

	buf_init(&text, 4096);
	for (size_t i = 0; i < count; i++) {
		buf_add(&text, name[i]);
		buf_add_char(&text, ' ');
	}
	assert_string_equal(buf_str(&text), wanted);
}

static void assert_owners(struct fixture *f, const struct md_acl_person *person,
			  const char *wanted)
{
	auto_free char *dir = dir_of(f);
	auto_arena struct arena arena;
	struct err err = { 0 };
	struct span *owner;
	size_t count;

	arena_init(&arena);
	assert_true(store_share_owners(dir, person, &arena, 10, &owner, &count,
				       &err));
	assert_names(owner, count, wanted);
}

static void give(struct fixture *f, const char *mailbox,
		 const struct md_acl_entry *entry)
{
	struct err err = { 0 };

	assert_true(store_acl_change(f->user, span_of(mailbox), entry,
				     STORE_ACL_SET, &err));
}

static void make(struct fixture *f, const char *mailbox)
{
	struct err err = { 0 };

	assert_true(store_create(f->user, span_of(mailbox), &err));
}

static void test_store_share__owners_stand_once_and_sorted(void **state)
{
	const struct md_acl_entry anyone = entry_of(MD_ACL_ANYONE, "");
	const struct md_acl_entry team = entry_of(MD_ACL_GROUP, "team");
	const struct md_acl_entry other = entry_of(MD_ACL_GROUP, "other");
	const struct md_acl_entry user =
		entry_of(MD_ACL_USER, "mio@example.org");
	const struct md_acl_person nobody = { .user = SPAN("nobody") };
	struct fixture *f = *state;

	assert_owners(f, &mio, "");
	note(f, "sen", &user);
	note(f, "ann", &user);
	note(f, "sen", &team);
	note(f, "eva", &team);
	note(f, "bob", &other);
	note(f, "zoe", &anyone);
	note(f, "mio@example.org", &anyone);
	note(f, "ann", &user);
	assert_owners(f, &mio, "ann eva sen zoe ");
	assert_owners(f, &nobody, "mio@example.org zoe ");
}

static void test_store_share__what_shows_nothing_is_passed_over(void **state)
{
	struct md_acl_entry entry = entry_of(MD_ACL_USER, "mio@example.org");
	const struct md_acl_entry climbs = entry_of(MD_ACL_USER, "../anyone");
	const struct md_acl_entry hidden = entry_of(MD_ACL_GROUP, ".team");
	const struct md_acl_entry owner = entry_of(MD_ACL_OWNER, "");
	struct fixture *f = *state;

	note(f, "ann", &climbs);
	note(f, "ann", &hidden);
	note(f, "ann", &owner);
	note(f, "../ann", &entry);
	entry.negative = true;
	note(f, "ann", &entry);
	entry.negative = false;
	entry.rights = STORE_RIGHT_POST;
	note(f, "ann", &entry);
	assert_owners(f, &mio, "");
	assert_false(fixture_exists(f, "../../shared"));
	/* Whoever knows its name may open it (RFC 4314). */
	entry.rights = STORE_RIGHT_READ;
	note(f, "ann", &entry);
	assert_owners(f, &mio, "ann ");
	assert_true(fixture_exists(f, "../../shared/user/mio@example.org/ann"));
}

static void test_store_share__too_many_owners_are_refused(void **state)
{
	const struct md_acl_entry user =
		entry_of(MD_ACL_USER, "mio@example.org");
	struct fixture *f = *state;
	auto_free char *dir = dir_of(f);
	auto_arena struct arena arena;
	struct err err = { 0 };
	struct span *owner;
	size_t count;

	arena_init(&arena);
	note(f, "ann", &user);
	note(f, "bob", &user);
	assert_true(
		store_share_owners(dir, &mio, &arena, 2, &owner, &count, &err));
	assert_false(
		store_share_owners(dir, &mio, &arena, 1, &owner, &count, &err));
	assert_int_equal(err.kind, ERR_LIMIT);
	assert_int_equal(count, 0);
}

static void test_store_share__mailboxes_are_those_with_a_right(void **state)
{
	struct md_acl_entry user = entry_of(MD_ACL_USER, "mio@example.org");
	const struct md_acl_entry team = entry_of(MD_ACL_GROUP, "team");
	struct fixture *f = *state;
	auto_arena struct arena arena;
	struct err err = { 0 };
	struct span *name;
	size_t count;

	arena_init(&arena);
	make(f, "Team");
	make(f, "Own");
	make(f, "Blind");
	give(f, "INBOX", &user);
	give(f, "Team", &team);
	user.rights = STORE_RIGHT_INSERT;
	give(f, "Blind", &user);
	assert_true(store_share_mailboxes(&f->account, &mio, STORE_RIGHT_LOOKUP,
					  &arena, &name, &count, &err));
	assert_names(name, count, "INBOX Team ");
	assert_true(store_share_mailboxes(&f->account, &mio, STORE_RIGHT_INSERT,
					  &arena, &name, &count, &err));
	assert_names(name, count, "Blind ");
}

static void test_store_share__all_lists_are_noted_anew(void **state)
{
	const struct md_acl_entry user =
		entry_of(MD_ACL_USER, "mio@example.org");
	const struct md_acl_entry staff = entry_of(MD_ACL_GROUP, "staff");
	const struct md_acl_person member = { .user = SPAN("eva"),
					      .groups = SPAN("staff") };
	struct fixture *f = *state;
	auto_free char *dir = dir_of(f);
	struct err err = { 0 };

	make(f, "Deep.Below");
	make(f, "Staff");
	give(f, "Deep.Below", &user);
	give(f, "Staff", &staff);
	assert_true(store_share_note_all(dir, &f->account, &err));
	assert_owners(f, &mio, "kei@example.org ");
	assert_owners(f, &member, "kei@example.org ");
	/* One that is not true any more goes, one that is comes back. */
	store_share_forget(dir, &f->account, &mio);
	assert_true(fixture_exists(
		f, "../../shared/user/mio@example.org/kei@example.org"));
	assert_true(store_acl_change(f->user, SPAN("Deep.Below"), &user,
				     STORE_ACL_DELETE, &err));
	store_share_forget(dir, &f->account, &mio);
	assert_false(fixture_exists(
		f, "../../shared/user/mio@example.org/kei@example.org"));
	assert_owners(f, &member, "kei@example.org ");
}

/* An import, or a restored Maildir. */
static void test_store_share__a_new_index_notes_all_lists(void **state)
{
	const struct md_acl_entry user =
		entry_of(MD_ACL_USER, "mio@example.org");
	struct fixture *f = *state;
	auto_free char *dir = dir_of(f);

	make(f, "Deep.Below");
	give(f, "Deep.Below", &user);
	f->settings.shared_dir = dir;
	fixture_reopen(f);
	fixture_status(f, "INBOX");
	assert_owners(f, &mio, "");
	fixture_lose_index(f);
	fixture_status(f, "INBOX");
	assert_owners(f, &mio, "kei@example.org ");
	store_user_close(&f->user);
}

#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(test_store_share__##name,              \
					fixture_make, fixture_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(owners_stand_once_and_sorted),
		T(what_shows_nothing_is_passed_over),
		T(too_many_owners_are_refused),
		T(mailboxes_are_those_with_a_right),
		T(all_lists_are_noted_anew),
		T(a_new_index_notes_all_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
