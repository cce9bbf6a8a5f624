/* SPDX-License-Identifier: MIT */
/* The folders of a Maildir, from one pass over its root. */
#include <errno.h>
#include <stdlib.h>

#include "base/auto.h"
#include "base/x.h"
#include "maildir/md_dir.h"
#include "maildir/md_folder.h"

enum {
	NAME_CAP = 1024
};

static bool may_be_dir(const struct dirent *entry)
{
	return entry->d_type == DT_DIR || entry->d_type == DT_LNK ||
	       entry->d_type == DT_UNKNOWN;
}

/* Thousands of them are looked at: by their names within the root, and once
 * each, unless they may be links. */
static bool exists(const char *root, DIR *listing, const struct dirent *entry)
{
	struct span dir = span_of(entry->d_name);

	return entry->d_type == DT_DIR
		       ? md_folder_exists_at(dirfd(listing), dir)
		       : md_folder_exists(root, dir);
}

static bool is_listed(const char *root, DIR *listing,
		      const struct dirent *entry)
{
	struct span dir = span_of(entry->d_name);
	auto_buf struct buf mailbox;
	auto_buf struct buf canonical;
	struct err ignored;

	buf_init(&mailbox, NAME_CAP);
	buf_init(&canonical, NAME_CAP);
	if (!md_folder_mailbox(dir, &mailbox) ||
	    !exists(root, listing, entry) ||
	    !md_folder_dir(buf_span(&mailbox), &canonical, &ignored))
		return false;
	return span_eq(buf_span(&canonical), dir) ||
	       !md_folder_exists(root, buf_span(&canonical));
}

static int by_bytes(const void *a, const void *b)
{
	const struct span *x = a;
	const struct span *y = b;

	return span_cmp(*x, *y);
}

struct names {
	struct span *name;
	size_t count;
	size_t space;
};

static void keep(struct names *names, struct arena *arena, struct span dir)
{
	if (names->count == names->space) {
		names->space = names->space ? names->space * 2 : 32;
		names->name = x_realloc_array(names->name, names->space,
					      sizeof(*names->name));
	}
	names->name[names->count++] = arena_dup(arena, dir);
}

static bool collect(const char *root, DIR *dir, struct arena *arena, size_t max,
		    struct names *names, struct err *err)
{
	struct dirent *entry;

	while (errno = 0, (entry = readdir(dir))) {
		struct span name = span_of(entry->d_name);

		if (name.ptr[0] != '.' || !may_be_dir(entry) ||
		    !is_listed(root, dir, entry))
			continue;
		if (names->count == max)
			return err_set(err, ERR_LIMIT, "Too many mailboxes");
		keep(names, arena, name);
	}
	return errno == 0 || err_sys(err, "read %s", root);
}

bool md_folder_list(const char *root, struct arena *arena, size_t max,
		    struct span **out, size_t *out_count, struct err *err)
{
	auto_dir DIR *dir = opendir(root);
	struct names names = { 0 };
	bool done;

	if (!dir)
		return err_sys(err, "open %s", root);
	done = collect(root, dir, arena, max, &names, err);
	if (names.count)
		qsort(names.name, names.count, sizeof(*names.name), by_bytes);
	*out_count = names.count;
	*out = arena_alloc_array(arena, names.count + 1, sizeof(**out));
	for (size_t i = 0; i < names.count; i++)
		(*out)[i] = names.name[i];
	free(names.name);
	return done;
}
