/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_users.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/x.h"

enum {
	UNUSED_MS = 60000
};

/* ---- the list and the table ---- */

static struct deliver_user **place_of(struct deliver_users *users,
				      const char *name)
{
	uint64_t hash = hash_add(HASH_START, span_of(name));

	return &users->place[hash % DELIVER_USERS_PLACES];
}

static const char *name_of(const struct deliver_user *user)
{
	return store_user_account(user->store)->user;
}

static void append(struct deliver_users *users, struct deliver_user *user)
{
	user->before = users->last;
	user->behind = NULL;
	*(users->last ? &users->last->behind : &users->first) = user;
	users->last = user;
}

static void cut_out(struct deliver_users *users, struct deliver_user *user)
{
	*(user->before ? &user->before->behind : &users->first) = user->behind;
	*(user->behind ? &user->behind->before : &users->last) = user->before;
}

static void enter(struct deliver_users *users, struct deliver_user *user)
{
	struct deliver_user **place = place_of(users, name_of(user));

	user->next = *place;
	*place = user;
	append(users, user);
	users->count++;
}

static void close_user(struct deliver_users *users, struct deliver_user *user)
{
	struct deliver_user **link = place_of(users, name_of(user));

	while (*link != user)
		link = &(*link)->next;
	*link = user->next;
	cut_out(users, user);
	users->count--;
	store_user_close(&user->store);
	free(user);
}

void deliver_users_init(struct deliver_users *users, unsigned max)
{
	*users = (struct deliver_users){ .max = max };
}

void deliver_users_release(struct deliver_users *users)
{
	while (users->first)
		close_user(users, users->first);
}

static void make_room(struct deliver_users *users)
{
	int64_t since = clock_mono_ms() - UNUSED_MS;
	struct deliver_user *user;

	while ((user = users->first) &&
	       (users->count >= users->max || user->used < since))
		close_user(users, user);
}

/* ---- is it the same? ---- */

static bool same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static bool same_account(const struct account *a, const struct account *b)
{
	return same(a->user, b->user) && same(a->home, b->home) &&
	       same(a->mail, b->mail) && a->uid == b->uid && a->gid == b->gid &&
	       a->state == b->state && a->quota_messages == b->quota_messages &&
	       a->quota_bytes == b->quota_bytes &&
	       a->message_bytes == b->message_bytes &&
	       same(a->quota_rules, b->quota_rules) &&
	       same(a->settings, b->settings);
}

/* Is it still the folder that was opened? Somebody may have removed it and
 * put a backup in its place. */
static bool is_in_place(const struct deliver_user *user)
{
	struct stat st;

	return stat(store_user_account(user->store)->mail, &st) == 0 &&
	       st.st_dev == user->dev && st.st_ino == user->ino;
}

static bool is_fresh(const struct deliver_user *user,
		     const struct account *account)
{
	return same_account(store_user_account(user->store), account) &&
	       is_in_place(user);
}

static struct deliver_user *find(struct deliver_users *users,
				 const struct account *account)
{
	struct deliver_user *user = *place_of(users, account->user);

	while (user && !same(name_of(user), account->user))
		user = user->next;
	if (!user || is_fresh(user, account))
		return user;
	close_user(users, user);
	return NULL;
}

/* ---- opening ---- */

static bool wants_files(const struct err *err)
{
	return err->os == EMFILE || err->os == ENFILE || err->os == ENOMEM;
}

static bool open_user(struct deliver_users *users,
		      const struct store_settings *settings,
		      const struct account *account, struct deliver_user **out,
		      struct err *err)
{
	struct deliver_user *user;
	struct store_user *store;
	struct stat st = { 0 };

	make_room(users);
	while (!store_user_open(account, settings, &store, err)) {
		user = users->first;
		if (!user || !wants_files(err))
			return false;
		close_user(users, user);
		err_clear(err);
	}
	user = x_calloc(1, sizeof(*user));
	user->store = store;
	if (stat(account->mail, &st) == 0) {
		user->dev = st.st_dev;
		user->ino = st.st_ino;
	}
	enter(users, user);
	*out = user;
	return true;
}

bool deliver_users_get(struct deliver_users *users,
		       const struct store_settings *settings,
		       const struct account *account, struct store_user **out,
		       struct err *err)
{
	struct deliver_user *user = find(users, account);

	if (!user && !open_user(users, settings, account, &user, err))
		return false;
	user->used = clock_mono_ms();
	cut_out(users, user);
	append(users, user);
	*out = user->store;
	return true;
}

static struct deliver_user *find_store(struct deliver_users *users,
				       const struct store_user *store)
{
	struct deliver_user *user =
		*place_of(users, store_user_account(store)->user);

	while (user && user->store != store)
		user = user->next;
	return user;
}

void deliver_users_drop(struct deliver_users *users, struct store_user *store)
{
	struct deliver_user *user = find_store(users, store);

	if (user)
		close_user(users, user);
}
