/* SPDX-License-Identifier: MIT */
#include "maildir/md_import.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"
#include "io/file.h"
#include "maildir/md_folder.h"
#include "maildir/md_import_courier.h"
#include "maildir/md_import_dovecot.h"

enum {
	LIST_CAP = 256 * 1024 * 1024,
	HEAD = 1024,
	TAIL = 4096, /* no line is longer */
	SUBSCRIBED_CAP = 1024 * 1024
};

static const struct kind {
	const char *file;
	bool (*parse)(struct span text, struct arena *arena,
		      struct md_import_list *out);
} kinds[MD_IMPORT_SOURCES] = {
	[MD_IMPORT_DOVECOT] = { "dovecot-uidlist", md_import_dovecot_parse },
	[MD_IMPORT_COURIER] = { "courierimapuiddb", md_import_courier_parse },
	[MD_IMPORT_POP] = { "courierpop3dsizelist", NULL },
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
	md_import_pop_init(&import->pop);
}

void md_import_release(struct md_import *import)
{
	buf_release(&import->text);
	arena_release(&import->arena);
	md_import_pop_release(&import->pop);
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

/* ---- Courier's UIDLs ---- */

static int by_base(const void *a, const void *b)
{
	const struct md_import_entry *const *x = a, *const *y = b;

	return span_cmp((*x)->base, (*y)->base);
}

static int by_line(const void *a, const void *b)
{
	const struct md_import_uidl *const *x = a, *const *y = b;

	return ((*x)->order > (*y)->order) - ((*x)->order < (*y)->order);
}

/* Both lists are in the order of bases. Tells which are in the second only. */
static size_t merge(struct md_import_entry *const *entry, size_t count,
		    const struct md_import_pop *pop,
		    const struct md_import_uidl **only)
{
	size_t rest = 0, e = 0;

	for (size_t p = 0; p < pop->count; p++) {
		const struct md_import_uidl *one = &pop->entry[p];

		while (e < count && span_cmp(entry[e]->base, one->base) < 0)
			e++;
		if (e < count && span_eq(entry[e]->base, one->base)) {
			entry[e]->uidl = one->uidl;
			entry[e]->order = (uint32_t)one->order + 1;
		} else {
			only[rest++] = one;
		}
	}
	return rest;
}

static void add_only(struct md_import_list *list,
		     const struct md_import_uidl *const *only, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (list->uidnext > MD_IMPORT_UID_MAX)
			return;
		list->entry[list->count++] = (struct md_import_entry){
			.uid = list->uidnext++,
			.base = only[i]->base,
			.uidl = only[i]->uidl,
			.order = (uint32_t)only[i]->order + 1,
		};
	}
}

/* An order that is the one of the UIDs need not be told. */
static void drop_order(struct md_import_list *list)
{
	uint32_t last = 0;

	for (size_t i = 0; i < list->count; i++) {
		if (list->entry[i].order && list->entry[i].order < last)
			return;
		if (list->entry[i].order)
			last = list->entry[i].order;
	}
	for (size_t i = 0; i < list->count; i++)
		list->entry[i].order = 0;
}

/* UIDLs into the list; messages that only POP3 had come behind it. */
static void merge_pop(struct md_import *import)
{
	struct md_import_list *list = &import->list;
	size_t all = list->count + import->pop.count + 1;
	struct md_import_entry *entry =
		arena_alloc_array(&import->arena, all, sizeof(*entry));
	auto_free struct md_import_entry **sorted =
		x_calloc(all, sizeof(*sorted));
	auto_free const struct md_import_uidl **only =
		x_calloc(all, sizeof(*only));
	size_t rest;

	for (size_t i = 0; i < list->count; i++) {
		entry[i] = list->entry[i];
		sorted[i] = &entry[i];
	}
	list->entry = entry;
	qsort(sorted, list->count, sizeof(*sorted), by_base);
	rest = merge(sorted, list->count, &import->pop, only);
	qsort(only, rest, sizeof(*only), by_line);
	add_only(list, only, rest);
	drop_order(list);
}

static bool read_pop(const char *root, struct span dir, struct md_import *out,
		     struct err *err)
{
	if (dir.len || out->source == MD_IMPORT_DOVECOT)
		return true;
	if (!md_import_pop_read(root, &out->pop, err))
		return false;
	out->malformed[MD_IMPORT_POP] = out->pop.malformed;
	if (!out->pop.found)
		return true;
	if (out->source == MD_IMPORT_SOURCES) {
		out->source = MD_IMPORT_POP;
		out->list = (struct md_import_list){ .uidnext = 1 };
	}
	merge_pop(out);
	return true;
}

/* ---- UIDLs that two messages have ---- */

static int by_uidl(const void *a, const void *b)
{
	const struct md_import_entry *const *x = a, *const *y = b;
	int order = span_cmp((*x)->uidl, (*y)->uidl);

	return order ? order
		     : ((*x)->uid > (*y)->uid) - ((*x)->uid < (*y)->uid);
}

/* The lowest UID keeps it; the others are as if they had none, for good. */
static void drop_second_uidls(struct md_import_list *list)
{
	auto_free struct md_import_entry **sorted =
		x_calloc(list->count + 1, sizeof(*sorted));
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++)
		if (list->entry[i].uidl.len)
			sorted[count++] = &list->entry[i];
	qsort(sorted, count, sizeof(*sorted), by_uidl);
	for (size_t i = count; i-- > 1;)
		if (span_eq(sorted[i - 1]->uidl, sorted[i]->uidl))
			sorted[i]->uidl = SPAN("");
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
	out->given = out->list.uidnext;
	if (!read_pop(root, dir, out, err))
		return false;
	drop_second_uidls(&out->list);
	return true;
}

bool md_import_one(const char *root, struct span dir,
		   enum md_import_source source, struct md_import *out,
		   struct err *err)
{
	auto_fd int folder = -1;
	struct stat st;

	if (!md_folder_open(root, dir, &folder, err) ||
	    !read_one(folder, source, out, &st, err))
		return false;
	if (out->malformed[source])
		return err_set(err, ERR_CORRUPT, "%s is malformed",
			       kinds[source].file);
	if (out->source == MD_IMPORT_SOURCES)
		return err_set(err, ERR_NOTFOUND, "There is no %s",
			       kinds[source].file);
	err_clear(err);
	return true;
}

/* The first and the last whole line of the file. false: it has none. */
static bool read_ends(int folder, const char *file, struct buf *out)
{
	auto_fd int fd = openat(folder, file,
				O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
	struct span head, tail;
	char bytes[TAIL];
	struct stat st;
	off_t from;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return false;
	n = pread(fd, bytes, HEAD, 0);
	head = span_make(bytes, n > 0 ? (size_t)n : 0);
	head = span_first(head, span_find_char(head, '\n'));
	if (n <= 0 || head.len == (size_t)n)
		return false;
	buf_add(out, head);
	buf_add_char(out, '\n');
	from = st.st_size > TAIL ? st.st_size - TAIL : 0;
	if (from < (off_t)head.len + 1)
		from = (off_t)head.len + 1;
	n = pread(fd, bytes, TAIL, from);
	tail = span_make(bytes, n > 0 ? (size_t)n : 0);
	while (tail.len && tail.ptr[tail.len - 1] != '\n')
		tail.len--;
	if (!tail.len)
		return true;
	for (size_t at = tail.len - 1; at > 0; at--)
		if (tail.ptr[at - 1] == '\n') {
			tail = span_from(tail, at);
			break;
		}
	buf_add(out, tail);
	return true;
}

bool md_import_is_beyond(const char *root, struct span dir,
			 uint32_t uidvalidity, uint32_t uidnext, bool *out,
			 struct err *err)
{
	auto_fd int folder = -1;

	*out = false;
	if (!md_folder_open(root, dir, &folder, err))
		return false;
	for (int i = 0; i < MD_IMPORT_POP; i++) {
		auto_arena struct arena arena;
		struct md_import_list list;
		auto_buf struct buf ends;

		arena_init(&arena);
		buf_init(&ends, HEAD + TAIL + 1);
		if (read_ends(folder, kinds[i].file, &ends) &&
		    kinds[i].parse(buf_span(&ends), &arena, &list) &&
		    list.uidvalidity == uidvalidity && list.uidnext > uidnext)
			*out = true;
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
