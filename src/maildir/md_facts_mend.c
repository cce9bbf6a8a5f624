/* SPDX-License-Identifier: MIT */
/* A line is damaged if its sum is wrong. Whole ones are kept byte for byte,
 * also of kinds that only a later version knows. */
#include "maildir/md_facts_mend.h"

#include "base/auto.h"
#include "io/file.h"
#include "maildir/md_facts.h"
#include "maildir/md_folder.h"
#include "maildir/md_line.h"

enum {
	FILE_CAP = 1 << 30
};

/* The whole ones into *whole, which may be NULL. */
static void sort_lines(struct span text, struct md_facts_mend *out,
		       struct buf *whole)
{
	*out = (struct md_facts_mend){ .damaged = 0 };
	for (size_t number = 1; text.len; number++) {
		size_t len = span_find_char(text, '\n');
		struct span line = span_first(text, len + 1), cut = line;

		text = span_from(text, line.len);
		if (!md_line_cut_sum(&cut)) {
			if (!out->damaged++)
				out->first = number;
		} else if (whole) {
			buf_add(whole, line);
		}
	}
}

static bool read_text(const char *root, struct span dir, struct buf *out,
		      struct err *err)
{
	auto_fd int folder = -1;

	if (!md_folder_open(root, dir, &folder, err))
		return false;
	if (file_read(folder, MD_FACTS_FILE, out, err))
		return true;
	if (err->kind != ERR_NOTFOUND)
		return false;
	err_clear(err);
	return true;
}

bool md_facts_mend_look(const char *root, struct span dir,
			struct md_facts_mend *out, struct err *err)
{
	auto_buf struct buf text;

	buf_init(&text, FILE_CAP);
	if (!read_text(root, dir, &text, err))
		return false;
	sort_lines(buf_span(&text), out, NULL);
	return true;
}

bool md_facts_mend_write(const char *root, struct span dir,
			 struct md_facts_mend *out, struct err *err)
{
	auto_buf struct buf text;
	auto_buf struct buf whole;

	buf_init(&text, FILE_CAP);
	buf_init(&whole, FILE_CAP);
	if (!read_text(root, dir, &text, err))
		return false;
	sort_lines(buf_span(&text), out, &whole);
	return !out->damaged ||
	       md_facts_replace(root, dir, buf_span(&whole), err);
}
