/* SPDX-License-Identifier: MIT */
#include "store/store_acl.h"

#include <string.h>

#include "base/auto.h"
#include "base/log.h"
#include "store/store_priv.h"

bool store_acl_get(const struct account *owner, struct span name,
		   struct arena *arena, struct md_acl_list *out,
		   struct err *err)
{
	auto_buf struct buf dir;

	buf_init(&dir, STORE_PATH_CAP);
	return md_folder_find(owner->mail, name, &dir, err) &&
	       md_acl_list_read(owner->mail, buf_span(&dir), arena, out, err);
}

struct md_acl_person store_acl_person(const struct store_user *user)
{
	return (struct md_acl_person){
		.user = span_of(user->account.user),
		.groups = user->settings.acl_groups,
	};
}

struct md_acl_person store_acl_person_of(const struct account *account,
					 const struct store_settings *settings)
{
	return (struct md_acl_person){
		.user = span_of(account->user),
		.groups = store_override_groups(account, settings->acl_groups),
	};
}

/* What keeps a list from being read is for the administrator. */
static bool read_list(const struct account *owner, struct span name,
		      struct arena *arena, struct md_acl_list *out)
{
	struct err err = { 0 };

	if (store_acl_get(owner, name, arena, out, &err))
		return true;
	if (err.kind != ERR_NOTFOUND && err.kind != ERR_SYNTAX)
		log_err(LOG_LEVEL_ERROR, "acl", &err, "owner=%s mailbox=%s",
			owner->user, LOG_TEXT(name));
	return false;
}

uint32_t store_acl_rights(const struct account *owner, struct span name,
			  const struct md_acl_person *person)
{
	auto_arena struct arena arena;
	struct md_acl_list list;

	arena_init(&arena);
	if (!read_list(owner, name, &arena, &list))
		return 0;
	return md_acl_list_rights(&list, person);
}

/* The nearest parent that is there; false: none is. */
static bool find_parent(const struct account *owner, struct span *name)
{
	auto_buf struct buf dir;
	struct err err;

	buf_init(&dir, STORE_PATH_CAP);
	for (size_t i = name->len; i-- > 1;) {
		if (name->ptr[i] != '.')
			continue;
		*name = span_first(*name, i);
		buf_reset(&dir);
		if (md_folder_find(owner->mail, *name, &dir, &err))
			return true;
	}
	return false;
}

uint32_t store_acl_parent_rights(const struct account *owner, struct span name,
				 const struct md_acl_person *person,
				 enum store_acl_top top)
{
	if (!find_parent(owner, &name)) {
		if (top == STORE_ACL_TOP_NONE)
			return 0;
		name = SPAN("INBOX");
	}
	return store_acl_rights(owner, name, person);
}

bool store_acl_takes_mail(const struct account *owner, struct span name)
{
	const struct md_acl_person person = { .user = span_of(owner->user) };
	auto_arena struct arena arena;
	struct md_acl_list list;

	arena_init(&arena);
	return !read_list(owner, name, &arena, &list) ||
	       (md_acl_list_owner_rights(&list, &person) & STORE_RIGHT_POST);
}

bool store_acl_inherit(struct store_user *user, struct span dir,
		       struct err *err)
{
	auto_arena struct arena arena;
	auto_buf struct buf name;
	struct md_acl_list list;
	struct span parent;

	arena_init(&arena);
	buf_init(&name, STORE_PATH_CAP);
	if (!md_folder_mailbox(dir, &name))
		return true;
	parent = buf_span(&name);
	if (!find_parent(&user->account, &parent) ||
	    !read_list(&user->account, parent, &arena, &list) || !list.count)
		return true;
	return md_acl_list_save(user->account.mail, dir, &list, err);
}

static bool is_same(const struct md_acl_entry *a, const struct md_acl_entry *b)
{
	return a->who == b->who && a->negative == b->negative &&
	       span_eq(a->name, b->name);
}

/* Without rights it means something only where it replaces an earlier kind. */
static bool says_something(const struct md_acl_list *list, unsigned number)
{
	const struct md_acl_entry *entry = &list->entry[number];

	for (unsigned i = 0; i < list->count; i++)
		if (list->entry[i].negative == entry->negative &&
		    list->entry[i].who < entry->who)
			return true;
	return entry->rights || entry->named.len;
}

static void change(struct md_acl_list *list, const struct md_acl_entry *with,
		   enum store_acl_how how)
{
	unsigned i = 0;

	while (i < list->count && !is_same(&list->entry[i], with))
		i++;
	if (how == STORE_ACL_DELETE) {
		if (i < list->count)
			list->entry[i] = list->entry[--list->count];
		return;
	}
	if (i == list->count) {
		list->entry[list->count++] = *with;
		if (how == STORE_ACL_REMOVE)
			list->entry[i].rights = 0;
	} else if (how == STORE_ACL_ADD) {
		list->entry[i].rights |= with->rights;
	} else if (how == STORE_ACL_REMOVE) {
		list->entry[i].rights &= ~with->rights;
	} else {
		list->entry[i].rights = with->rights;
		list->entry[i].named = with->named;
	}
	if (!says_something(list, i))
		list->entry[i] = list->entry[--list->count];
}

/* Under the user's write lock, so that of two changes none is lost. */
bool store_acl_change(struct store_user *user, struct span name,
		      const struct md_acl_entry *entry, enum store_acl_how how,
		      struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_arena struct arena arena;
	auto_buf struct buf dir;
	struct md_acl_list list;
	struct md_acl_list grown;

	arena_init(&arena);
	buf_init(&dir, STORE_PATH_CAP);
	if (!store_txn_begin(user, &t, err) ||
	    !md_folder_find(user->account.mail, name, &dir, err))
		return false;
	if (!md_acl_list_read(user->account.mail, buf_span(&dir), &arena, &list,
			      err)) {
		if (err->kind != ERR_CORRUPT)
			return false;
		err_clear(err);
		list.count = 0;
	}
	grown.entry = arena_alloc_array(&arena, list.count + 1u,
					sizeof(*grown.entry));
	grown.count = list.count;
	for (unsigned i = 0; i < list.count; i++)
		grown.entry[i] = list.entry[i];
	change(&grown, entry, how);
	return md_acl_list_save(user->account.mail, buf_span(&dir), &grown,
				err);
}
