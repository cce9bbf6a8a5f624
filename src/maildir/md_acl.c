/* SPDX-License-Identifier: MIT */
#include "maildir/md_acl.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/auto.h"
#include "io/file.h"
#include "maildir/md_folder.h"

enum {
	FILE_CAP = 1024 * 1024
};
static const char ours[] = "dovecot-acl";
static const char couriers[] = "courierimapacl";

/* The letters of both, in the order in which we write them. */
static const char letters[] = "lrwstipekxa";

static char other_letter(char c)
{
	return c == 'c' ? 'k' : c == 'k' ? 'c' : c;
}

static void add_rights(struct span rights, bool to_courier, struct buf *out)
{
	for (const char *c = letters; *c; c++) {
		char theirs = other_letter(*c);

		if (span_find_char(rights, to_courier ? *c : theirs) <
		    rights.len)
			buf_add_char(out, to_courier ? theirs : *c);
	}
	buf_add_char(out, '\n');
}

/* A name that needs no quotes in dovecot-acl, nor could hold more than one in
 * courierimapacl. */
static bool is_plain(struct span name)
{
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.ptr[i];

		if (c <= ' ' || c == 0x7f || c == '"' || c == '\\')
			return false;
	}
	return name.len > 0;
}

static bool is_common(struct span who)
{
	if (span_starts(who, SPAN("user=")) || span_starts(who, SPAN("group=")))
		return is_plain(who) && !span_ends(who, SPAN("="));
	return span_eq(who, SPAN("owner")) || span_eq(who, SPAN("anyone"));
}

/* The next "<identifier> <rights>"; empty lines and comments are none. */
static bool cut_entry(struct span *text, struct span *out_who,
		      struct span *out_rights)
{
	struct span line;

	while (span_cut(text, '\n', &line)) {
		line = span_trim(line);
		if (!line.len || line.ptr[0] == '#')
			continue;
		*out_who = span_first(line, span_find_char(line, ' '));
		*out_rights = span_trim(span_from(line, out_who->len));
		*out_rights = span_first(*out_rights,
					 span_find_char(*out_rights, ' '));
		return true;
	}
	return false;
}

static bool take_minus(struct span *who)
{
	bool negative = span_starts(*who, SPAN("-"));

	if (negative)
		*who = span_from(*who, 1);
	return negative;
}

unsigned md_acl_from_courier(struct span text, struct buf *out)
{
	struct span who, rights;
	unsigned lost = 0;

	while (cut_entry(&text, &who, &rights)) {
		bool negative = take_minus(&who);

		if (span_eq(who, SPAN("administrators")))
			who = SPAN("group=administrators");
		if (!is_common(who)) {
			lost++;
			continue;
		}
		if (negative)
			buf_add_char(out, '-');
		buf_add(out, who);
		buf_add_char(out, ' ');
		add_rights(rights, false, out);
	}
	return lost;
}

unsigned md_acl_to_courier(struct span text, struct buf *out)
{
	struct span who, rights;
	unsigned lost = 0;

	while (cut_entry(&text, &who, &rights)) {
		bool negative = take_minus(&who);

		if (!is_common(who)) {
			lost++;
			continue;
		}
		if (span_eq(who, SPAN("group=administrators")))
			who = SPAN("administrators");
		if (negative)
			buf_add_char(out, '-');
		buf_add(out, who);
		buf_add_char(out, ' ');
		add_rights(rights, true, out);
	}
	return lost;
}

/* ---- the files of a folder ---- */

static bool is_there(int folder, const char *name)
{
	return faccessat(folder, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Courier's as lines of ours. */
static bool convert(int folder, struct buf *out, struct md_acl_found *found,
		    struct err *err)
{
	auto_buf struct buf text;

	*found = (struct md_acl_found){ .ours = is_there(folder, ours) };
	buf_init(&text, FILE_CAP);
	if (!file_read(folder, couriers, &text, err)) {
		if (err->kind != ERR_NOTFOUND && err->kind != ERR_LIMIT)
			return false;
		err_clear(err);
		return true;
	}
	found->courier = true;
	found->lost = md_acl_from_courier(buf_span(&text), out);
	return true;
}

bool md_acl_look(const char *root, struct span dir, struct md_acl_found *out,
		 struct err *err)
{
	auto_buf struct buf lines;
	auto_fd int folder = -1;

	buf_init(&lines, 2 * FILE_CAP);
	return md_folder_open(root, dir, &folder, err) &&
	       convert(folder, &lines, out, err);
}

bool md_acl_import(const char *root, struct span dir, struct md_acl_found *out,
		   struct err *err)
{
	auto_buf struct buf lines;
	auto_fd int folder = -1;

	buf_init(&lines, 2 * FILE_CAP);
	return md_folder_open(root, dir, &folder, err) &&
	       convert(folder, &lines, out, err) &&
	       (out->ours || !out->courier ||
		file_write_atomic(folder, ours, buf_span(&lines), 0600, err));
}

bool md_acl_export(const char *root, struct span dir, unsigned *out_lost,
		   struct err *err)
{
	auto_buf struct buf text;
	auto_buf struct buf lines;
	auto_fd int folder = -1;

	*out_lost = 0;
	buf_init(&text, FILE_CAP);
	buf_init(&lines, FILE_CAP);
	if (!md_folder_open(root, dir, &folder, err))
		return false;
	if (!file_read(folder, ours, &text, err)) {
		if (err->kind != ERR_NOTFOUND)
			return false;
		err_clear(err);
		return true;
	}
	*out_lost = md_acl_to_courier(buf_span(&text), &lines);
	return file_write_atomic(folder, couriers, buf_span(&lines), 0600, err);
}
