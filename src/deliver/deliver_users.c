/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_users.h"

#include <string.h>
#include <sys/stat.h>

static void close_user(struct deliver_user *user)
{
	if (user->store)
		store_user_close(&user->store);
	*user = (struct deliver_user){ 0 };
}

void deliver_users_release(struct deliver_users *users)
{
	users->held = NULL;
	for (unsigned i = 0; i < DELIVER_USERS; i++)
		close_user(&users->user[i]);
}

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
	       same(a->quota_rules, b->quota_rules);
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
	return !user->stale &&
	       same_account(store_user_account(user->store), account) &&
	       is_in_place(user);
}

/* A free place, or that of the user who was not used for longest. */
static struct deliver_user *free_place(struct deliver_users *users)
{
	struct deliver_user *oldest = NULL;

	for (unsigned i = 0; i < DELIVER_USERS; i++) {
		struct deliver_user *user = &users->user[i];

		if (user != users->held &&
		    (!oldest || user->used < oldest->used))
			oldest = user;
	}
	close_user(oldest);
	return oldest;
}

static struct deliver_user *find(struct deliver_users *users,
				 const struct account *account)
{
	for (unsigned i = 0; i < DELIVER_USERS; i++) {
		struct deliver_user *user = &users->user[i];

		if (!user->store ||
		    !same(store_user_account(user->store)->user, account->user))
			continue;
		if (user == users->held || is_fresh(user, account))
			return user;
		close_user(user);
	}
	return NULL;
}

bool deliver_users_get(struct deliver_users *users,
		       const struct store_settings *settings,
		       const struct account *account, struct store_user **out,
		       struct err *err)
{
	struct deliver_user *user = find(users, account);
	struct stat st = { 0 };

	if (!user) {
		user = free_place(users);
		if (!store_user_open(account, settings, &user->store, err))
			return false;
		if (stat(account->mail, &st) == 0) {
			user->dev = st.st_dev;
			user->ino = st.st_ino;
		}
	}
	user->used = ++users->clock;
	*out = user->store;
	return true;
}

static struct deliver_user *place_of(struct deliver_users *users,
				     const struct store_user *store)
{
	for (unsigned i = 0; i < DELIVER_USERS; i++)
		if (users->user[i].store == store)
			return &users->user[i];
	return NULL;
}

void deliver_users_hold(struct deliver_users *users, struct store_user *store)
{
	users->held = place_of(users, store);
}

void deliver_users_let_go(struct deliver_users *users)
{
	struct deliver_user *user = users->held;

	users->held = NULL;
	if (user && user->stale)
		close_user(user);
}

void deliver_users_drop(struct deliver_users *users, struct store_user *store)
{
	struct deliver_user *user = place_of(users, store);

	if (user && user == users->held)
		user->stale = true;
	else if (user)
		close_user(user);
}
