/* SPDX-License-Identifier: MIT */
#include "maildir/md_keywords.h"

#include <string.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/num.h"
#include "io/file.h"
#include "maildir/md_folder.h"
#include "maildir/md_sum.h"

enum {
	FILE_CAP = 16 * 1024,
	NAME_MAX_BYTES = 255
};
static const char file_name[] = "dovecot-keywords";

/* RFC 3501 9: flag-keyword is an atom. */
static bool is_atom_char(char c)
{
	return c > ' ' && c < 0x7f && !strchr("(){%*\"\\]", c);
}

static struct span take_name(struct span name, struct arena *arena)
{
	char *copy = arena_strdup(arena, name);

	for (size_t at = 0; at < name.len; at++)
		if (!is_atom_char(copy[at]))
			copy[at] = '_';
	return span_make(copy, name.len);
}

void md_keywords_parse(struct span text, struct arena *arena,
		       struct md_keywords *out)
{
	struct span line;

	*out = (struct md_keywords){ 0 };
	while (span_cut(&text, '\n', &line)) {
		uint64_t n;

		if (!num_take_u64(&line, MD_KEYWORDS - 1, &n) ||
		    !span_starts(line, SPAN(" ")))
			continue;
		line = span_trim(line);
		if (line.len > 0 && line.len <= NAME_MAX_BYTES)
			out->name[n] = take_name(line, arena);
	}
}

/* Two lists of one tick of the clock differ in inode. Never 0. */
static uint64_t stamp_of(int folder)
{
	struct stat st;
	uint64_t stamp;

	if (fstatat(folder, file_name, &st, 0) < 0)
		return 0;
	stamp = (uint64_t)st.st_mtim.tv_sec * 1000000000 +
		(uint64_t)st.st_mtim.tv_nsec;
	stamp ^= md_sum(span_make((const char *)&st.st_ino, sizeof(st.st_ino)));
	return stamp | 1;
}

bool md_keywords_read(const char *root, struct span dir, struct arena *arena,
		      struct md_keywords *out, struct err *err)
{
	auto_buf struct buf text;
	auto_fd int folder = -1;
	uint64_t stamp;

	buf_init(&text, FILE_CAP);
	*out = (struct md_keywords){ 0 };
	if (!md_folder_open(root, dir, &folder, err))
		return false;
	/* Asked before reading: a change in between is then read again. */
	stamp = stamp_of(folder);
	if (!file_read(folder, file_name, &text, err))
		return err->kind == ERR_NOTFOUND;
	md_keywords_parse(buf_span(&text), arena, out);
	out->stamp = stamp;
	return true;
}

bool md_keywords_write(const char *root, struct span dir,
		       struct md_keywords *keywords, struct err *err)
{
	auto_buf struct buf text;
	auto_fd int folder = -1;

	buf_init(&text, FILE_CAP);
	for (unsigned i = 0; i < MD_KEYWORDS; i++)
		if (keywords->name[i].len)
			buf_add_format(&text, "%u %.*s\n", i,
				       SPAN_ARG(keywords->name[i]));
	if (text.full)
		return err_set(err, ERR_LIMIT, "Keywords too long");
	if (!md_folder_open(root, dir, &folder, err) ||
	    !file_write_atomic(folder, file_name, buf_span(&text), 0600, err))
		return false;
	keywords->stamp = stamp_of(folder);
	return true;
}
