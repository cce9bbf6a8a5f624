/* SPDX-License-Identifier: MIT */
/* The list of mailboxes: folders on disk, parents they lack, subscriptions. */
#include "store/store_priv.h"

#include <stdlib.h>

#include "base/auto.h"
#include "base/x.h"
#include "maildir/md_renaming.h"

enum {
	READ_TRIES = 8
};

struct listing {
	struct arena *arena;
	struct store_mailbox_entry *entry;
	size_t count, space;
};

static void add(struct listing *l, struct span name, uint32_t flags)
{
	if (l->count == l->space) {
		l->space = l->space ? l->space * 2 : 64;
		l->entry =
			x_realloc_array(l->entry, l->space, sizeof(*l->entry));
	}
	l->entry[l->count++] = (struct store_mailbox_entry){ name, flags };
}

/* "a.b.c" has the parents "a.b" and "a". */
static void add_parents(struct listing *l, struct span name, uint32_t flags)
{
	for (size_t i = name.len; i-- > 1;)
		if (name.ptr[i] == '.')
			add(l, span_first(name, i), flags);
}

/* The directories at one time: while another process renames some of them,
 * reading may meet folders twice or not at all. */
static bool read_root(struct store_user *user, struct arena *arena,
		      struct span **out, size_t *out_count, struct err *err)
{
	struct md_time before, after = { .ctime_ns = 0 };

	for (unsigned tries = 0; tries < READ_TRIES; tries++) {
		store_renaming_finish(user);
		if (!md_time_of(user->root_fd, &before, err) ||
		    !md_folder_list(user->account.mail, arena, SIZE_MAX, out,
				    out_count, err) ||
		    !md_time_of(user->root_fd, &after, err))
			return false;
		if (before.ctime_ns == after.ctime_ns &&
		    !md_renaming_is_open(user->root_fd))
			break;
	}
	return true;
}

static bool add_folders(struct listing *l, struct store_user *user,
			struct err *err)
{
	uint32_t flags = STORE_MAILBOX_EXISTS;
	struct span *dirs;
	auto_buf struct buf name;
	size_t count;

	buf_init(&name, STORE_PATH_CAP);
	if (!read_root(user, l->arena, &dirs, &count, err))
		return false;
	store_build_follow(user, dirs, count);
	store_special_read(user, SPAN(""), &flags);
	add(l, SPAN("INBOX"), flags);
	for (size_t i = 0; i < count; i++) {
		struct span s;

		buf_reset(&name);
		if (!md_folder_mailbox(dirs[i], &name))
			continue;
		s = arena_dup(l->arena, buf_span(&name));
		flags = STORE_MAILBOX_EXISTS;
		if (!md_folder_has_room(dirs[i]))
			flags |= STORE_MAILBOX_NO_INFERIORS;
		store_special_read(user, dirs[i], &flags);
		add(l, s, flags);
		add_parents(l, s, STORE_MAILBOX_CHILDREN);
	}
	return true;
}

bool store_subscriptions(struct store_user *user, struct arena *arena,
			 struct span **out, size_t *out_count, struct err *err)
{
	return md_subscriptions_read(user->account.mail, arena, out, out_count,
				     err);
}

static bool add_subscribed(struct listing *l, struct store_user *user,
			   struct err *err)
{
	struct span *names;
	size_t count;

	if (!store_subscriptions(user, l->arena, &names, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		add(l, names[i], STORE_MAILBOX_SUBSCRIBED);
		add_parents(l, names[i], 0);
	}
	return true;
}

static int by_name(const void *a, const void *b)
{
	const struct store_mailbox_entry *x = a, *y = b;
	bool xi = span_eq(x->name, SPAN("INBOX"));
	bool yi = span_eq(y->name, SPAN("INBOX"));

	if (xi != yi)
		return xi ? -1 : 1;
	return span_cmp(x->name, y->name);
}

/* Entries of one name become one with all their flags. */
size_t store_list_join(struct store_mailbox_entry *entry, size_t count)
{
	size_t n = 0;

	qsort(entry, count, sizeof(*entry), by_name);
	for (size_t i = 0; i < count; i++) {
		if (n && span_eq(entry[n - 1].name, entry[i].name))
			entry[n - 1].flags |= entry[i].flags;
		else
			entry[n++] = entry[i];
	}
	return n;
}

bool store_list(struct store_user *user, struct arena *arena,
		struct store_mailbox_entry **out, size_t *out_count,
		struct err *err)
{
	struct listing l = { .arena = arena };
	size_t n;

	if (!add_folders(&l, user, err) || !add_subscribed(&l, user, err)) {
		free(l.entry);
		return false;
	}
	n = store_list_join(l.entry, l.count);
	store_special_names(user, l.entry, n);
	*out = arena_alloc_array(arena, n, sizeof(**out));
	for (size_t i = 0; i < n; i++)
		(*out)[i] = l.entry[i];
	*out_count = n;
	free(l.entry);
	return true;
}

bool store_subscribe(struct store_user *user, struct span name, bool subscribed,
		     struct err *err)
{
	auto_buf struct buf dir;

	buf_init(&dir, STORE_PATH_CAP);
	if (!md_folder_dir(name, &dir, err))
		return false;
	if (!dir.len)
		name = SPAN("INBOX");
	if (!md_subscriptions_set(user->account.mail, name, subscribed, err))
		return false;
	index_notify(user->index);
	return true;
}
