/* SPDX-License-Identifier: MIT */
#include "maildir/md_import.h"

#include <sys/stat.h>

#include "base/auto.h"
#include "io/file.h"
#include "maildir/md_folder.h"
#include "maildir/md_import_courier.h"
#include "maildir/md_import_dovecot.h"

enum {
	LIST_CAP = 256 * 1024 * 1024,
	SUBSCRIBED_CAP = 1024 * 1024
};

static const struct kind {
	const char *file;
	bool (*parse)(struct span text, struct arena *arena,
		      struct md_import_list *out);
} kinds[MD_IMPORT_SOURCES] = {
	[MD_IMPORT_DOVECOT] = { "dovecot-uidlist", md_import_dovecot_parse },
	[MD_IMPORT_COURIER] = { "courierimapuiddb", md_import_courier_parse },
};

const char *md_import_file(enum md_import_source source)
{
	return source < MD_IMPORT_SOURCES ? kinds[source].file : NULL;
}

void md_import_init(struct md_import *import)
{
	*import = (struct md_import){ .source = MD_IMPORT_SOURCES };
	buf_init(&import->text, LIST_CAP);
	arena_init(&import->arena);
}

void md_import_release(struct md_import *import)
{
	buf_release(&import->text);
	arena_release(&import->arena);
}

static bool is_newer(const struct stat *a, const struct stat *b)
{
	if (a->st_mtim.tv_sec != b->st_mtim.tv_sec)
		return a->st_mtim.tv_sec > b->st_mtim.tv_sec;
	return a->st_mtim.tv_nsec > b->st_mtim.tv_nsec;
}

/* One of the two into `one`; its source stays MD_IMPORT_SOURCES if there is
 * none, or a malformed one. */
static bool read_one(int folder, enum md_import_source source,
		     struct md_import *one, struct stat *st, struct err *err)
{
	const struct kind *kind = &kinds[source];

	/* Too large, or another thing than a file. */
	if (fstatat(folder, kind->file, st, 0) == 0 && !S_ISREG(st->st_mode)) {
		one->malformed[source] = true;
		return true;
	}
	if (!file_read(folder, kind->file, &one->text, err)) {
		one->malformed[source] = err->kind == ERR_LIMIT;
		return err->kind == ERR_NOTFOUND || err->kind == ERR_LIMIT;
	}
	if (kind->parse(buf_span(&one->text), &one->arena, &one->list))
		one->source = source;
	else
		one->malformed[source] = true;
	return true;
}

bool md_import_read(const char *root, struct span dir, struct md_import *out,
		    struct err *err)
{
	auto_md_import struct md_import courier;
	struct stat of_dovecot = { .st_mtime = 0 };
	struct stat of_courier = { .st_mtime = 0 };
	auto_fd int folder = -1;

	md_import_init(&courier);
	if (!md_folder_open(root, dir, &folder, err) ||
	    !read_one(folder, MD_IMPORT_DOVECOT, out, &of_dovecot, err) ||
	    !read_one(folder, MD_IMPORT_COURIER, &courier, &of_courier, err))
		return false;
	err_clear(err);
	courier.malformed[MD_IMPORT_DOVECOT] =
		out->malformed[MD_IMPORT_DOVECOT];
	out->malformed[MD_IMPORT_COURIER] =
		courier.malformed[MD_IMPORT_COURIER];
	if (courier.source == MD_IMPORT_COURIER &&
	    (out->source != MD_IMPORT_DOVECOT ||
	     is_newer(&of_courier, &of_dovecot))) {
		struct md_import other = *out;

		*out = courier;
		courier = other;
	}
	return true;
}

bool md_import_subscribed(const char *root, struct arena *arena,
			  struct span **out, size_t *out_count, bool *out_found,
			  struct err *err)
{
	auto_buf struct buf text;
	auto_fd int folder = -1;

	*out_found = false;
	*out_count = 0;
	buf_init(&text, SUBSCRIBED_CAP);
	if (!md_folder_open(root, SPAN(""), &folder, err))
		return false;
	if (!file_read(folder, "courierimapsubscribed", &text, err))
		return err->kind == ERR_NOTFOUND;
	*out_found = true;
	md_import_courier_subscribed(buf_span(&text), arena, out, out_count);
	return true;
}
