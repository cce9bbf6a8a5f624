/* SPDX-License-Identifier: MIT */
/* Names are in hexadecimal: they may hold blanks. */
#include "maildir/md_renaming.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/hex.h"
#include "io/file.h"
#include "maildir/md_line.h"

enum {
	FORMAT_VERSION = 1,
	NAME_CAP = 1024,
	FILE_CAP = 4 * NAME_CAP + 256
};
static const char file_name[] = "fumikura-renaming";

void md_renaming_init(struct md_renaming *r)
{
	buf_init(&r->from, NAME_CAP);
	buf_init(&r->to, NAME_CAP);
}

void md_renaming_release(struct md_renaming *r)
{
	buf_release(&r->from);
	buf_release(&r->to);
}

static void add_name(struct buf *out, const char *key, struct span name)
{
	buf_add_format(out, " %s=", key);
	for (size_t i = 0; i < name.len; i++)
		buf_add_format(out, "%02x", (unsigned char)name.ptr[i]);
}

static bool take_name(struct span hex, struct buf *out)
{
	size_t len = hex.len / 2;
	char *to;

	buf_reset(out);
	to = buf_reserve(out, len);
	if (!len || !to || !hex_parse(hex, to, len))
		return false;
	buf_grew(out, len);
	return true;
}

bool md_renaming_parse(struct span text, struct md_renaming *out)
{
	struct span fields;

	return md_line_parse(text, file_name, FORMAT_VERSION, &fields) &&
	       take_name(md_line_value(fields, SPAN("from")), &out->from) &&
	       take_name(md_line_value(fields, SPAN("to")), &out->to);
}

bool md_renaming_is_open(int root_fd)
{
	return faccessat(root_fd, file_name, F_OK, 0) == 0;
}

bool md_renaming_begin(int root_fd, struct span from, struct span to,
		       struct err *err)
{
	auto_buf struct buf text;

	buf_init(&text, FILE_CAP);
	md_line_begin(&text, file_name, FORMAT_VERSION);
	add_name(&text, "from", from);
	add_name(&text, "to", to);
	md_line_end(&text);
	return file_write_atomic(root_fd, file_name, buf_span(&text), 0600,
				 err);
}

bool md_renaming_read(int root_fd, struct md_renaming *out, struct err *err)
{
	auto_buf struct buf text;

	buf_init(&text, FILE_CAP);
	if (!file_read(root_fd, file_name, &text, err) &&
	    err->kind != ERR_LIMIT)
		return false;
	if (md_renaming_parse(buf_span(&text), out))
		return true;
	err_set(err, ERR_CORRUPT, "Mailbox is half renamed");
	return err_detail(err, "%s is damaged", file_name);
}

void md_renaming_end(int root_fd)
{
	unlinkat(root_fd, file_name, 0);
}
