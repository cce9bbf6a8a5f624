/* SPDX-License-Identifier: MIT */
/* Reads what store_import.c would, and counts. */
#include "store/store_import_check.h"

#include <fcntl.h>
#include <stdio.h>

#include "base/auto.h"
#include "maildir/md_acl.h"
#include "maildir/md_import.h"
#include "store/store_priv.h"

struct looking {
	struct store_user user; /* without an index */
	void (*each)(void *arg, const struct store_import_folder *folder);
	void *arg;
	struct store_import_found *found;
};

static const char ours[] = "fumikura-uid";

static void count_listed(const struct md_import_list *list,
			 const struct store_names *names,
			 struct store_import_folder *out)
{
	for (size_t i = 0; i < list->count; i++) {
		struct store_entry *e =
			store_names_by_base(names, list->entry[i].base);

		if (!e)
			continue;
		e->used = true;
		out->known++;
		out->uidls += list->entry[i].uidl.len > 0;
	}
}

/* A folder that has been ours already: names tell their UIDs. */
static void count_ours(const struct md_uid *uid,
		       const struct store_names *names,
		       struct store_import_folder *out)
{
	out->source = ours;
	out->uidvalidity = uid->uidvalidity;
	out->uidnext = uid->uid_ceiling;
	out->known = (uint32_t)names->count;
}

static bool look_at_access(const char *root, struct span dir, bool import,
			   struct store_import_folder *out, struct err *err)
{
	struct md_acl_found acl;

	if (!md_acl_look(root, dir, &acl, err))
		return false;
	if (acl.ours) {
		out->acl = "dovecot-acl";
	} else if (acl.courier && import) {
		out->acl = "courierimapacl";
		out->acl_lost = acl.lost;
	}
	return true;
}

static bool count_keywords(const char *root, struct span dir, bool import,
			   const struct store_names *names,
			   struct store_import_folder *out, struct err *err)
{
	auto_md_import_keywords struct md_import_keywords k;
	uint64_t letters[MD_IMPORT_KEYWORDS];
	auto_arena struct arena arena;
	struct md_keywords file;
	bool changed;

	arena_init(&arena);
	md_import_keywords_init(&k);
	if (!md_keywords_read(root, dir, &arena, &file, err) ||
	    (import && !md_import_keywords_read(root, dir, &k, err)))
		return false;
	out->dropped = store_import_letters(&k, store_import_used(&k, names),
					    &file, letters, &changed);
	/* Facts stand for letters where UIDs are known. */
	if (out->source)
		out->dropped = 0;
	out->dropped += k.beyond;
	for (unsigned i = 0; i < MD_KEYWORDS; i++)
		out->names += file.name[i].len > 0;
	for (size_t i = 0; i < names->count; i++)
		out->tagged +=
			names->entry[i].keywords ||
			md_import_keywords_find(
				&k, store_names_base(names, &names->entry[i]));
	return true;
}

static bool count_uids(const char *root, struct span dir,
		       const struct store_names *names,
		       struct store_import_folder *out, struct err *err)
{
	auto_md_import struct md_import import;

	md_import_init(&import);
	if (!md_import_read(root, dir, &import, err))
		return false;
	for (int i = 0; i < MD_IMPORT_SOURCES; i++)
		if (import.malformed[i])
			out->malformed =
				md_import_file((enum md_import_source)i);
	if (import.source == MD_IMPORT_SOURCES)
		return true;
	out->source = md_import_file(import.source);
	out->uidvalidity = import.list.uidvalidity;
	out->uidnext = import.list.uidnext;
	count_listed(&import.list, names, out);
	return true;
}

static bool look_at(struct looking *l, struct span mailbox, const char *dir,
		    struct err *err)
{
	const char *root = l->user.account.mail;
	auto_store_dirs struct store_dirs dirs = { .fd = { -1, -1 } };
	struct store_import_folder folder = { .mailbox = mailbox };
	auto_store_names struct store_names names;
	struct md_uid uid;
	bool is_ours;

	store_names_init(&names);
	if (!store_dirs_open(&l->user, dir, &dirs, err) ||
	    !store_names_read(&names, &dirs, 0, err))
		return false;
	folder.files = (uint32_t)names.count;
	is_ours = md_uid_read(root, span_of(dir), &uid, err);
	if (is_ours)
		count_ours(&uid, &names, &folder);
	else if (err->kind == ERR_CORRUPT)
		folder.malformed = ours;
	else if (err->kind != ERR_NOTFOUND)
		return false;
	else if (!count_uids(root, span_of(dir), &names, &folder, err))
		return false;
	if (!count_keywords(root, span_of(dir), !is_ours, &names, &folder,
			    err) ||
	    !look_at_access(root, span_of(dir), !is_ours, &folder, err))
		return false;
	l->found->folders++;
	l->found->files += folder.files;
	l->found->known += folder.known;
	l->each(l->arg, &folder);
	return true;
}

static bool look_at_all(struct looking *l, struct err *err)
{
	auto_arena struct arena arena;
	auto_buf struct buf name;
	struct span *dirs;
	size_t count;

	arena_init(&arena);
	buf_init(&name, STORE_PATH_CAP);
	if (!look_at(l, SPAN("INBOX"), "", err) ||
	    !md_folder_list(l->user.account.mail, &arena, SIZE_MAX, &dirs,
			    &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		buf_reset(&name);
		if (md_folder_mailbox(dirs[i], &name) &&
		    !look_at(l, buf_span(&name), dirs[i].ptr, err))
			return false;
	}
	return true;
}

static bool find_subscribed(struct looking *l, struct err *err)
{
	const char *root = l->user.account.mail;
	auto_arena struct arena arena;
	struct span *names;
	size_t count;
	bool found;

	arena_init(&arena);
	if (faccessat(l->user.root_fd, "subscriptions", F_OK, 0) == 0) {
		l->found->subscriptions = "subscriptions";
		return md_subscriptions_read(root, &arena, &names,
					     &l->found->subscribed, err);
	}
	if (!md_import_subscribed(root, &arena, &names, &count, &found, err))
		return false;
	if (found)
		l->found->subscriptions = "courierimapsubscribed";
	l->found->subscribed = count;
	return true;
}

bool store_import_check(const char *maildir,
			void (*each)(void *arg,
				     const struct store_import_folder *folder),
			void *arg, struct store_import_found *out,
			struct err *err)
{
	struct looking l = { .each = each, .arg = arg, .found = out };
	const size_t size = sizeof(l.user.account.mail);
	auto_fd int root = -1;

	*out = (struct store_import_found){ .folders = 0 };
	if ((size_t)snprintf(l.user.account.mail, size, "%s", maildir) >= size)
		return err_set(err, ERR_LIMIT, "The path is too long");
	if (!md_folder_open(maildir, SPAN(""), &root, err))
		return false;
	l.user.root_fd = root;
	return look_at_all(&l, err) && find_subscribed(&l, err);
}
