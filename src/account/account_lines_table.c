/* SPDX-License-Identifier: MIT */
#include "account/account_lines_table.h"

#include <stdlib.h>

#include "base/x.h"
#include "crypto/crypto_secret.h"

enum {
	KEY_MAX = 512,
	LINE_MAX_BYTES = 65535,
};

void account_lines_table_free(struct account_lines_table *t)
{
	if (!t)
		return;
	if (t->bytes)
		crypto_secret_wipe(t->bytes, t->size);
	free(t->bytes);
	free(t->line);
	free(t);
}

static struct span key_of(const struct account_lines_line *line)
{
	return span_make(line->text + line->key_at, line->key_len);
}

static int compare(struct span a, struct span b)
{
	size_t len = a.len < b.len ? a.len : b.len;

	for (size_t i = 0; i < len; i++) {
		unsigned char x = (unsigned char)span_lower(a.ptr[i]);
		unsigned char y = (unsigned char)span_lower(b.ptr[i]);

		if (x != y)
			return x < y ? -1 : 1;
	}
	return a.len == b.len ? 0 : a.len < b.len ? -1 : 1;
}

static int compare_lines(const void *a, const void *b)
{
	const struct account_lines_line *x = a, *y = b;
	int result = compare(key_of(x), key_of(y));

	return result ? result : x->number < y->number ? -1 : 1;
}

static void add(struct account_lines_table *t, struct account_lines_line line)
{
	if (t->count == t->space) {
		t->space = t->space ? t->space * 2 : 64;
		t->line = x_realloc_array(t->line, t->space, sizeof(*t->line));
	}
	t->line[t->count++] = line;
}

static bool damaged(const char *path, unsigned number, struct err *err)
{
	err_set(err, ERR_TEMP, "Temporary failure");
	return err_detail(err, "%s:%u: not a line of such a file", path,
			  number);
}

bool account_lines_table_parse(struct account_lines_table *t,
			       const struct account_lines_form *form,
			       const char *path, struct err *err)
{
	struct span rest = span_make(t->bytes, t->size);
	struct span text, found;
	unsigned number = 0;

	while (rest.len && span_cut(&rest, '\n', &text)) {
		number++;
		if (text.len && text.ptr[text.len - 1] == '\r')
			text.len--;
		if (text.len > LINE_MAX_BYTES ||
		    span_find_char(text, '\0') < text.len ||
		    !form->key(text, &found))
			return damaged(path, number, err);
		if (found.len && found.len <= KEY_MAX)
			add(t,
			    (struct account_lines_line){
				    .text = text.ptr,
				    .len = (uint32_t)text.len,
				    .number = number,
				    .key_at = (uint16_t)(found.ptr - text.ptr),
				    .key_len = (uint16_t)found.len });
	}
	if (t->count)
		qsort(t->line, t->count, sizeof(*t->line), compare_lines);
	return true;
}

size_t account_lines_table_find(const struct account_lines_table *t,
				struct span key,
				enum account_lines_table_from from)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int result = compare(key_of(&t->line[mid]), key);

		if (result < 0 ||
		    (from == ACCOUNT_LINES_TABLE_BEHIND && result == 0))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bool account_lines_table_is(const struct account_lines_table *t, size_t at,
			    struct span key)
{
	return at < t->count && compare(key_of(&t->line[at]), key) == 0;
}
