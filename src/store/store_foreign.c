/* SPDX-License-Identifier: MIT */
/*
 * fumikura-foreign: the UIDs of files whose names are not ours, so that these
 * UIDs too outlive the index while the names are left alone. Lines
 * "<uid>.<mark> <base>" (doc/format/maildir.md); the last line of a base
 * holds. Appended to, durably, before the index says so; written anew when
 * most of it is of files that are no more.
 */
#include "store/store_priv.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/num.h"
#include "io/file.h"
#include "maildir/md_line.h"

enum {
	SLACK = 4096,
	LINE_BESIDE = 21 /* at most, of a line without its base */
};

static void path_of(const struct store_side *side, char *out, size_t size)
{
	snprintf(out, size, "%s%sfumikura-foreign", side->dir,
		 *side->dir ? "/" : "");
}

void store_foreign_note(const struct store_side *side, struct buf *text,
			uint32_t uid, struct span base)
{
	if (span_find_char(base, '\n') < base.len)
		return;
	buf_add_format(text, "%" PRIu32 ".%08" PRIx64 " ", uid, side->mark);
	buf_add(text, base);
	buf_add_char(text, '\n');
}

bool store_foreign_save(struct store_side *side, const struct buf *text,
			struct err *err)
{
	char path[STORE_PATH_CAP];
	auto_fd int fd = -1;

	if (!text->len)
		return true;
	path_of(side, path, sizeof(path));
	fd = openat(side->t->user->root_fd, path,
		    O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return err_sys(err, "open %s", path);
	return md_line_append(fd, path, buf_span(text), err);
}

/* false: not a line of this mailbox. */
static bool read_line(const struct store_side *side, struct span line,
		      struct store_foreign *out)
{
	uint64_t uid, mark;
	size_t n;

	if (!num_take_u64(&line, UINT32_MAX, &uid) ||
	    !span_starts(line, SPAN(".")))
		return false;
	line = span_from(line, 1);
	n = span_find_char(line, ' ');
	if (n == line.len || !num_parse_hex(span_first(line, n), &mark) ||
	    mark != side->mark || !uid)
		return false;
	out->uid = (uint32_t)uid;
	out->base = span_from(line, n + 1);
	return true;
}

bool store_foreign_read(const struct store_side *side, struct buf *text,
			struct err *err)
{
	char path[STORE_PATH_CAP];

	buf_init(text, STORE_FOREIGN_CAP);
	path_of(side, path, sizeof(path));
	return file_read(side->t->user->root_fd, path, text, err) ||
	       err->kind == ERR_NOTFOUND;
}

bool store_foreign_next(const struct store_side *side, struct span *rest,
			struct store_foreign *out)
{
	struct span line;

	while (span_cut(rest, '\n', &line))
		if (read_line(side, line, out))
			return true;
	return false;
}

bool store_foreign_replace(const struct store_side *side,
			   const struct buf *text, struct err *err)
{
	char path[STORE_PATH_CAP];

	if (text->full)
		return err_set(err, ERR_LIMIT, "Too many foreign names");
	path_of(side, path, sizeof(path));
	return file_write_atomic(side->t->user->root_fd, path, buf_span(text),
				 0600, err);
}

/* Each rebuild notes all names once more, each name that goes leaves a line. */
static bool is_swollen(const struct store_side *side, const char *path,
		       const struct store_names *names)
{
	uint64_t needed = 0;
	struct stat st;

	if (fstatat(side->t->user->root_fd, path, &st, AT_SYMLINK_NOFOLLOW) <
		    0 ||
	    st.st_size <= SLACK)
		return false;
	for (size_t i = 0; i < names->foreign; i++)
		if (names->entry[i].given)
			needed += names->entry[i].base_len + LINE_BESIDE;
	return (uint64_t)st.st_size > 2 * needed + SLACK;
}

void store_foreign_compact(const struct store_side *side,
			   const struct store_names *names)
{
	char path[STORE_PATH_CAP];
	auto_buf struct buf text;
	struct err err = { 0 };

	buf_init(&text, STORE_FOREIGN_CAP);
	path_of(side, path, sizeof(path));
	if (!is_swollen(side, path, names))
		return;
	for (size_t i = 0; i < names->foreign; i++)
		if (names->entry[i].given)
			store_foreign_note(
				side, &text, names->entry[i].given,
				store_names_base(names, &names->entry[i]));
	if (!store_foreign_replace(side, &text, &err))
		log_err(LOG_LEVEL_WARN, "foreign-names", &err, "step=compact");
}
