/* SPDX-License-Identifier: MIT */
#include "maildir/md_import_keywords.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/num.h"
#include "base/x.h"
#include "io/file.h"
#include "maildir/md_dir.h"
#include "maildir/md_folder.h"

enum {
	LIST_CAP = 256 * 1024 * 1024,
	UPDATE_CAP = 64 * 1024
};
static const char dir_name[] = "courierimapkeywords";

void md_import_keywords_init(struct md_import_keywords *k)
{
	*k = (struct md_import_keywords){ .count = 0 };
	arena_init(&k->arena);
}

void md_import_keywords_release(struct md_import_keywords *k)
{
	arena_release(&k->arena);
	free(k->message);
	k->message = NULL;
}

/* The bit of a name, which is added if it is new. */
static uint64_t bit_of(struct md_import_keywords *k, struct span name)
{
	for (unsigned i = 0; i < k->count; i++)
		if (span_eq_nocase(k->name[i], name))
			return UINT64_C(1) << i;
	if (k->count == MD_IMPORT_KEYWORDS) {
		k->beyond++;
		return 0;
	}
	k->name[k->count] = arena_dup(&k->arena, name);
	return UINT64_C(1) << k->count++;
}

static void add(struct md_import_keywords *k, struct span base, uint64_t bits)
{
	if (k->messages == k->space) {
		k->space = k->space ? k->space * 2 : 64;
		k->message = x_realloc_array(k->message, k->space,
					     sizeof(*k->message));
	}
	k->message[k->messages] = (struct md_import_tagged){
		.base = arena_dup(&k->arena, base),
		.bits = bits,
		.order = k->messages,
	};
	k->messages++;
}

void md_import_keywords_list(struct md_import_keywords *k, struct span text)
{
	uint64_t bits[MD_IMPORT_KEYWORDS];
	unsigned count = 0;
	struct span line;

	while (span_cut(&text, '\n', &line) && line.len) {
		uint64_t bit = bit_of(k, line);

		if (count < MD_IMPORT_KEYWORDS)
			bits[count++] = bit;
	}
	while (span_cut(&text, '\n', &line)) {
		size_t at = span_find_char(line, ':');
		struct span numbers = span_from(line, at + 1);
		uint64_t all = 0;
		struct span number;
		uint32_t n;

		while (span_cut(&numbers, ' ', &number))
			if (count && num_parse_u32(number, 0, count - 1, &n))
				all |= bits[n];
		if (at > 0 && at < line.len)
			add(k, span_first(line, at), all);
	}
}

void md_import_keywords_update(struct md_import_keywords *k, struct span base,
			       struct span text)
{
	struct span line;
	uint64_t all = 0;

	while (span_cut(&text, '\n', &line) && line.len)
		all |= bit_of(k, line);
	add(k, base, all);
}

static int by_base(const void *a, const void *b)
{
	const struct md_import_tagged *x = a, *y = b;
	int order = span_cmp(x->base, y->base);

	return order ? order : (x->order > y->order) - (x->order < y->order);
}

void md_import_keywords_finish(struct md_import_keywords *k)
{
	size_t kept = 0;

	if (k->messages)
		qsort(k->message, k->messages, sizeof(*k->message), by_base);
	for (size_t i = 0; i < k->messages; i++)
		if (i + 1 == k->messages ||
		    !span_eq(k->message[i].base, k->message[i + 1].base))
			k->message[kept++] = k->message[i];
	k->messages = kept;
}

uint64_t md_import_keywords_find(const struct md_import_keywords *k,
				 struct span base)
{
	size_t from = 0, to = k->messages;

	while (from < to) {
		size_t mid = from + (to - from) / 2;
		int order = span_cmp(k->message[mid].base, base);

		if (order == 0)
			return k->message[mid].bits;
		if (order < 0)
			from = mid + 1;
		else
			to = mid;
	}
	return 0;
}

/* ---- the folder ---- */

struct update {
	struct span base;
	uint64_t age; /* larger is newer */
	struct span file;
};
struct updates {
	struct update *one;
	size_t count, space;
};

/* false: ":list", or a file that is no change (yet). */
static bool parse_name(struct span name, struct update *out)
{
	struct span rest = span_from(name, 1);

	*out = (struct update){ .base = name, .age = UINT64_MAX, .file = name };
	if (name.ptr[0] == ':')
		return false;
	if (name.ptr[0] != '.')
		return true;
	if (!num_take_u64(&rest, UINT64_MAX - 1, &out->age) ||
	    !span_starts(rest, SPAN(".")) || rest.len == 1)
		return false;
	out->base = span_from(rest, 1);
	return true;
}

static bool list_updates(int fd, struct arena *arena, struct updates *out,
			 struct err *err)
{
	int again = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	auto_dir DIR *dir = again >= 0 ? fdopendir(again) : NULL;
	struct dirent *entry;

	if (!dir) {
		if (again >= 0)
			close(again);
		return err_sys(err, "open %s", dir_name);
	}
	while (errno = 0, (entry = readdir(dir))) {
		struct update u;

		if (!parse_name(span_of(entry->d_name), &u))
			continue;
		if (out->count == out->space) {
			out->space = out->space ? out->space * 2 : 64;
			out->one = x_realloc_array(out->one, out->space,
						   sizeof(*out->one));
		}
		u.file = arena_dup(arena, u.file);
		u.base = span_from(u.file, u.file.len - u.base.len);
		out->one[out->count++] = u;
	}
	return errno == 0 || err_sys(err, "read %s", dir_name);
}

static int by_age(const void *a, const void *b)
{
	const struct update *x = a, *y = b;
	int order = span_cmp(x->base, y->base);

	return order ? order : (x->age > y->age) - (x->age < y->age);
}

/* One that is no more, or no proper file, says nothing. */
static bool read_text(int fd, const char *name, struct buf *out,
		      struct err *err)
{
	if (file_read(fd, name, out, err))
		return true;
	if (err->kind != ERR_NOTFOUND && err->kind != ERR_LIMIT)
		return false;
	err_clear(err);
	buf_reset(out);
	return true;
}

static bool read_updates(int fd, struct md_import_keywords *k,
			 struct updates *all, struct err *err)
{
	auto_buf struct buf text;

	buf_init(&text, UPDATE_CAP);
	if (!list_updates(fd, &k->arena, all, err))
		return false;
	if (all->count)
		qsort(all->one, all->count, sizeof(*all->one), by_age);
	for (size_t i = 0; i < all->count; i++) {
		const struct update *u = &all->one[i];

		if (i + 1 < all->count && span_eq(u->base, u[1].base))
			continue;
		buf_reset(&text);
		if (!read_text(fd, u->file.ptr, &text, err))
			return false;
		md_import_keywords_update(k, u->base, buf_span(&text));
	}
	return true;
}

bool md_import_keywords_read(const char *root, struct span dir,
			     struct md_import_keywords *k, struct err *err)
{
	struct updates updates = { .count = 0 };
	auto_fd int folder = -1;
	auto_fd int fd = -1;
	auto_buf struct buf text;
	bool ok;

	buf_init(&text, LIST_CAP);
	if (!md_folder_open(root, dir, &folder, err))
		return false;
	fd = openat(folder, dir_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ||
		       err_sys(err, "open %s", dir_name);
	k->found = true;
	if (!read_text(fd, ":list", &text, err))
		return false;
	md_import_keywords_list(k, buf_span(&text));
	ok = read_updates(fd, k, &updates, err);
	free(updates.one);
	md_import_keywords_finish(k);
	return ok;
}

/* Changes would be taken for newer than the list. */
static bool drop_updates(int fd, struct err *err)
{
	struct updates updates = { .count = 0 };
	auto_arena struct arena arena;
	bool ok;

	arena_init(&arena);
	ok = list_updates(fd, &arena, &updates, err);
	for (size_t i = 0; ok && i < updates.count; i++)
		if (unlinkat(fd, updates.one[i].file.ptr, 0) < 0 &&
		    errno != ENOENT)
			ok = err_sys(err, "remove %s", updates.one[i].file.ptr);
	free(updates.one);
	return ok;
}

bool md_import_keywords_replace(const char *root, struct span dir,
				struct span list, struct err *err)
{
	auto_fd int folder = -1;
	auto_fd int fd = -1;

	if (!md_folder_open(root, dir, &folder, err))
		return false;
	if (mkdirat(folder, dir_name, 0700) < 0 && errno != EEXIST)
		return err_sys(err, "make %s", dir_name);
	fd = openat(folder, dir_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_sys(err, "open %s", dir_name);
	return drop_updates(fd, err) &&
	       file_write_atomic(fd, ":list", list, 0600, err) &&
	       (fsync(folder) == 0 || err_sys(err, "fsync"));
}
