/* SPDX-License-Identifier: MIT */
/*
 * Names stand in modified UTF-7, as those of the folders; raw UTF-8 is read
 * too. A change keeps all other lines byte for byte and the version of the
 * file; a new file has version 2. In version 2 the bytes NUL, \001, TAB, CR,
 * LF of a level are escaped as \001 and one of 0 1 t r n.
 */
#include "maildir/md_subscriptions.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/utf8.h"
#include "base/x.h"
#include "io/file.h"
#include "maildir/md_folder.h"
#include "maildir/md_lock.h"

enum {
	FILE_CAP = 1024 * 1024,
	LINE_CAP = 2048
};
static const char file_name[] = "subscriptions";
#define HEADER SPAN("V\t2\n\n")

static const char escaped[] = "\0\001\t\r\n";
static const char escape_letter[] = "01trn";

static bool unescape(char letter, char *out)
{
	const char *at = letter ? strchr(escape_letter, letter) : NULL;

	if (at)
		*out = escaped[at - escape_letter];
	return at != NULL;
}

/* A version 2 line → levels joined by '.'. */
static bool join_levels(struct span line, struct buf *out)
{
	for (size_t at = 0; at < line.len; at++) {
		char c = line.ptr[at];

		if (c == '\t')
			c = '.';
		else if (c == '\001' &&
			 (++at == line.len || !unescape(line.ptr[at], &c)))
			return false;
		buf_add_char(out, c);
	}
	return !out->full;
}

/* The mailbox's name; false if the line is none. */
static bool line_name(struct span line, bool v2, struct buf *out)
{
	auto_buf struct buf joined;
	auto_buf struct buf dir;
	struct err ignored;

	buf_init(&joined, LINE_CAP);
	buf_init(&dir, LINE_CAP);
	if (v2 && !join_levels(line, &joined))
		return false;
	if (!v2)
		buf_add(&joined, line);
	if (joined.full || joined.len == 0)
		return false;
	if (!utf8_from_mutf7(out, buf_span(&joined))) {
		buf_reset(out);
		buf_add(out, buf_span(&joined));
	}
	if (!md_folder_dir(buf_span(out), &dir, &ignored))
		return false;
	if (dir.len == 0) {
		buf_reset(out);
		buf_add_str(out, "INBOX");
	}
	return true;
}

static bool cut_header(struct span *text)
{
	if (!span_starts(*text, HEADER))
		return false;
	*text = span_from(*text, HEADER.len);
	return true;
}

/* The next line that ends in LF, which the span does not hold. */
static bool cut_line(struct span *text, struct span *out)
{
	size_t at = span_find_char(*text, '\n');

	*out = span_first(*text, at);
	if (at == text->len)
		return false;
	*text = span_from(*text, at + 1);
	return true;
}

static int by_name(const void *a, const void *b)
{
	const struct span *x = *(const struct span *const *)a;
	const struct span *y = *(const struct span *const *)b;
	int order = span_cmp(*x, *y);

	return order ? order : (x > y) - (x < y);
}

/* Empties all but the first of equal names, then closes the gaps. */
static size_t drop_doubles(struct span *names, size_t count)
{
	auto_free struct span **sorted = x_calloc(count + 1, sizeof(*sorted));
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		sorted[i] = &names[i];
	qsort(sorted, count, sizeof(*sorted), by_name);
	for (size_t i = count; i > 1; i--)
		if (span_eq(*sorted[i - 1], *sorted[i - 2]))
			sorted[i - 1]->len = 0;
	for (size_t i = 0; i < count; i++)
		if (names[i].len)
			names[kept++] = names[i];
	return kept;
}

static size_t count_lines(struct span text)
{
	struct span line;
	size_t count = 0;

	while (cut_line(&text, &line))
		count++;
	return count;
}

void md_subscriptions_parse(struct span text, struct arena *arena,
			    struct span **out, size_t *out_count)
{
	bool v2 = cut_header(&text);
	auto_buf struct buf name;
	struct span line;
	size_t count = 0;

	buf_init(&name, LINE_CAP);
	*out = arena_alloc_array(arena, count_lines(text) + 1, sizeof(**out));
	while (cut_line(&text, &line)) {
		buf_reset(&name);
		if (line_name(line, v2, &name))
			(*out)[count++] = arena_dup(arena, buf_span(&name));
	}
	*out_count = drop_doubles(*out, count);
}

static bool read_file(const char *root, struct buf *text, int *out_root_fd,
		      struct err *err)
{
	buf_init(text, FILE_CAP);
	return md_folder_open(root, SPAN(""), out_root_fd, err) &&
	       (file_read(*out_root_fd, file_name, text, err) ||
		err->kind == ERR_NOTFOUND);
}

bool md_subscriptions_read(const char *root, struct arena *arena,
			   struct span **out, size_t *out_count,
			   struct err *err)
{
	auto_buf struct buf text = { 0 };
	auto_fd int root_fd = -1;

	if (!read_file(root, &text, &root_fd, err))
		return false;
	md_subscriptions_parse(buf_span(&text), arena, out, out_count);
	return true;
}

/* Names of mailboxes hold no byte that would have to be escaped. */
static bool add_line(struct buf *out, struct span mailbox, bool v2)
{
	auto_buf struct buf name;

	buf_init(&name, LINE_CAP);
	if (!utf8_to_mutf7(&name, mailbox) || name.full)
		return false;
	for (size_t at = 0; at < name.len; at++) {
		bool level = v2 && name.ptr[at] == '.';

		buf_add_char(out, level ? '\t' : name.ptr[at]);
	}
	buf_add_char(out, '\n');
	return true;
}

/* Copies the lines of other mailboxes; tells how many were of this one. */
static size_t copy_others(struct span text, bool v2, struct span mailbox,
			  struct buf *out)
{
	auto_buf struct buf name;
	struct span line;
	size_t dropped = 0;

	buf_init(&name, LINE_CAP);
	while (cut_line(&text, &line)) {
		buf_reset(&name);
		if (line_name(line, v2, &name) &&
		    span_eq(buf_span(&name), mailbox)) {
			dropped++;
			continue;
		}
		buf_add(out, line);
		buf_add_char(out, '\n');
	}
	return dropped;
}

static bool change(int root_fd, struct span text, struct span mailbox,
		   bool subscribed, struct err *err)
{
	bool v2 = cut_header(&text) || text.len == 0;
	auto_buf struct buf fresh;
	size_t dropped;

	buf_init(&fresh, FILE_CAP);
	if (v2)
		buf_add(&fresh, HEADER);
	dropped = copy_others(text, v2, mailbox, &fresh);
	if (subscribed ? dropped == 1 : dropped == 0)
		return true;
	if (subscribed && !add_line(&fresh, mailbox, v2))
		return err_set(err, ERR_SYNTAX, "Invalid mailbox name");
	if (fresh.full)
		return err_set(err, ERR_LIMIT, "Too many subscriptions");
	return file_write_atomic(root_fd, file_name, buf_span(&fresh), 0600,
				 err);
}

bool md_subscriptions_set(const char *root, struct span mailbox,
			  bool subscribed, struct err *err)
{
	auto_buf struct buf text = { 0 };
	auto_buf struct buf dir;
	auto_fd int root_fd = -1;
	auto_fd int lock = -1;

	buf_init(&dir, LINE_CAP);
	if (!md_folder_dir(mailbox, &dir, err))
		return false;
	if (dir.len == 0)
		mailbox = SPAN("INBOX");
	return md_lock_take(root, &lock, err) &&
	       read_file(root, &text, &root_fd, err) &&
	       change(root_fd, buf_span(&text), mailbox, subscribed, err);
}

bool md_subscriptions_begin(const char *root, const struct span *names,
			    size_t count, struct err *err)
{
	auto_fd int root_fd = -1;
	auto_fd int lock = -1;
	auto_buf struct buf fresh;

	buf_init(&fresh, FILE_CAP);
	buf_add(&fresh, HEADER);
	for (size_t i = 0; i < count; i++)
		if (!add_line(&fresh, names[i], true))
			return err_set(err, ERR_SYNTAX, "Invalid mailbox name");
	if (fresh.full)
		return err_set(err, ERR_LIMIT, "Too many subscriptions");
	if (!md_folder_open(root, SPAN(""), &root_fd, err) ||
	    !md_lock_take(root, &lock, err))
		return false;
	return faccessat(root_fd, file_name, F_OK, AT_SYMLINK_NOFOLLOW) == 0 ||
	       file_write_atomic(root_fd, file_name, buf_span(&fresh), 0600,
				 err);
}
