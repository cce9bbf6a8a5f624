/* SPDX-License-Identifier: MIT */
/*
 * RFC 3501 2.3.1.1: a mailbox that comes again under an old name needs a
 * larger UIDVALIDITY. The largest one ever given is kept in the root, raised
 * under the lock before it is used. Should that file be lost, the largest of
 * all folders and the clock stand in for it.
 *
 * A file that is restored, or copied to another machine, has a ctime that
 * nobody can set back, and content that is older. One that says it was written
 * in the future tells nothing, and counts as such.
 */
#include "maildir/md_uid.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/auto.h"
#include "base/clock.h"
#include "base/hex.h"
#include "base/num.h"
#include "io/file.h"
#include "maildir/md_folder.h"
#include "maildir/md_line.h"
#include "maildir/md_lock.h"

enum {
	FORMAT_VERSION = 1,
	FILE_CAP = 1024,
	WRITING_SECONDS = 300, /* at most, on the slowest disk */
	FOLDERS_MAX = 100000
};
static const char uid_name[] = "fumikura-uid";
static const char last_name[] = "fumikura-uidvalidity";

/* ---- the file of a folder ---- */

/* Not in files of before it was noted. */
static int64_t parse_written(struct span fields)
{
	uint64_t at;

	return num_parse_u64(md_line_value(fields, SPAN("at")), 1,
			     INT64_MAX / 2, &at)
		       ? (int64_t)at
		       : 0;
}

bool md_uid_parse(struct span text, struct md_uid *out)
{
	struct span f;

	*out = (struct md_uid){ .written = 0 };
	if (!md_line_parse(text, uid_name, FORMAT_VERSION, &f))
		return false;
	out->written = parse_written(f);
	return num_parse_u32(md_line_value(f, SPAN("uidvalidity")), 1,
			     UINT32_MAX, &out->uidvalidity) &&
	       hex_parse(md_line_value(f, SPAN("mailbox")), out->mailbox_id,
			 sizeof(out->mailbox_id)) &&
	       num_parse_u32(md_line_value(f, SPAN("uid")), 1, UINT32_MAX,
			     &out->uid_ceiling) &&
	       num_parse_u64(md_line_value(f, SPAN("modseq")), 1, INT64_MAX,
			     &out->modseq_ceiling);
}

static void format(struct buf *out, const struct md_uid *uid)
{
	md_line_begin(out, uid_name, FORMAT_VERSION);
	buf_add_format(out,
		       " uidvalidity=%" PRIu32 " mailbox=", uid->uidvalidity);
	for (unsigned i = 0; i < 16; i++)
		buf_add_format(out, "%02x", uid->mailbox_id[i]);
	buf_add_format(out, " uid=%" PRIu32 " modseq=%" PRIu64 " at=%" PRId64,
		       uid->uid_ceiling, uid->modseq_ceiling, clock_now());
	md_line_end(out);
}

static bool damaged(struct err *err, const char *name, struct span dir)
{
	err_set(err, ERR_CORRUPT, "Mailbox identity is damaged");
	return err_detail(err, "%s of folder \"%.*s\"", name, SPAN_ARG(dir));
}

bool md_uid_read(const char *root, struct span dir, struct md_uid *out,
		 struct err *err)
{
	struct stat st = { .st_ctime = 0 };
	auto_buf struct buf text;
	auto_fd int folder = -1;

	buf_init(&text, FILE_CAP);
	if (!md_folder_open(root, dir, &folder, err))
		return false;
	/* First, so that one which is replaced meanwhile looks too old. */
	if (fstatat(folder, uid_name, &st, 0) < 0 && errno != ENOENT)
		return err_sys(err, "stat %s", uid_name);
	if (!file_read(folder, uid_name, &text, err))
		return err->kind == ERR_LIMIT ? damaged(err, uid_name, dir)
					      : false;
	if (!md_uid_parse(buf_span(&text), out))
		return damaged(err, uid_name, dir);
	out->came_later =
		out->written && (st.st_ctime > out->written + WRITING_SECONDS ||
				 out->written > clock_now() + WRITING_SECONDS);
	return true;
}

/* ---- the largest UIDVALIDITY ---- */

/* A lost or damaged file reads as 0, which no folder has. */
static bool read_last(int root_fd, uint32_t *out, struct err *err)
{
	auto_buf struct buf text;
	struct span fields;

	*out = 0;
	buf_init(&text, FILE_CAP);
	if (!file_read(root_fd, last_name, &text, err))
		return err->kind == ERR_NOTFOUND || err->kind == ERR_LIMIT;
	if (!md_line_parse(buf_span(&text), last_name, FORMAT_VERSION,
			   &fields) ||
	    !num_parse_u32(md_line_value(fields, SPAN("uidvalidity")), 1,
			   UINT32_MAX, out))
		*out = 0;
	return true;
}

static bool write_last(int root_fd, uint32_t uidvalidity, struct err *err)
{
	auto_buf struct buf text;

	buf_init(&text, FILE_CAP);
	md_line_begin(&text, last_name, FORMAT_VERSION);
	buf_add_format(&text, " uidvalidity=%" PRIu32, uidvalidity);
	md_line_end(&text);
	return file_write_atomic(root_fd, last_name, buf_span(&text), 0600,
				 err);
}

/* The largest one of the root and all folders. */
static bool scan_largest(const char *root, uint32_t *out, struct err *err)
{
	auto_arena struct arena arena;
	struct md_uid uid;
	struct span *dirs;
	struct err ignored;
	size_t count;

	arena_init(&arena);
	*out = 0;
	if (md_uid_read(root, SPAN(""), &uid, &ignored))
		*out = uid.uidvalidity;
	if (!md_folder_list(root, &arena, FOLDERS_MAX, &dirs, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (md_uid_read(root, dirs[i], &uid, &ignored) &&
		    uid.uidvalidity > *out)
			*out = uid.uidvalidity;
	return true;
}

static bool next_uidvalidity(const char *root, int root_fd, uint32_t *out,
			     struct err *err)
{
	int64_t now = clock_now();
	uint32_t last;

	if (!read_last(root_fd, &last, err))
		return false;
	if (last == 0 && !scan_largest(root, &last, err))
		return false;
	if (last == UINT32_MAX)
		return err_set(err, ERR_LIMIT, "No UIDVALIDITY is left");
	*out = last + 1;
	if (now > last && now <= UINT32_MAX)
		*out = (uint32_t)now;
	return write_last(root_fd, *out, err);
}

static bool open_root(const char *root, int *out_fd, struct err *err)
{
	return md_folder_open(root, SPAN(""), out_fd, err);
}

static bool note_uidvalidity(const char *root, uint32_t uidvalidity,
			     struct err *err)
{
	auto_fd int root_fd = -1;
	auto_fd int lock = -1;
	uint32_t last;

	if (!open_root(root, &root_fd, err) || !read_last(root_fd, &last, err))
		return false;
	if (last >= uidvalidity)
		return true;
	if (!md_lock_take(root, &lock, err) || !read_last(root_fd, &last, err))
		return false;
	/* A first file must not stand for folders it does not know of. */
	if (last == 0 && !scan_largest(root, &last, err))
		return false;
	return write_last(root_fd, last > uidvalidity ? last : uidvalidity,
			  err);
}

/* ---- */

bool md_uid_write(const char *root, struct span dir, const struct md_uid *uid,
		  struct err *err)
{
	auto_buf struct buf text;
	auto_fd int folder = -1;

	buf_init(&text, FILE_CAP);
	format(&text, uid);
	return note_uidvalidity(root, uid->uidvalidity, err) &&
	       md_folder_open(root, dir, &folder, err) &&
	       file_write_atomic(folder, uid_name, buf_span(&text), 0600, err);
}

bool md_uid_adopt(uint32_t uidvalidity, uint32_t uidnext, struct md_uid *out,
		  struct err *err)
{
	*out = (struct md_uid){
		.uidvalidity = uidvalidity,
		.uid_ceiling = uidnext,
		.modseq_ceiling = 1,
	};
	return getrandom(out->mailbox_id, sizeof(out->mailbox_id), 0) ==
		       sizeof(out->mailbox_id) ||
	       err_sys(err, "getrandom");
}

bool md_uid_new(const char *root, struct md_uid *out, struct err *err)
{
	auto_fd int root_fd = -1;
	auto_fd int lock = -1;

	return md_uid_adopt(0, 1, out, err) && open_root(root, &root_fd, err) &&
	       md_lock_take(root, &lock, err) &&
	       next_uidvalidity(root, root_fd, &out->uidvalidity, err);
}
