/* SPDX-License-Identifier: MIT */
#include "maildir/md_import_pop.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/buf.h"
#include "base/num.h"
#include "io/file.h"
#include "maildir/md_folder.h"
#include "maildir/md_import_list.h"
#include "maildir/md_name.h"

enum {
	LIST_CAP = 256 * 1024 * 1024
};

void md_import_pop_init(struct md_import_pop *pop)
{
	*pop = (struct md_import_pop){ .count = 0 };
	arena_init(&pop->arena);
}

void md_import_pop_release(struct md_import_pop *pop)
{
	arena_release(&pop->arena);
}

/* Of Courier's oldest form: the name itself. */
static struct span name_uidl(struct arena *arena, struct span base)
{
	auto_buf struct buf out;

	buf_init(&out, 3 * MD_NAME_MAX);
	for (size_t i = 0; i < base.len; i++) {
		unsigned char c = (unsigned char)base.ptr[i];

		if (c < 0x21 || c > 0x7e || strchr("'\"+", c))
			buf_add_format(&out, "+%02X", c);
		else
			buf_add_char(&out, (char)c);
	}
	return arena_dup(arena, buf_span(&out));
}

static struct span uidl_of(struct arena *arena, struct span base, uint64_t n,
			   uint64_t uidv)
{
	if (!n)
		return name_uidl(arena, base);
	if (!uidv)
		return span_of(arena_printf(arena, "UID%" PRIu64, n));
	return span_of(arena_printf(arena, "UID%" PRIu64 "-%" PRIu64, n, uidv));
}

static bool take(struct span *rest, char c)
{
	if (!span_starts(*rest, span_make(&c, 1)))
		return false;
	*rest = span_from(*rest, 1);
	return true;
}

/* Of the last two words; the name may hold blanks. */
static size_t find_words(struct span line)
{
	unsigned blanks = 0;

	for (size_t i = line.len; i-- > 0;)
		if (line.ptr[i] == ' ' && ++blanks == 2)
			return i;
	return line.len;
}

static bool parse_line(struct arena *arena, struct span line,
		       struct md_import_uidl *out)
{
	size_t at = find_words(line);
	struct span rest = span_from(line, at + 1);
	uint64_t size, n, uidv;
	struct md_name md;

	if (!md_name_parse(span_first(line, at), &md) ||
	    !num_take_u64(&rest, UINT64_MAX, &size) || !take(&rest, ' ') ||
	    !num_take_u64(&rest, UINT64_MAX, &n) || !take(&rest, ':') ||
	    !num_take_u64(&rest, UINT64_MAX, &uidv) ||
	    (rest.len && rest.ptr[0] != ':'))
		return false;
	out->base = arena_dup(arena, md.base);
	out->uidl = uidl_of(arena, out->base, n, uidv);
	return out->uidl.len <= MD_IMPORT_UIDL_MAX;
}

static int by_base(const void *a, const void *b)
{
	const struct md_import_uidl *x = a, *y = b;
	int order = span_cmp(x->base, y->base);

	return order ? order : (x->order > y->order) - (x->order < y->order);
}

/* Of lines with one base the first. */
static void sort(struct md_import_pop *pop)
{
	size_t kept = 0;

	if (!pop->count)
		return;
	qsort(pop->entry, pop->count, sizeof(*pop->entry), by_base);
	for (size_t i = 0; i < pop->count; i++)
		if (!kept ||
		    !span_eq(pop->entry[kept - 1].base, pop->entry[i].base))
			pop->entry[kept++] = pop->entry[i];
	pop->count = kept;
}

static bool parse_header(struct md_import_pop *pop, struct span line)
{
	uint64_t version;

	return take(&line, '/') && num_take_u64(&line, 3, &version) &&
	       version >= 2 && take(&line, ' ') &&
	       num_take_u64(&line, UINT32_MAX, &pop->next) &&
	       (!take(&line, ' ') ||
		num_take_u64(&line, UINT32_MAX, &pop->uidv));
}

bool md_import_pop_parse(struct md_import_pop *pop, struct span text)
{
	struct span rest, line;
	size_t lines = 0;

	if (!md_import_list_line(&text, &line) || !parse_header(pop, line))
		return false;
	for (rest = text; md_import_list_line(&rest, &line);)
		lines++;
	pop->entry =
		arena_alloc_array(&pop->arena, lines + 1, sizeof(*pop->entry));
	while (md_import_list_line(&text, &line)) {
		struct md_import_uidl *entry = &pop->entry[pop->count];

		if (!parse_line(&pop->arena, line, entry))
			continue;
		entry->order = pop->count++;
	}
	sort(pop);
	return true;
}

bool md_import_pop_read(const char *root, struct md_import_pop *pop,
			struct err *err)
{
	auto_buf struct buf text;
	auto_fd int folder = -1;

	buf_init(&text, LIST_CAP);
	if (!md_folder_open(root, SPAN(""), &folder, err))
		return false;
	if (!file_read(folder, "courierpop3dsizelist", &text, err)) {
		pop->malformed = err->kind == ERR_LIMIT;
		if (err->kind != ERR_NOTFOUND && err->kind != ERR_LIMIT)
			return false;
		err_clear(err);
		return true;
	}
	pop->found = md_import_pop_parse(pop, buf_span(&text));
	pop->malformed = !pop->found;
	return true;
}

const struct md_import_uidl *md_import_pop_find(const struct md_import_pop *pop,
						struct span base)
{
	size_t from = 0, to = pop->count;

	while (from < to) {
		size_t mid = from + (to - from) / 2;
		int order = span_cmp(pop->entry[mid].base, base);

		if (order == 0)
			return &pop->entry[mid];
		if (order < 0)
			from = mid + 1;
		else
			to = mid;
	}
	return NULL;
}
